// The output error of a truncation beside the bounds of it.
#pragma once

#include "theory/exact/evaluator.hpp"
#include "verify/campaign/word_quantities.hpp"
#include "verify/record/certified.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tailmass::verify::campaign {

/// Returns the ids of the bounds that are measured, in their order.
[[nodiscard]] std::vector<std::string> output_bound_ids();

/// Evaluates one row's truncations to the 17 digits of a record.
class OutputMeter {
public:
  /// By the definitions alone, in balls. `first` has values.
  explicit OutputMeter(Case first) : case_(std::move(first)) {}
  /// By double words, and by the definitions what these do not settle. The search of the farthest pair takes
  /// at most `budget` operations.
  OutputMeter(Case first, std::shared_ptr<const RowWeights> weights,
              std::size_t budget = WordQuantities::diameter_budget);

  /// The record of a truncation of the row. Without a tail everything is 0 and nothing active.
  [[nodiscard]] record::OutputRecord measure(const Head& head);

private:
  Evaluator<Ball>& at_precision(long bits);
  /// What the definitions give at the first precision that serves, or the last one.
  template <class Quantity, class Serves>
  auto defined(const Quantity& quantity, const Serves& serves);

  Case case_;
  std::optional<WordRow> words_; // where values are such that they serve
  std::size_t budget_ = 0;
  std::map<long, Evaluator<Ball>> evaluators_; // by bits
};

} // namespace tailmass::verify::campaign
