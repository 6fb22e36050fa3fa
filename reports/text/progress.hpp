// A line on the terminal that tells how far a run has come.
#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>

namespace tailmass::reports::text {

/// "[#####.....]  212/416 rows  11 s, about 9 s left", without the estimate before anything is done or once
/// all is.
[[nodiscard]] std::string progress_line(std::size_t done, std::size_t total, std::string_view unit,
                                        double seconds);

/// Draws progress_line() on standard error at most ten times a second and erases it at the end of its life.
/// Does nothing where standard error is no terminal. Any thread may call update().
class Progress {
public:
  /// `unit` is what is counted, "rows".
  explicit Progress(std::string unit);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// `done` of `total` are done; a smaller `done` than before, from a thread that came late, is ignored.
  void update(std::size_t done, std::size_t total);
  /// What else the next lines tell, at their end: the best so far.
  void note(std::string text);

private:
  using Clock = std::chrono::steady_clock;

  const std::string unit_;
  const bool on_;
  const Clock::time_point start_ = Clock::now();
  std::mutex mutex_;
  std::size_t done_ = 0;
  std::string note_;
  Clock::time_point drawn_ = {}; // the epoch: not yet
};

} // namespace tailmass::reports::text
