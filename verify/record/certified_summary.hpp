// What the rows of `certify` say together: how they are spread, how many a bound certifies.
#pragma once

#include "verify/record/certified.hpp"
#include "verify/record/histogram.hpp"

#include <span>

namespace tailmass::verify::record {

/// How a ratio is spread over rows.
struct Spread {
  static constexpr std::size_t bins = 10;
  Histogram log_ratio = {};
  /// Rows with ratio at most 1, 2, 4, .., 256, and above.
  std::vector<std::size_t> doublings = std::vector<std::size_t>(bins);

  void add(double log);
  void merge(const Spread& other);
  [[nodiscard]] bool empty() const { return log_ratio.empty(); }
};

struct BoundSummary {
  std::string id;
  std::size_t certifying = 0; ///< rows where it certifies less than all finite keys
  Spread over_truth = {};     ///< certified k over k_epsilon
};

struct SearchSummary {
  std::string id;
  std::size_t rows = 0;
  std::size_t scored = 0; ///< keys, over the rows
  std::size_t finite = 0; ///< of how many
  Histogram cost = {};    ///< of the rows, in key products; of a limit empty
  Histogram ratio = {};   ///< a row's finite keys over its cost
};

struct OutputSummary {
  std::string id;
  std::size_t active = 0; ///< rows where it is the least of the three
  Spread looseness = {};  ///< bound over |err|, infinite where only err is 0, over rows with a tail
};

/// All rows of one epsilon.
struct EpsilonSummary {
  double epsilon = 0;
  std::size_t rows = 0;
  Histogram finite = {};
  Histogram k_epsilon = {};
  std::vector<BoundSummary> bounds = {};
  Spread gaussian = {};               ///< the rule's guess over k_epsilon
  std::size_t gaussian_too_small = 0; ///< rows where it is below k_epsilon
  std::vector<SearchSummary> searches = {};
  std::size_t rows_with_tail = 0;     ///< that have values, and a tail with mass
  Histogram log_error = {};           ///< of those
  std::size_t diameters_enclosed = 0; ///< of those, how many have a diameter-bound that is enclosed only
  std::vector<OutputSummary> outputs = {};
};

/// All rows of one file.
struct FileSummary {
  std::string file; ///< as it was given
  std::vector<EpsilonSummary> epsilons = {};
};

/// Truncations of the rows of one tensor.
struct TensorSummary {
  std::string tensor;
  std::size_t truncations = 0;
  std::size_t undecided = 0; ///< without a k_epsilon
};

/// In the order in which files, epsilons, tensors and ids first come.
struct CertifiedSummary {
  std::vector<FileSummary> files = {};
  std::vector<TensorSummary> tensors = {};

  void merge(CertifiedSummary later);
  [[nodiscard]] bool empty() const { return files.empty(); }
};

/// Returns what rows say together. That of all rows is the merged one of each.
[[nodiscard]] CertifiedSummary summary_of(std::span<const RowRecord> rows);

} // namespace tailmass::verify::record
