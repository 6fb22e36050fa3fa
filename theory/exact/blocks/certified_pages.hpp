// The fewest pages of keys that a bound from page summaries certifies.
#pragma once

#include "theory/exact/distribution/exponential_sign.hpp"
#include "theory/nouns/scores.hpp"

#include <cstddef>
#include <vector>

namespace tailmass::exact {

/// What is known of the scores in a page.
enum class PageSummary {
  interval, ///< least and largest score: `blockwise-bounds`
  mean,     ///< these and the mean: `block-mean-bounds`, its lower and its chord bound
  moments   ///< these and the variance too: `block-moment-bounds`
};

/// The finite scores of a row in pages of consecutive keys, the last one shorter; masked keys are taken out,
/// as blocks of their own without weight. Pages go by descending largest score, ties by position.
class Pages {
public:
  /// `by_balls`: whether all is left to balls, as a second way. Throws DomainError for page_size = 0.
  Pages(const Scores& scores, std::size_t page_size, PageSummary summary, bool by_balls = false);

  /// The number of finite keys in the fewest leading pages whose union has a tail mass bounded by at most
  /// epsilon: the pages' upper bounds sum to U over the tail, the lower ones to L over the head, and U/(L +
  /// U)
  /// <= epsilon. Falls with every page added, and the whole row has it. Exact, but that
  /// a bound which 4096 bits do not tell from epsilon counts as above it. Throws DomainError unless
  /// 0 < epsilon < 1.
  [[nodiscard]] std::size_t certified(double epsilon) const;

private:
  /// Bounds of the sum of a page's weights, times e^{-s_(1)}, in double. With U and L its largest and least
  /// score: keys e^L and keys e^U, or keys e^{U - D/keys} and (D e^L + E e^U)/(U - L), D and E the sums of U
  /// - s and of s - L. These add up what has one sign, so that D/keys is off by keys + 1 roundings of u; an
  /// exponent that counts is below 746, and so is off by 746 (keys + 3) u: together less than 1024 (keys + 8)
  /// u of each value, and a rounding for each page of a sum. With the variance v, of m - s formed as (U - s)
  /// - D/keys: off by (keys + 3) u (U - L) each, U - L <= 2 sqrt(v (keys - 1)), so v by 4 (keys + 3)
  /// sqrt(keys
  /// - 1) u of itself, and exponents m -+ v/b, b = U - m, within 746 of the top by 746 times that: with the
  /// shares of both terms less than 8192 (keys + 8)^{3/2} u of each value.
  struct Page {
    double largest;
    double lower, upper;
    PageSummary summary;        // interval where all scores are equal
    std::vector<double> scores; // for what doubles do not tell
  };
  void add(std::vector<double> scores, PageSummary summary);
  [[nodiscard]] bool certifies(std::size_t kept, double epsilon) const;
  [[nodiscard]] bool certifies_exactly(std::size_t kept, double epsilon) const;

  double top_;
  std::vector<Page> pages_;
  double relative_ = 0; // of a sum of bounds
};

} // namespace tailmass::exact
