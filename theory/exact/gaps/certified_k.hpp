// The smallest head for which a bound from the ordered scores certifies a tail mass.
#pragma once

#include "theory/nouns/scores.hpp"
#include "theory/numbers/ball.hpp"

#include <cmath>
#include <vector>

namespace tailmass::exact {

/// How sums of weights in double compare with each other, for what balls need not decide.
enum class Order : unsigned char { at_most, above, unknown };

/// Tells whether T <= H, given sums of positive terms of weights near(): each is off by `relative` of itself
/// and by 2^-960. Nothing where one is no number.
[[nodiscard]] Order order_of(double tail, double head, double relative);

/// The weights e^{s_(rank) - s_(1)} of a row's finite scores, in double and, where these do not tell, as
/// balls.
class RankedWeights {
public:
  /// `by_balls`: whether all is left to balls, as a second way.
  explicit RankedWeights(const Scores& scores, bool by_balls = false);
  [[nodiscard]] const Scores& scores() const { return *scores_; }
  /// In double, 1 <= rank <= n_f. Off by 2^-43 of itself: a difference of scores by u of itself, below 746
  /// wherever the weight is not below 2^-1074, and the exponential by 2 u; and by 2^-1074.
  [[nodiscard]] double near(std::size_t rank) const { return near_[rank - 1]; }
  [[nodiscard]] bool by_balls() const { return std::isnan(near_.front()); }
  /// At 128 bits.
  [[nodiscard]] Ball at(std::size_t rank) const;

private:
  const Scores* scores_; // must outlive this object
  std::vector<double> near_;
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
