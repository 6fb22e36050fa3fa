// Variances and the covariance of the values under P and its conditionals.
#pragma once

#include "theory/stable/outputs/eigenvalue.hpp"
#include "theory/stable/outputs/outputs.hpp"

namespace tailmass::stable {

/// sum q_i |v_i - m|^2 with m = sum q_i v_i, q being P conditioned on `keys` (finite ones, by descending
/// score). Relative error variance_error(n) + d u, whatever the means are: centred, and about the most
/// probable key's value, so that the mean's own error enters squared. Absolutely only what underflows, 32 n
/// smallest_subnormal times the largest squared offset in each coordinate; and what rounding to T moves: a
/// factor e^{2 d} for scores moved by d, 2 e sqrt(Var) + e^2 for values moved by e. O(nd).
template <class T = double>
[[nodiscard]] ScaledEstimate<T> variance(const Case& c, std::span<const Key> keys);
/// (14 + 210 n u) u for n u << 1, for n <= 2^24.
template <class T = double>
[[nodiscard]] double variance_error(std::size_t keys);

/// Var_P(V).
template <class T = double>
[[nodiscard]] ScaledEstimate<T> variance(const Case& c);
template <class T>
[[nodiscard]] ScaledEstimate<T> variance(const Case& c, const std::vector<Column<T>>& row_offsets);
/// Var_H.
template <class T = double>
[[nodiscard]] ScaledEstimate<T> head_variance(const Case& c);
/// Var_T; needs a tail.
template <class T = double>
[[nodiscard]] ScaledEstimate<T> tail_variance(const Case& c);

/// The largest eigenvalue of Cov_P(V), d <= 2^8. Absolute error variance_error(n) Var_P and that of
/// largest_eigenvalue(); relatively at most d times as much, as Var_P <= d lambda. O(n d^2 + d^3).
template <class T = double>
[[nodiscard]] ScaledEstimate<T> covariance_eigenvalue(const Case& c);
template <class T>
[[nodiscard]] ScaledEstimate<T> covariance_eigenvalue(const Case& c,
                                                      const std::vector<Column<T>>& row_offsets);

} // namespace tailmass::stable
