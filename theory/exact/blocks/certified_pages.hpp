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
  mean      ///< these and the mean: `block-mean-bounds`, its lower and its chord bound
};

/// The finite scores of a row in pages of consecutive keys, the last one shorter; masked keys are taken out,
/// as blocks of their own without weight. Pages go by descending largest score, ties by position.
class Pages {
public:
  /// Throws DomainError for page_size = 0.
  Pages(const Scores& scores, std::size_t page_size, PageSummary summary);

  /// The number of finite keys in the fewest leading pages whose union has a tail mass bounded by at most
  /// epsilon: the pages' upper bounds sum to U over the tail, the lower ones to L over the head, and U/(L +
  /// U)
  /// <= epsilon. Falls with every page added, and the whole row has it. Exact, but that
  /// a bound which 4096 bits do not tell from epsilon counts as above it. Throws DomainError unless
  /// 0 < epsilon < 1.
  [[nodiscard]] std::size_t certified(double epsilon) const;

private:
  struct Page {
    std::size_t keys;
    double largest;
    ExponentialTerm lower;              // of the sum of the page's weights
    std::vector<ExponentialTerm> upper; // one or two terms
    Ball lower_value;                   // both times e^{-s_(1)}
    Ball upper_value;
  };
  [[nodiscard]] bool certifies(std::size_t kept, double epsilon) const;

  std::vector<Page> pages_;
};

} // namespace tailmass::exact
