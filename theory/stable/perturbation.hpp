// A row of scores beside a perturbed one, in double.
#pragma once

#include "theory/stable/softmax.hpp"

namespace tailmass::stable {

// All of them need the perturbed scores s' of the case. Errors s'_i - s_i are kept as exact pairs, and
// compared as such. Beyond the range of double an error is infinite, and so is what rests on it.

/// d = max |s'_i - s_i| over the finite scores. Error u.
[[nodiscard]] Estimate<> score_error(const Case& c);
/// The same over the head, and over the tail; 0 where there is none.
[[nodiscard]] Estimate<> score_error_head(const Case& c);
[[nodiscard]] Estimate<> score_error_tail(const Case& c);
/// w = max (s'_i - s_i) - min (s'_i - s_i). Error u, and compensated_error(4) of the terms of both pairs,
/// which cancel where w is far below the errors.
[[nodiscard]] Estimate<> score_error_spread(const Case& c);

/// tanh(d/2) and tanh(w/4), as E/(E + 2) with E = expm1 of twice the argument: the condition of E is 2/(E +
/// 2)
/// <= 1, that of the argument at most 1. Error libm_error, u of the sum and of the quotient, that of d or w.
[[nodiscard]] Estimate<> tv_error_bound(const Case& c);
[[nodiscard]] Estimate<> tv_spread_bound(const Case& c);

/// TV(P, P'). Error about 13 u min(1, w), absolutely.
/// With m the least error, x_i = expm1(s'_i - s_i - m) >= 0 and X = sum p_i x_i, which no term cancels in,
/// p'_i = p_i (1 + x_i)/(1 + X), so that TV is the sum of the positive p_i (x_i - X)/(1 + X). Of x_i: 3 u,
/// and compensated_error(4) of the terms of its exponent, absolutely times 1 + x_i; of p_i: r = 3 u + p_max's
/// + u; of X: r + 3 u + u + one_sign_error(n). Each x_i - X is off by 3 u x_i + error(X) X, and u of itself;
/// a difference of the wrong sign is off by no more; with the weights p_i these add up to at most (3 u +
/// error(X)) X. For w > 40 the sum of the positive p'_i - p_i instead, within r of both, absolutely.
[[nodiscard]] Estimate<> tv_perturbed(const Case& c);

/// tau' of the head under the scores s'. Error as for tail_mass.
[[nodiscard]] Estimate<> tail_mass_perturbed(const Case& c);
/// e^{d_H + d_T} tau'/(1 - tau'), as one exponential: that of Split, and compensated_error(6) of the terms of
/// the exponent. NaN where that exceeds u.
[[nodiscard]] Estimate<> tail_odds_bound(const Case& c);

/// What the Top-k set S' of s' keeps and loses of P: 1 - tau(S') and tau(S'), ties of s' going to the key of
/// the lower s. Error as for tail_mass.
[[nodiscard]] Estimate<> kept_mass_perturbed(const Case& c);
[[nodiscard]] Estimate<> lost_mass_perturbed(const Case& c);
/// e^{-2d} (1 - tau_k). Error 3 u + u and that of the head's mass; smallest_subnormal thrice where it
/// underflows.
[[nodiscard]] Estimate<> kept_mass_bound(const Case& c);
/// e^{2d} tau_k, as e^{2d} (tail sum/head sum) (1 - tau_k): the former as in tail_odds_bound.
[[nodiscard]] Estimate<> lost_mass_bound(const Case& c);

} // namespace tailmass::stable
