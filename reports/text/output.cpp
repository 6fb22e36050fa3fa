// Shared output of the verbs.
#include "reports/text/output.hpp"

#include "verify/cases/shell_quoted.hpp"
#include "verify/input/input_error.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/ioctl.h>
#include <system_error>
#include <unistd.h>

namespace tailmass::reports::text {

namespace {

constexpr std::size_t piped_width = 144; // the table of a run with every column

/// As the environment says it, by the precedence of POSIX.
bool locale_is_utf8() {
  for (const char* variable : {"LC_ALL", "LC_CTYPE", "LANG"})
    if (const char* value = std::getenv(variable); value && *value != '\0') {
      const std::string_view name(value);
      return name.ends_with("UTF-8") || name.ends_with("utf8") || name.ends_with("UTF8");
    }
  return false;
}

[[noreturn]] void fail_writing(const std::string& place, int code) {
  throw OutputError(fmt::format("{}: cannot be written: {}", place, std::generic_category().message(code)));
}

} // namespace

std::string command_line(std::span<const std::string> words) {
  std::string line = "tailmass";
  for (const std::string& word : words)
    line += " " + verify::cases::shell_quoted(word);
  return line;
}

TableStyle table_style(bool claims) {
  TableStyle style;
  style.claims = claims;
  style.colour = isatty(STDOUT_FILENO) != 0;
  style.unicode = style.colour && locale_is_utf8();
  winsize size{};
  if (!style.colour)
    style.width = piped_width;
  if (style.colour && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    style.width = size.ws_col;
  return style;
}

void tell(std::string_view line) {
  const std::string text = fmt::format("tailmass: {}\n", verify::input::printable(line, line.size()));
  (void)std::fputs(text.c_str(), stderr); // where that cannot be written, the exit code still tells
}

void show(const std::string& text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0)
    fail_writing("standard output", errno);
}

TextStream::TextStream(std::string path) : path_(std::move(path)) {
  if (!path_.empty() && path_ != "-")
    file_.emplace(path_);
}

void TextStream::write(const std::string& text) {
  if (file_)
    file_->write(text);
  else if (!path_.empty() && !error_)
    try {
      show(text);
    } catch (const OutputError& error) {
      error_ = error;
    }
}

void TextStream::finish() {
  if (error_)
    throw OutputError(*error_);
  if (!file_)
    return;
  if (const std::error_code error = file_->finish(); error)
    fail_writing(path_, error.value());
}

void write_text(const std::string& text, const std::string& path) {
  TextStream stream(path);
  stream.write(text);
  stream.finish();
}

void write_json(const verify::record::Record& record, const std::string& path) {
  if (!path.empty())
    write_text(to_json(record).dump(2) + "\n", path);
}

void Outputs::attempt(const std::function<void()>& write) {
  try {
    write();
  } catch (const OutputError& error) {
    tell(error.what());
    failed_ = true;
  }
}

int Outputs::exit_code(int verdict) const {
  constexpr int error = 2;
  return verdict == 0 && failed_ ? error : verdict;
}

} // namespace tailmass::reports::text
