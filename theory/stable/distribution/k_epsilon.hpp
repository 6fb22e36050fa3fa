// The least k that leaves no more than epsilon of the mass in the tail.
#pragma once

#include "theory/stable/distribution/softmax.hpp"

namespace tailmass::stable {

/// k_eps, and whether it is proven: false where some comparison is closer than its rounding.
struct KEpsilon {
  std::size_t k = 0;
  bool certain = false;
};

/// k_eps = min{k : tau_k <= eps}, 0 < eps < 1. T_k <= eps Z is compared with T_k summed from the smallest
/// weight up. Error of T_k and of Z: exponential_error + one_sign_error(n_f), 2 d for scores that rounding to
/// T moves by d at most, and 2 smallest_subnormal a key; of eps Z u more, what rounding moves eps relatively,
/// and smallest_subnormal. T_k falls with k, so the answer is certain as soon as T_k <= eps Z and T_{k-1} >
/// eps Z both are. Where all finite scores are equal, the one case in which equality can happen, n_f - k <=
/// eps n_f is decided exactly if T holds eps: one fma rounds the difference of both sides, and rounding keeps
/// its sign; otherwise it is certain where that difference exceeds what rounding eps moves.
template <class T = double>
[[nodiscard]] KEpsilon k_epsilon(const Scores& scores, double epsilon);

/// ceil((1 - eps)/p_max) rounded to the safe side: a whole number that is certainly at most k_eps. 1/p_max =
/// 1 + R within the error of R and u; 1 - eps within u, and what rounding moves eps; u of the product.
template <class T = double>
[[nodiscard]] std::size_t k_epsilon_at_least(const Scores& scores, double epsilon);
/// ceil(n_f (1 - eps)) likewise: certainly at least k_eps.
template <class T = double>
[[nodiscard]] std::size_t k_epsilon_at_most(const Scores& scores, double epsilon);

} // namespace tailmass::stable
