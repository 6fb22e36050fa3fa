// Measures the errors of implementations over generated rows of every regime and of sizes from 1 to a
// million.
#pragma once

#include "theory/implementations.hpp"
#include "verify/campaign/row_workers.hpp"
#include "verify/record/precision.hpp"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tailmass::properties::precision {

/// What makes another case of a generated one before it is measured; nothing where it is passed over.
using Prepare = std::function<std::optional<Case>(Case c)>;

struct PrecisionOptions {
  std::uint64_t seed = 1;
  double effort = 1;                     ///< scales the number of cases
  std::vector<std::string> regimes = {}; ///< their names; empty: every one
  std::vector<std::size_t> sizes = {};   ///< numbers of keys; empty: precision_sizes()
  std::optional<std::uint64_t> index =
      std::nullopt;     ///< only the case of this number, of each regime and size
  Prepare prepare = {}; ///< null: cases are measured as they are
  verify::campaign::WorkOptions work = {};
};

/// 1, 2, 4, 8, 16, 64, 256, 1024, 4096, 16384, 65536 and 1,000,000.
[[nodiscard]] std::span<const std::size_t> precision_sizes();

/// What was found, and how much of it.
struct PrecisionRun {
  verify::record::PrecisionRecord record; ///< without limits and faults
  unsigned threads = 1;
  std::size_t cases = 0; ///< measured; fewer than total where it was stopped
  std::size_t total = 0;
};

/// The error of each implementation that has a truth on each case of its domain, as Oracle::accuracy() gives
/// it; infinite where 8192 bits do not tell. Of the fast path the largest over every instruction set that the
/// processor has, which it sets one after another: no other thread may compute with it meanwhile. Lines: over
/// all cases, then by regime, by size and by decade of the tail mass, those of 1e-18 and less as one. The
/// number of cases of a regime and size falls with the size, and where it is below 1 some regimes have none.
/// The spanning tree's edge is measured on rows of at most 1024 keys, the diameter and the bounds by it on
/// rows of at most 4096: they are of all pairs of values. The same for the same options, whatever the number
/// of threads. With a part to write, or parts to merge, see fold_units().
[[nodiscard]] PrecisionRun measure_precision(std::span<const Implementation> implementations,
                                             const PrecisionOptions& options);

/// The largest error now at the case of an old line; nothing where its regime, its bits or its domain are not
/// what they were, or the implementation is gone.
[[nodiscard]] std::optional<double> error_at_old_worst(std::span<const Implementation> implementations,
                                                       const verify::record::PrecisionLine& old,
                                                       const Prepare& prepare = {});

/// Which number of a vector is the one of the line's largest error, counted from 0: a key of a softmax, an
/// axis of a mean. It is measured again; nothing of a single number, and where error_at_old_worst() gives
/// nothing.
[[nodiscard]] std::optional<std::size_t> worst_coordinate(std::span<const Implementation> implementations,
                                                          const verify::record::PrecisionLine& line,
                                                          const Prepare& prepare = {});

} // namespace tailmass::properties::precision
