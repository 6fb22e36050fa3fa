// Time, and the processors that threads run on.
#pragma once

#include "reports/bench/job.hpp"

#include <cstddef>
#include <utility>
#include <vector>

namespace tailmass::reports::bench {

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

/// Seconds that the calling thread has been at work: what others do on its processor meanwhile does not
/// count.
[[nodiscard]] double thread_seconds();
/// Seconds that all threads of this process have been at work.
[[nodiscard]] double process_seconds();
/// Seconds on the wall, which work of several threads takes.
[[nodiscard]] double wall_seconds();

/// A runner that times `work`, which returns its answer.
template <class Work>
[[nodiscard]] Runner timed(Work work, double (*now)() = thread_seconds) {
  return [work = std::move(work), now](std::size_t repeats) {
    Lap lap;
    const double start = now();
    for (std::size_t i = 0; i < repeats; ++i)
      lap.answer = work();
    lap.seconds = now() - start;
    return lap;
  };
}

} // namespace tailmass::reports::bench
