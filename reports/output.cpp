// Shared output of the verbs.
#include "reports/output.hpp"

#include <cstdio>
#include <fmt/format.h>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sys/ioctl.h>
#include <unistd.h>

namespace tailmass {

namespace {

std::string shell_quoted(const std::string& word) {
  const bool plain =
      !word.empty() && word.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                              "0123456789_@%+=:,./-") == std::string::npos;
  if (plain)
    return word;
  std::string result = "'";
  for (const char c : word)
    result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return result + "'";
}

} // namespace

std::string command_line(std::span<char* const> arguments) {
  std::string line = "tailmass";
  for (const char* word : arguments.subspan(1))
    line += " " + shell_quoted(word);
  return line;
}

TableStyle table_style(bool claims) {
  TableStyle style;
  style.claims = claims;
  style.colour = isatty(STDOUT_FILENO) != 0;
  winsize size{};
  if (style.colour && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    style.width = size.ws_col;
  return style;
}

void write_json(const Record& record, const std::string& path) {
  if (path.empty())
    return;
  const std::string text = to_json(record).dump(2) + "\n";
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

} // namespace tailmass
