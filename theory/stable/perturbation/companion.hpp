// Divergences of another distribution Q, given by whole-number weights, from P and from P^.
#pragma once

#include "theory/stable/distribution/softmax.hpp"

namespace tailmass::stable {

// q_i is a quotient of whole numbers: within u in double, which holds them, within 3 u in float: e below. d
// is what rounding to T moves a score at most.

/// TV(Q, P), as the sum of q_i - p_i over the keys where it is positive, all of them atoms of Q.
/// Error: p_i within r = exponential_error + 2 d (weight) + that of p_max + u, q_i within e; each difference
/// u of itself, their sum one_sign_error(atoms). A difference of the wrong sign is off by no more. Hence
/// relative u + one_sign_error, and absolutely r times the mass P of the atoms counted or nearly so, and e;
/// p_i below the range 2 smallest_subnormal each.
template <class T = double>
[[nodiscard]] Estimate<T> total_variation_from(const Case& c);

/// KL(Q || P), Q = companion->any.
/// With t the largest score under P and Z e^t its partition function, KL = [sum q_i (t - s_i) + ln Z] - H(Q),
/// where the bracket D = KL + H(Q) has no negative term and H(Q) = sum q_i ln(1/q_i) is 0 for a single atom.
/// Error: of the first sum u (difference) + e (q_i) + u (product) + one_sign_error, and 2 d absolutely; of
/// ln Z that of log1p_odds; u of their sum: r relatively to D = KL + H(Q), at most r (KL + H). H(Q) as sum
/// q_i log1p((W - w_i)/w_i), w the weights and W their sum: e (quotient, condition at most 1) + libm_error +
/// e (q_i) + u (product) + one_sign_error, relatively to H. The difference: u KL. So the bound is relative
/// but for a multiple of H, and of d.
template <class T = double>
[[nodiscard]] Estimate<T> kl_from_row(const Case& c);

/// KL(Q || P), Q = companion->in_head; error as above.
template <class T = double>
[[nodiscard]] Estimate<T> kl_in_head_from_row(const Case& c);

/// KL(Q || P^), Q = companion->in_head; the same with the head for the row.
template <class T = double>
[[nodiscard]] Estimate<T> kl_in_head_from_truncated(const Case& c);

} // namespace tailmass::stable
