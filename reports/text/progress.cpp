// Drawing and erasing the progress line, or writing one now and then.
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
constexpr std::chrono::seconds between_lines{10};
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

std::string progress_words(std::size_t done, std::size_t total, std::string_view unit, double seconds) {
  std::string words = fmt::format("{}/{} {}  {}", done, total, unit, duration(seconds));
  if (done > 0 && done < total)
    words += fmt::format(", about {} left",
                         duration(seconds * static_cast<double>(total - done) / static_cast<double>(done)));
  return words;
}

std::string progress_line(std::size_t done, std::size_t total, std::string_view unit, double seconds) {
  constexpr std::size_t cells = 20;
  const std::size_t full = total == 0 ? 0 : cells * std::min(done, total) / total;
  return fmt::format("[{:#<{}}{:.<{}}]  {}", "", full, "", cells - full,
                     progress_words(done, total, unit, seconds));
}

ProgressDisplay standard_error() {
  return {.terminal = isatty(STDERR_FILENO) != 0, .write = [](const std::string& text) {
            (void)std::fputs(text.c_str(), stderr);
            (void)std::fflush(stderr);
          }};
}

Progress::Progress(std::string unit, bool quiet, ProgressDisplay display)
    : unit_(std::move(unit)), quiet_(quiet), display_(std::move(display)), start_(display_.now()),
      next_(display_.terminal ? start_ : start_ + between_lines) {}

Progress::~Progress() {
  if (drawn_)
    display_.write(erase_line);
}

void Progress::update(std::size_t done, std::size_t total) {
  if (quiet_)
    return;
  const std::lock_guard lock(mutex_);
  const Clock::time_point now = display_.now();
  done_ = std::max(done_, done);
  if (now < next_)
    return;
  const double seconds = std::chrono::duration<double>(now - start_).count();
  const std::string note = note_.empty() ? "" : "  " + note_;
  if (display_.terminal) {
    next_ = now + between_draws;
    drawn_ = true;
    std::string line = progress_line(done_, total, unit_, seconds) + note;
    line.resize(std::min(line.size(), terminal_width() - 1)); // a wrapped line could not be erased
    display_.write(erase_line + line);
  } else {
    next_ = now + between_lines;
    display_.write(progress_words(done_, total, unit_, seconds) + note + "\n");
  }
}

void Progress::note(std::string text) {
  const std::lock_guard lock(mutex_);
  note_ = std::move(text);
}

} // namespace tailmass::reports::text
