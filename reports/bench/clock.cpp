// Affinities of threads.
#include "reports/bench/clock.hpp"

#include <chrono>
#include <ctime>
#include <sched.h>

namespace tailmass::reports::bench {

namespace {

void allow(const std::vector<int>& processors) {
  cpu_set_t set;
  CPU_ZERO(&set);
  for (const int processor : processors)
    CPU_SET(static_cast<std::size_t>(processor), &set);
  (void)sched_setaffinity(0, sizeof set, &set); // unpinned where it is not allowed
}

double seconds_of(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

} // namespace

std::vector<int> own_processors() {
  cpu_set_t set;
  CPU_ZERO(&set);
  std::vector<int> processors;
  if (sched_getaffinity(0, sizeof set, &set) == 0)
    for (int i = 0; i < CPU_SETSIZE; ++i)
      if (CPU_ISSET(static_cast<std::size_t>(i), &set))
        processors.push_back(i);
  return processors;
}

void pin_to(int processor) {
  allow({processor});
}

double thread_seconds() {
  return seconds_of(CLOCK_THREAD_CPUTIME_ID);
}

double process_seconds() {
  return seconds_of(CLOCK_PROCESS_CPUTIME_ID);
}

double wall_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

Pinned::Pinned() : processors_(own_processors()) {
  if (!processors_.empty())
    pin_to(processors_.back());
}

Pinned::~Pinned() {
  if (!processors_.empty())
    allow(processors_);
}

} // namespace tailmass::reports::bench
