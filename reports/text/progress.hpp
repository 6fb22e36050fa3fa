// Lines on standard error that tell how far a run has come.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

namespace tailmass::reports::text {

/// "212/416 rows  11 s, about 9 s left", without the estimate before anything is done or once all is.
[[nodiscard]] std::string progress_words(std::size_t done, std::size_t total, std::string_view unit,
                                         double seconds);
/// "[#####.....]  212/416 rows  11 s, about 9 s left".
[[nodiscard]] std::string progress_line(std::size_t done, std::size_t total, std::string_view unit,
                                        double seconds);

/// Where progress is shown, and the clock it goes by.
struct ProgressDisplay {
  using Clock = std::chrono::steady_clock;
  bool terminal = false;
  std::function<void(const std::string&)> write = {};
  std::function<Clock::time_point()> now = Clock::now;
};
/// Returns that of standard error.
[[nodiscard]] ProgressDisplay standard_error();

/// On a terminal, draws progress_line() at most ten times a second and erases it at the end of its life.
/// Elsewhere writes progress_words() as a line once every ten seconds, so that short runs write nothing. Any
/// thread may call update().
class Progress {
public:
  /// `unit` is what is counted, "rows". Nothing is shown where `quiet`.
  explicit Progress(std::string unit, bool quiet = false, ProgressDisplay display = standard_error());
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// `done` of `total` are done; a smaller `done` than before, from a thread that came late, is ignored.
  void update(std::size_t done, std::size_t total);
  /// What else the next lines tell, at their end: the best so far.
  void note(std::string text);

private:
  using Clock = ProgressDisplay::Clock;

  const std::string unit_;
  const bool quiet_;
  const ProgressDisplay display_;
  const Clock::time_point start_;
  std::mutex mutex_;
  std::size_t done_ = 0;
  std::string note_;
  bool drawn_ = false; // on a terminal
  Clock::time_point next_;
};

} // namespace tailmass::reports::text
