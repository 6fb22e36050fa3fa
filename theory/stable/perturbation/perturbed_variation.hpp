// The total variation between softmax of a row and of a perturbed one.
#pragma once

#include "theory/stable/distribution/softmax.hpp"

namespace tailmass::stable {

/// TV(P, P'); needs the perturbed scores s' of the case. Error about 13 u min(1, w), absolutely, and where T
/// rounds the scores by at most a and s' by at most b, (a + b)/2: P and P' move by a total variation of at
/// most a/2 and b/2 (theorem `score-perturbation`). The rest is about the rounded rows.
/// With m the least error, x_i = expm1(s'_i - s_i - m) >= 0 and X = sum p_i x_i, which no term cancels in,
/// p'_i = p_i (1 + x_i)/(1 + X), so that TV is the sum of the positive p_i (x_i - X)/(1 + X). Of x_i: e =
/// libm_error + u + 1600 u^2, as with y <= 40 the exponent its low part l <= u y, added as l (1 + expm1 y),
/// is off by l^2/2 + 2 u l times e^y; and compensated_error(4) of the terms of its exponent, absolutely times
/// 1 + x_i; of p_i: r = exponential_error + p_max's + u; of X: r + e + u + one_sign_error(n). Each x_i - X is
/// off by e x_i + error(X) X, and u of itself; a difference of the wrong sign is off by no more; with the
/// weights p_i these add up to at most (e + error(X)) X. For w > 40 the sum of the positive p'_i - p_i
/// instead, within r of both, absolutely.
template <class T = double>
[[nodiscard]] Estimate<T> tv_perturbed(const Case& c);

} // namespace tailmass::stable
