// What the verbs share: usage errors, the style of a table, where a record goes.
#pragma once

#include "reports/text/style.hpp"
#include "verify/record/record.hpp"

#include <span>
#include <stdexcept>
#include <string>

namespace tailmass::reports::text {

/// The command was used wrongly: exit code 2 and one line.
class UsageError : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

/// The arguments of main() as they could be typed again in a shell.
[[nodiscard]] std::string command_line(std::span<char* const> arguments);

/// Colour, signs and width as standard output takes them: plain ASCII when it is not a terminal.
[[nodiscard]] TableStyle table_style(bool claims);

/// Writes text to `path`; "-" is standard output, "" is nowhere. Throws UsageError when it cannot.
void write_text(const std::string& text, const std::string& path);

/// Writes the record as JSON to `path`; "-" is standard output, "" is nowhere. Throws UsageError when it
/// cannot.
void write_json(const verify::record::Record& record, const std::string& path);

} // namespace tailmass::reports::text
