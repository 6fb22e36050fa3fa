// Time, and the processors that threads run on.
#pragma once

#include "reports/bench/job.hpp"

#include <chrono>
#include <utility>
#include <vector>

namespace tailmass::bench {

/// Processors that this process may use, at least one where the system tells.
[[nodiscard]] std::vector<int> own_processors();

/// Keeps the calling thread on one of them; what it starts later stays there too.
void pin_to(int processor);

/// While it lives, the calling thread stays on the last of the processors that it may use: the first one
/// serves most interrupts.
class Pinned {
public:
  Pinned();
  ~Pinned();
  Pinned(const Pinned&) = delete;
  Pinned& operator=(const Pinned&) = delete;
  [[nodiscard]] const std::vector<int>& all() const { return processors_; }

private:
  std::vector<int> processors_;
};

/// A runner that times `work`, which returns its answer.
template <class Work>
[[nodiscard]] Runner timed(Work work) {
  return [work = std::move(work)](std::size_t repeats) {
    Lap lap;
    const auto start = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < repeats; ++i)
      lap.answer = work();
    lap.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return lap;
  };
}

} // namespace tailmass::bench
