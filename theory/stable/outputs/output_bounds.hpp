// The bounds of the output error of a truncation. All of them are 0 without a tail.
#pragma once

#include "theory/stable/distribution/divergences.hpp"
#include "theory/stable/outputs/outputs.hpp"

namespace tailmass::stable {

/// sqrt(tau/(1 - tau)), formed from e^{x/2} of the difference of the tops: it does not underflow before e^x
/// does twice. Error exponential_error, half of both sums' and of their quotient's, u of the root and u of
/// the product.
template <class T = double>
[[nodiscard]] ScaledEstimate<T> root_odds(const Case& c);
template <class T>
[[nodiscard]] ScaledEstimate<T> root_odds(const Masses<T>& masses);

/// 2 C tau: errors of C and tau, and u.
template <class T = double>
[[nodiscard]] ScaledEstimate<T> norm_bound(const Case& c);
/// tau diam_{H,T}: errors of both, and u.
template <class T = double>
[[nodiscard]] ScaledEstimate<T> diameter_bound(const Case& c);
/// tau max over tail j of |v_j - mu_H|: errors of both, and u; absolutely tau mean_error(n) E_H|y|.
template <class T = double>
[[nodiscard]] ScaledEstimate<T> centre_distance_bound(const Case& c);
/// sqrt(tau/(1 - tau)) sqrt(Var_P(V)): error of the odds' root, half of the variance's, 2 u.
template <class T = double>
[[nodiscard]] ScaledEstimate<T> variance_bound(const Case& c);
/// Returns the variance bound with the largest eigenvalue of Cov_P(V) for Var_P(V), d <= 2^8.
template <class T = double>
[[nodiscard]] ScaledEstimate<T> covariance_bound(const Case& c);
/// The least of diameter_bound, variance_bound and norm_bound: the greatest of their errors.
template <class T = double>
[[nodiscard]] ScaledEstimate<T> best_of_three(const Case& c);

/// What the bounds of all truncations of a row share.
template <class T = double>
struct RowOutputs {
  std::vector<Column<T>> offsets;
  ScaledEstimate<T> max_norm;
  ScaledEstimate<T> variance;
  std::optional<ScaledEstimate<T>> eigenvalue; ///< of Cov_P(V), where d <= 2^8
};
template <class T = double>
[[nodiscard]] RowOutputs<T> row_outputs(const Case& c);

/// |err| and all of its bounds; each is what the function of its name gives.
template <class T = double>
struct OutputBounds {
  ScaledEstimate<T> error;
  ScaledEstimate<T> norm;
  ScaledEstimate<T> diameter;
  ScaledEstimate<T> centre_distance;
  ScaledEstimate<T> variance;
  std::optional<ScaledEstimate<T>> covariance; ///< where d <= 2^8
  ScaledEstimate<T> best;
};
/// `row` is that of the case's row, `masses` those of its head and tail.
template <class T>
[[nodiscard]] OutputBounds<T> output_bounds(const Case& c, const RowOutputs<T>& row, const Masses<T>& masses);

} // namespace tailmass::stable
