// Divergences of another distribution Q, given by whole-number weights, from P and from P^.
#pragma once

#include "theory/stable/softmax.hpp"

namespace tailmass::stable {

/// TV(Q, P), as the sum of q_i - p_i over the keys where it is positive, all of them atoms of Q.
/// Error: p_i within r = 3 u (weight) + Split::error + 2 u (p_max) + u, q_i within u; each difference u of
/// itself, their sum one_sign_error(atoms). A difference of the wrong sign is off by no more. Hence relative
/// u + one_sign_error, and absolutely r times the mass P of the atoms counted or nearly so, and u; p_i below
/// the range 2 smallest_subnormal each.
[[nodiscard]] Estimate total_variation_from(const Case& c);

/// KL(Q || P), Q = companion->any.
/// With t the largest score under P and Z e^t its partition function, KL = [sum q_i (t - s_i) + ln Z] - H(Q),
/// where the bracket D = KL + H(Q) has no negative term and H(Q) = sum q_i ln(1/q_i) is 0 for a single atom.
/// Error: of the first sum u (difference) + u (q_i) + u (product) + one_sign_error; of ln Z that of
/// log1p_odds; u of their sum: d relatively to D = KL + H(Q), at most d (KL + H). H(Q) as sum
/// q_i log1p((W - w_i)/w_i), w the weights and W their sum: u (quotient, condition at most 1) + libm_error +
/// u (q_i) + u (product) + one_sign_error, relatively to H. The difference: u KL. So the bound is relative
/// but for a multiple of H.
[[nodiscard]] Estimate kl_from_row(const Case& c);

/// KL(Q || P), Q = companion->in_head; error as above.
[[nodiscard]] Estimate kl_in_head_from_row(const Case& c);

/// KL(Q || P^), Q = companion->in_head; the same with the head for the row.
[[nodiscard]] Estimate kl_in_head_from_truncated(const Case& c);

} // namespace tailmass::stable
