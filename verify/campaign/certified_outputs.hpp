// The output error of a truncation beside the bounds of it.
#pragma once

#include "theory/exact/evaluator.hpp"
#include "verify/record/certified.hpp"

#include <map>
#include <string>
#include <vector>

namespace tailmass::verify::campaign {

/// Returns the ids of the bounds that are measured, in their order.
[[nodiscard]] std::vector<std::string> output_bound_ids();

/// Evaluates one row's truncations at the precision that 17 digits need.
class OutputMeter {
public:
  /// `first` has values.
  explicit OutputMeter(Case first) : case_(std::move(first)) {}

  /// The record of a truncation of the row. Without a tail everything is 0 and nothing active.
  [[nodiscard]] record::OutputRecord measure(const Head& head);

private:
  Evaluator<Ball>& at_precision(long bits);

  Case case_;
  std::map<long, Evaluator<Ball>> evaluators_; // by bits
};

} // namespace tailmass::verify::campaign
