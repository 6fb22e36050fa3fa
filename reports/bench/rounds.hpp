// Timing a job's contestants round by round, and what follows from the times.
#pragma once

#include "reports/bench/job.hpp"
#include "verify/record/bench.hpp"

#include <atomic>
#include <cstddef>
#include <vector>

namespace tailmass::reports::bench {

/// The contestant that is this suite's own fast path.
inline constexpr const char* own_name = "tailmass";

struct RoundOptions {
  double seconds = 3;    ///< of a job, about; `least` rounds may take longer
  std::size_t least = 5; ///< rounds
  std::size_t most = 41;
  double lap = 1e-3;                       ///< seconds that a contestant repeats its work for, at least
  const std::atomic<bool>* stop = nullptr; ///< once set, the round in work is the last
};

/// Holds the seconds of one repetition in each round and the answer of each contestant; nothing of absent
/// ones.
struct Laps {
  std::vector<std::vector<double>> seconds;
  std::vector<double> answers;
};

/// Each contestant once to warm up; then in each round every contestant, the first one another each time.
[[nodiscard]] Laps run_rounds(const Job& job, const RoundOptions& options);

/// Medians of the times, and of the ratios within the rounds.
[[nodiscard]] verify::record::BenchJob findings(const Job& job, const Laps& laps);

} // namespace tailmass::reports::bench
