// The smallest head for which a bound from the ordered scores certifies a tail mass.
#pragma once

#include "theory/nouns/scores.hpp"
#include "theory/numbers/vector.hpp"

namespace tailmass::exact {

/// The weights e^{s_(rank) - s_(1)} of a row's finite scores, as balls.
class RankedWeights {
public:
  explicit RankedWeights(const Scores& scores);
  [[nodiscard]] const Scores& scores() const { return *scores_; }
  /// 1 <= rank <= n_f.
  [[nodiscard]] arb_srcptr at(std::size_t rank) const { return weights_.at(rank - 1); }

private:
  const Scores* scores_; // must outlive this object
  Vector<Ball> weights_;
};

// Each gives the least k, 1 <= k <= n_f, whose bound of tau_k is at most epsilon: exact for every row and
// every double epsilon in (0, 1), but that a bound which 4096 bits do not tell from epsilon counts as above
// it, as none is known to be. k = n_f always is at most epsilon, for tau = 0 there. The bounds need not fall
// with k, so that every k is tried. Throws DomainError for another epsilon. The theorem `gap-threshold`
// certifies the same k as `gap-bound`: both say (n_f - k)(1 - eps) <= k eps e^{Delta_k}.

/// By `gap-bound`, tau_k <= 1/(1 + (k/(n_f - k)) e^{Delta_k}).
[[nodiscard]] std::size_t k_by_gap_bound(const RankedWeights& weights, double epsilon);
/// By `gap-bound-simple`, tau_k <= ((n_f - k)/k) e^{-Delta_k}.
[[nodiscard]] std::size_t k_by_simple_gap_bound(const RankedWeights& weights, double epsilon);
/// By `multi-gap-bound` that knows the first `gaps` >= 1 gaps below s_(k), or all where there are fewer.
[[nodiscard]] std::size_t k_by_known_gaps(const RankedWeights& weights, std::size_t gaps, double epsilon);
/// By `multi-gap-two-sided` with checkpoints 1, 2, 4, .. ranks away from the boundary on both sides, so that
/// some 2 log2 n scores of the row are read.
[[nodiscard]] std::size_t k_by_doubling_gaps(const RankedWeights& weights, double epsilon);

} // namespace tailmass::exact
