// Drawing and erasing the progress line.
#include "reports/text/progress.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace tailmass::reports::text {

namespace {

constexpr std::chrono::milliseconds between_draws{100};
constexpr const char* erase_line = "\r\x1b[K";

std::string duration(double seconds) {
  const auto whole = static_cast<long>(std::lround(seconds));
  return whole < 60 ? fmt::format("{} s", whole) : fmt::format("{} min {:02} s", whole / 60, whole % 60);
}

std::size_t terminal_width() {
  winsize size{};
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

} // namespace

std::string progress_line(std::size_t done, std::size_t total, std::string_view unit, double seconds) {
  constexpr std::size_t cells = 20;
  const std::size_t full = total == 0 ? 0 : cells * std::min(done, total) / total;
  std::string line = fmt::format("[{:#<{}}{:.<{}}]  {}/{} {}  {}", "", full, "", cells - full, done, total,
                                 unit, duration(seconds));
  if (done > 0 && done < total)
    line += fmt::format(", about {} left",
                        duration(seconds * static_cast<double>(total - done) / static_cast<double>(done)));
  return line;
}

Progress::Progress(std::string unit) : unit_(std::move(unit)), on_(isatty(STDERR_FILENO) != 0) {}

Progress::~Progress() {
  if (on_ && drawn_ != Clock::time_point{})
    (void)std::fputs(erase_line, stderr);
}

void Progress::update(std::size_t done, std::size_t total) {
  if (!on_)
    return;
  const std::lock_guard lock(mutex_);
  const Clock::time_point now = Clock::now();
  done_ = std::max(done_, done);
  if (drawn_ != Clock::time_point{} && now - drawn_ < between_draws)
    return;
  drawn_ = now;
  std::string line = progress_line(done_, total, unit_, std::chrono::duration<double>(now - start_).count());
  if (!note_.empty())
    line += "  " + note_;
  line.resize(std::min(line.size(), terminal_width() - 1)); // a wrapped line could not be erased
  (void)std::fputs((erase_line + line).c_str(), stderr);
  (void)std::fflush(stderr);
}

void Progress::note(std::string text) {
  const std::lock_guard lock(mutex_);
  note_ = std::move(text);
}

} // namespace tailmass::reports::text
