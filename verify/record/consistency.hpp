// Numbers of a file that were held to a bound: stored ones, and the results of a user's kernel.
#pragma once

#include "verify/cases/origin.hpp"
#include "verify/record/histogram.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tailmass::verify::record {

/// A number of a kernel's result that is not what it should be; where nothing but a range is known, `truth`
/// is the range's middle and `bound` half its width.
struct WrongNumber {
  std::optional<std::size_t> axis; ///< of an output's coordinate; a log-sum-exp has none
  double stored = 0;
  double truth = 0;
  double bound = 0; ///< how far from it the declared arithmetic may take it
  double ratio = 0; ///< |stored - truth|/bound
};

/// What is wrong with a kernel's result.
struct NumberFailure {
  std::string tensor;
  std::string row;     ///< leading indices, "[3, 17]"
  std::string message; ///< one line: file, tensor, row, what is wrong and against which bound, likely cause
  std::string cause;   ///< what reproduces the result, "in base 2"; empty where unknown
  std::optional<WrongNumber> number = std::nullopt; ///< the worst one; indices have none
  std::size_t place = 0;                            ///< of the row among those of the run; in parts only
};

/// A file's own numbers held to the bound of their format: stored scores to q.k, stored outputs to full
/// attention, the results of the user's kernel to the truncation that they claim to be.
struct ConsistencyRecord {
  std::string check; ///< "stored-scores", "stored-outputs", "kernel-indices", "kernel-lse", "kernel-outputs"
  std::string bound; ///< in words
  std::size_t held = 0;
  std::size_t exceeded = 0;
  std::size_t unbounded = 0; ///< numbers whose format is too coarse for the bound to exist
  std::size_t by_balls = 0;  ///< numbers that enclosures in doubles left open
  double worst_ratio = 0;    ///< largest error over its bound, as far as what decided it knows
  std::optional<cases::Origin> worst = std::nullopt;
  std::vector<NumberFailure> failures = {}; ///< of a kernel's results: the first `most_number_failures`
};

inline constexpr std::size_t most_number_failures = 50;

/// The head that a kernel chose for one row.
struct KernelHeadRecord {
  cases::Origin origin; ///< k is its size
  bool top_k = false;
  std::string
      tail_mass; ///< decimal, 12 to 17 digits, all of them certified; "0" where no finite score is dropped

  /// The nearest double.
  [[nodiscard]] double tail_mass_number() const;
};

/// The heads that a kernel chose for many rows.
struct KernelHeadsRecord {
  std::size_t heads = 0;
  std::size_t top_k = 0;                                  ///< of these, Top-k sets
  std::optional<KernelHeadRecord> least = std::nullopt;   ///< the first one of least tail mass
  std::optional<KernelHeadRecord> largest = std::nullopt; ///< the first one of largest tail mass
  Histogram tail_mass = {};

  void add(KernelHeadRecord head);
  void merge(KernelHeadsRecord later);
  [[nodiscard]] bool empty() const { return heads == 0; }
};

} // namespace tailmass::verify::record
