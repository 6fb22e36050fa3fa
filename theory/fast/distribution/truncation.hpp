// Head and tail of a Top-k truncation of one long row.
#pragma once

#include "theory/fast/distribution/selection.hpp"

namespace tailmass::fast {

/// Sums over the k largest scores and over the others, and the two scores at the boundary.
struct Truncation {
  std::size_t k = 0;
  std::size_t finite = 0; ///< n_f, the number of finite scores of the row, masked ones being none
  ScaledSum head;
  ScaledSum tail;
  double kept = 0;    ///< s_(k), the least score kept
  double dropped = 0; ///< s_(k+1); -inf where none is left

  /// tau = tail/(head + tail). The errors of both sums and a few roundings.
  [[nodiscard]] Enclosure tail_mass() const { return share(tail, head); }
  [[nodiscard]] Enclosure head_mass() const { return share(head, tail); }
  /// KL(P^ || P) = -ln(1 - tau) = ln(1 + tail/head).
  [[nodiscard]] Enclosure kl_divergence() const { return log_one_plus_quotient(tail, head); }
  /// Delta_k = s_(k) - s_(k+1), one rounding; infinite where s_(k+1) is -inf.
  [[nodiscard]] Enclosure boundary_gap() const;
};

/// n scores of one row, -inf where masked; 1 <= k <= n. One exponential a score, in double. Throws
/// DomainError for k out of range, NaN, +inf, an empty or a wholly masked row. Instantiated for float and
/// double.
template <class T>
[[nodiscard]] Truncation truncation(std::span<const T> x, std::size_t k);

/// Returns the truncations at several k, in the order of `ks`, any number of them in any order. One
/// exponential a score whatever their number, and one pass of about log2 of it comparisons a score.
template <class T>
[[nodiscard]] std::vector<Truncation> truncations(std::span<const T> x, std::span<const std::size_t> ks);

/// Returns the truncation to any head, given the scores that it keeps and those that it drops. `kept` and
/// `dropped` are the least and the largest of them. Throws DomainError for NaN, +inf and a head without a
/// finite score.
template <class T>
[[nodiscard]] Truncation truncation(std::span<const T> head, std::span<const T> tail);

/// ln Z as S 2^K e^base: one pass, one exponential a score, in float for float. Instantiated for float,
/// double, Half and BFloat.
template <class T>
[[nodiscard]] ScaledSum log_sum_exp(std::span<const T> x);

} // namespace tailmass::fast
