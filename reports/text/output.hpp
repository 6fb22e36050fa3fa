// What the verbs share: usage errors, the style of a table, where texts go and what becomes of those that
// cannot.
#pragma once

#include "reports/text/style.hpp"
#include "verify/cases/whole_file.hpp"
#include "verify/record/record.hpp"

#include <functional>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace tailmass::reports::text {

/// The command was used wrongly: exit code 2 and one line.
class UsageError : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

/// The words of a command as they could be typed again in a shell, after the program's name.
[[nodiscard]] std::string command_line(std::span<const std::string> words);

/// Colour, signs and width as standard output takes them: plain ASCII when it is not a terminal.
[[nodiscard]] TableStyle table_style(bool claims);

/// Tells a line on standard error, after the command's name. What would break the line or drive a terminal,
/// and bytes that are no UTF-8, stand there as \xNN.
void tell(std::string_view line);

/// Something could not be written: its place and the reason.
class OutputError : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

/// Writes text to standard output and through to where that goes. Throws OutputError when it cannot.
void show(const std::string& text);

/// Writes text to `path`; "-" is standard output, "" is nowhere. A file appears whole or not at all. Throws
/// OutputError when it cannot.
void write_text(const std::string& text, const std::string& path);

/// A text that is written piece by piece where write_text() would write it.
class TextStream {
public:
  explicit TextStream(std::string path);
  void write(const std::string& text);
  /// Ends it. Throws OutputError when something could not be written.
  void finish();

private:
  std::string path_;
  std::optional<verify::cases::WholeFile> file_;
  std::optional<OutputError> error_; // of standard output
};

/// Writes the record as JSON to `path`; "-" is standard output, "" is nowhere. Throws OutputError when it
/// cannot.
void write_json(const verify::record::Record& record, const std::string& path);

/// Several things to write, each whatever becomes of the others.
class Outputs {
public:
  /// Writes one; what cannot be written is an error line at once.
  void attempt(const std::function<void()>& write);
  /// Returns the exit code of a run with this verdict: the verdict's own, or where that is 0 and something
  /// could not be written, that of an error.
  [[nodiscard]] int exit_code(int verdict) const;

private:
  bool failed_ = false;
};

} // namespace tailmass::reports::text
