// Bounds of the tail mass from scores at a few ranks, each the tail mass of a row of a few levels.
#pragma once

#include "theory/fast/distribution/truncation.hpp"

namespace tailmass::fast {

/// `count` keys of one score, which may be -inf.
struct Level {
  double score = 0;
  std::size_t count = 1;
};

/// Sum of count e^score. Each term one exponential and two roundings; all of one base.
[[nodiscard]] ScaledSum sum_of(std::span<const Level> levels);
/// The tail mass of a row of these levels, 0/0 = 0: the errors of both sums and a few roundings.
[[nodiscard]] Enclosure tail_mass_of(std::span<const Level> head, std::span<const Level> tail);

// Below, `at` is a truncation of the row at k, 1 <= k < n_f. Errors are those of tail_mass_of. Throws
// DomainError unless k < n_f.

/// 1/(1 + (k/(n_f - k)) e^{Delta_k}) >= tau_k.
[[nodiscard]] Enclosure gap_bound(const Truncation& at);
/// ((n_f - k)/k) e^{-Delta_k}, the odds of gap_bound; infinite past the range.
[[nodiscard]] Enclosure gap_bound_simple(const Truncation& at);
/// 1/(1 + (k/(n_f - k)) e^{s_(1) - s_(n_f)}) <= tau_k, given the largest and the least finite score.
[[nodiscard]] Enclosure gap_lower_bound(const Truncation& at, double largest, double least);
/// l/(k e^{s_(1)} + l) <= tau_k, l = e^{s_(k+1)} + (n_f - k - 1) e^{s_(n_f)}.
[[nodiscard]] Enclosure gap_lower_bound_sharper(const Truncation& at, double largest, double least);
/// ln((n_f - k)/k) + ln((1 - eps)/eps) = ln x, x = (n_f - k)(1 - eps)/(k eps). For 1/2 < x < 2 as log1p of
/// (n_f - k - n_f eps)/(k eps), whose 3 roundings count 1.45 times, the largest condition there, and 2 u of
/// its own; else 4 roundings of x and the error of a sum's logarithm. Throws DomainError unless 0 < eps < 1.
[[nodiscard]] Enclosure gap_threshold(std::size_t k, std::size_t finite, double epsilon);

/// G/(A + G), with a level at s_(m + 1) for the ranks after each cut m >= k up to the next one or n_f, and
/// one at s_(c) for the ranks up to each cut c <= k. `cuts` are truncations of the row at ascending ranks
/// below n_f, k among them: with none below k it is the multi-gap bound, with cuts at k, k + 1, .. that of
/// the first gaps only. Throws DomainError where they are not.
[[nodiscard]] Enclosure multi_gap_bound(std::span<const Truncation> cuts, std::size_t k);

} // namespace tailmass::fast
