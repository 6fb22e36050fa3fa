// Head and tail masses of a row beside a perturbed one, and what bounds them.
#pragma once

#include "theory/stable/distribution/softmax.hpp"

namespace tailmass::stable {

// All of these need the perturbed scores s' of the case. m is what rounding both rows to T moves an error
// s'_i
// - s_i at most (error_rounding); which keys are a Top-k set of s' is read off the doubles, as every head is.

/// tau' of the head under the scores s'. Error as for tail_mass.
template <class T = double>
[[nodiscard]] Estimate<T> tail_mass_perturbed(const Case& c);
/// e^{d_H + d_T} tau'/(1 - tau'), as one exponential: error that of Split, compensated_error(6) of the terms
/// of the exponent, and 2 m. NaN where that of the terms exceeds u.
template <class T = double>
[[nodiscard]] Estimate<T> tail_odds_bound(const Case& c);

/// What the Top-k set S' of s' keeps and loses of P: 1 - tau(S') and tau(S'), ties of s' going to the key of
/// the lower s. Error as for tail_mass.
template <class T = double>
[[nodiscard]] Estimate<T> kept_mass_perturbed(const Case& c);
template <class T = double>
[[nodiscard]] Estimate<T> lost_mass_perturbed(const Case& c);
/// e^{-2d} (1 - tau_k). Error exponential_error + u, that of the head's mass, and 2 m; smallest_subnormal
/// thrice where it underflows.
template <class T = double>
[[nodiscard]] Estimate<T> kept_mass_bound(const Case& c);
/// e^{2d} tau_k, as e^{2d} (tail sum/head sum) (1 - tau_k): the former as in tail_odds_bound.
template <class T = double>
[[nodiscard]] Estimate<T> lost_mass_bound(const Case& c);

} // namespace tailmass::stable
