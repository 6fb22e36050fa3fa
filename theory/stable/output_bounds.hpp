// The bounds of the output error of a truncation, in double. All of them are 0 without a tail.
#pragma once

#include "theory/stable/outputs.hpp"

namespace tailmass::stable {

/// sqrt(tau/(1 - tau)), formed from e^{x/2} of the difference of the tops: it does not underflow before
/// x < -1490. Error 3 u, half of both sums' and of their quotient's, u of the root and u of the product.
[[nodiscard]] ScaledEstimate root_odds(const Case& c);

/// 2 C tau: errors of C and tau, and u.
[[nodiscard]] ScaledEstimate norm_bound(const Case& c);
/// tau diam_{H,T}: errors of both, and u.
[[nodiscard]] ScaledEstimate diameter_bound(const Case& c);
/// tau max over tail j of |v_j - mu_H|: errors of both, and u; absolutely tau mean_error(n) E_H|y|.
[[nodiscard]] ScaledEstimate centre_distance_bound(const Case& c);
/// sqrt(tau/(1 - tau)) sqrt(Var_P(V)): error of the odds' root, half of the variance's, 2 u.
[[nodiscard]] ScaledEstimate variance_bound(const Case& c);
/// The same with the largest eigenvalue of Cov_P(V) for Var_P(V), d <= 2^8.
[[nodiscard]] ScaledEstimate covariance_bound(const Case& c);
/// The least of diameter_bound, variance_bound and norm_bound: the greatest of their errors.
[[nodiscard]] ScaledEstimate best_of_three(const Case& c);

} // namespace tailmass::stable
