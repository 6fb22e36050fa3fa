// Errors on single cases, and their statistics.
#pragma once

#include "theory/implementations.hpp"
#include "verify/judge/accuracy.hpp"
#include "verify/record/precision.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tailmass::properties::precision {

/// The error of one implementation on one case: that of its worst coordinate in each measure.
struct MeasuredError {
  std::size_t implementation = 0; ///< in the list that was measured
  double ulps = 0;
  double relative = 0;
  double bound_ulps = 0; ///< of the coordinate of `ulps`
  double share = 0;      ///< of the proven bound
  std::string simd = {}; ///< of the fast path: the instruction set on which `ulps` were seen
  std::optional<std::size_t> coordinate = {}; ///< that of `ulps`, where there are several numbers
};

/// All errors on one case.
struct MeasuredCase {
  verify::record::GeneratedPlace place;
  std::optional<int> tail_decade;
  std::vector<MeasuredError> errors;
  bool whole = true; ///< false where the run was stopped before all of it was measured
};

/// Infinite errors where there is no accuracy.
[[nodiscard]] MeasuredError
measured_error(std::size_t implementation,
               const std::optional<std::vector<verify::judge::Accuracy>>& accuracy);

/// The larger one of two errors, measure by measure.
[[nodiscard]] MeasuredError larger(const MeasuredError& a, const MeasuredError& b);

/// The lines of a record: for each implementation that was measured those over all cases, by regime, by size
/// and by decade of tail mass.
[[nodiscard]] std::vector<verify::record::PrecisionLine>
precision_lines(std::span<const Implementation> implementations, std::span<const MeasuredCase> cases);

} // namespace tailmass::properties::precision
