// Shared output of the verbs.
#include "reports/text/output.hpp"

#include "verify/cases/shell_quoted.hpp"

#include <cstdio>
#include <cstdlib>
#include <fmt/format.h>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sys/ioctl.h>
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

} // namespace

std::string command_line(std::span<char* const> arguments) {
  std::string line = "tailmass";
  for (const char* word : arguments.subspan(1))
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

void write_text(const std::string& text, const std::string& path) {
  if (path.empty())
    return;
  if (path == "-") {
    fmt::print("{}", text);
    return;
  }
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (!file)
    throw UsageError("cannot write the record to " + path);
}

void write_json(const verify::record::Record& record, const std::string& path) {
  if (!path.empty())
    write_text(to_json(record).dump(2) + "\n", path);
}

} // namespace tailmass::reports::text
