// Total variation and Kullback-Leibler divergence of a truncation as the sums that define them.
#pragma once

#include "theory/stable/distribution/softmax.hpp"

namespace tailmass::stable {

// p_i = w_i/Z and p^_i = w_i/Z_H, each from a sum of its own, within r = exponential_error + d (weight; d is
// what rounding to T moves a score at most) + that of the sum + u (quotient), and 3 smallest_subnormal. The
// closed forms, tau and ln(1 + odds), know neither.

/// TV(P, P^) = 1/2 sum |p_i - p^_i| over the finite keys.
/// Error: as sum p = sum p^ = 1, half of both r absolutely; u of each difference, one_sign_error(n) of their
/// sum. So it is relative to 1, not to a small tail mass.
template <class T = double>
[[nodiscard]] Estimate<T> total_variation_by_definition(const Case& c);

/// KL(P^ || P) = sum p^_i (ln p^_i - ln p_i) over the head, ln p_i = (s_i - top) - ln sum_j e^{s_j - top}.
/// Error of a logarithm: u of both differences, and absolutely libm_error of the logarithm of the sum, that
/// of the sum and d; of a term besides u twice, r of p^_i, and 3 smallest_subnormal for each of those below
/// the range; one_sign_error(n) and u of the sum of magnitudes. So it is relative to the logarithms, not to a
/// small divergence.
template <class T = double>
[[nodiscard]] Estimate<T> kl_by_definition(const Case& c);

} // namespace tailmass::stable
