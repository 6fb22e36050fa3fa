// Statistics over the rows of a `certify` run.
#pragma once

#include "verify/record/certified.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tailmass::reports::sections {

/// Quartiles by rank, without interpolation: the ceil(q n)-th smallest of n numbers, so that each is a number
/// that some row has.
struct Quartiles {
  double lower = 0;
  double median = 0;
  double upper = 0;
};
/// Returns the quartiles of at least one number, none of them NaN.
[[nodiscard]] Quartiles quartiles(std::vector<double> numbers);

/// How a ratio is spread over rows.
struct Spread {
  static constexpr std::size_t bins = 10;
  std::size_t rows = 0;
  Quartiles log_ratio;
  /// Rows with ratio at most 1, 2, 4, .., 256, and above.
  std::array<std::size_t, bins> histogram{};
};
/// Returns the spread of at least one ratio, given by its logarithm.
[[nodiscard]] Spread spread_of(const std::vector<double>& log_ratios);

struct BoundSummary {
  std::string id;
  std::size_t certifying = 0; ///< rows where it certifies less than all finite keys
  Spread over_truth;          ///< certified k over k_epsilon
};

struct SearchSummary {
  std::string id;
  std::size_t rows = 0;
  double mean_scored = 0;
  double reduction = 0; ///< finite keys over scored keys, both summed over the rows
};

struct OutputSummary {
  std::string id;
  std::size_t active = 0;          ///< rows where it is the least of the three
  std::optional<Spread> looseness; ///< bound over |err|, infinite where only err is 0, over rows with a tail
};

/// All rows of one epsilon.
struct EpsilonSummary {
  double epsilon = 0;
  std::size_t rows = 0;
  Quartiles finite;
  Quartiles k_epsilon;
  std::vector<BoundSummary> bounds;
  Spread gaussian;                    ///< the rule's guess over k_epsilon
  std::size_t gaussian_too_small = 0; ///< rows where it is below k_epsilon
  std::vector<SearchSummary> searches;
  std::size_t rows_with_tail = 0; ///< that have values, and a tail with mass
  Quartiles log_error;            ///< of those
  std::vector<OutputSummary> outputs;
};

/// By epsilon, in the order in which they first come.
[[nodiscard]] std::vector<EpsilonSummary> summarise(std::span<const verify::record::RowRecord> rows);

} // namespace tailmass::reports::sections
