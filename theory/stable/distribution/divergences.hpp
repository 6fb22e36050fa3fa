// Divergences between P and its truncation P^, each a well-conditioned function of the odds of the tail.
#pragma once

#include "theory/stable/distribution/softmax.hpp"

namespace tailmass::stable {

/// Head and tail of a case summed, for those who want several of the quantities below.
template <class T = double>
struct Masses {
  ExponentialSum<T> head;
  ExponentialSum<T> tail;
  Split<T> odds;
};
template <class T = double>
[[nodiscard]] Masses<T> masses_of(const Case& c);

/// TV(P, P^) = tau.
template <class T = double>
[[nodiscard]] Estimate<T> total_variation(const Case& c);

/// KL(P^ || P) = -ln(1 - tau) = ln(1 + odds): log1p keeps full accuracy for every tau, near 1 too, unlike
/// -log1p(-tau). Where x, the difference of the tops, passes easy_exponent (heads that are not Top-k), x +
/// ln(sum_T/sum_H): what 1/odds would add is invisible, and the errors are u (x), those of the sums and u
/// absolutely, libm_error, u. It is also the Renyi divergence of every order of P^ from P, and of order 1/2
/// of P from P^.
template <class T = double>
[[nodiscard]] Estimate<T> kl_divergence(const Case& c);
template <class T>
[[nodiscard]] Estimate<T> kl_divergence(const Masses<T>& masses);

/// chi^2(P^ || P) = tau/(1 - tau) = odds.
template <class T = double>
[[nodiscard]] Estimate<T> chi_squared(const Case& c);
template <class T>
[[nodiscard]] Estimate<T> chi_squared(const Masses<T>& masses);

/// H^2(P, P^) = 1 - sqrt(1 - tau) = tau/(1 + sqrt(1 - tau)), the head mass directly.
/// Error: as a function of the odds its condition is (q + 1)/(2 q^2) <= 1, q = sqrt(1 + odds), so the error
/// of the odds passes once; tau 2 u; the head mass 2 u and the root u, weighed by 1/2 each; 2 u.
template <class T = double>
[[nodiscard]] Estimate<T> hellinger_squared(const Case& c);
template <class T>
[[nodiscard]] Estimate<T> hellinger_squared(const Masses<T>& masses);

/// JS(P, P^) = 1/2 [tau ln 2 + (1-tau) ln(1-tau) + (2-tau) ln(2/(2-tau))].
/// With h = 1 - tau, K = KL(P^||P), M = -log1p(-tau/2): 1/2 [tau ln 2 - h K + (1 + h) M].
/// Error. JS as a function of the exact odds has condition tau (1-tau) JS'/JS <= 1 (checked in its test): the
/// error of the odds passes once. The rest is local: tau and h within 2 u; tau ln 2 within 4 u; h K within 2
/// u + libm_error + u; (1 + h) M within 2 u/0.69 (condition of M at tau = 1) + libm_error + 3 u < 8 u; two
/// sums of at most u each. The terms add up, in magnitude, to at most 4 times the result (3.89 at tau -> 0,
/// falling to 1).
template <class T = double>
[[nodiscard]] Estimate<T> jensen_shannon(const Case& c);
template <class T>
[[nodiscard]] Estimate<T> jensen_shannon(const Masses<T>& masses);

} // namespace tailmass::stable
