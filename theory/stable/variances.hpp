// Variances and the covariance of the values under P and its conditionals in double.
#pragma once

#include "theory/stable/eigenvalue.hpp"
#include "theory/stable/outputs.hpp"

namespace tailmass::stable {

/// sum q_i |v_i - m|^2 with m = sum q_i v_i, q being P conditioned on `keys` (finite ones, by descending
/// score). Relative error variance_error(n) + d u, whatever the means are: centred, and about the most
/// probable key's value, so that the mean's own error enters squared. Absolutely only what underflows, 32 n
/// smallest_subnormal times the largest squared offset in each coordinate. O(nd).
[[nodiscard]] ScaledEstimate variance(const Case& c, std::span<const Key> keys);
/// (14 + 110 n^2 u) u, for n <= 2^24.
[[nodiscard]] double variance_error(std::size_t keys);

/// Var_P(V).
[[nodiscard]] ScaledEstimate variance(const Case& c);
/// Var_H.
[[nodiscard]] ScaledEstimate head_variance(const Case& c);
/// Var_T; needs a tail.
[[nodiscard]] ScaledEstimate tail_variance(const Case& c);

/// The largest eigenvalue of Cov_P(V), d <= 2^8. Absolute error variance_error(n) Var_P and that of
/// largest_eigenvalue(); relatively at most d times as much, as Var_P <= d lambda. O(n d^2 + d^3).
[[nodiscard]] ScaledEstimate covariance_eigenvalue(const Case& c);

} // namespace tailmass::stable
