// Quotes for a POSIX shell.
#include "verify/cases/shell_quoted.hpp"

#include "verify/input/input_error.hpp"

#include <fmt/format.h>
#include <limits>

namespace tailmass::verify::cases {

namespace {

/// $'..' of POSIX 2024, as bash, zsh and ksh have it too: exact and on one line whatever the bytes are.
std::string ansi_c_quoted(const std::string& word) {
  std::string result = "$'";
  for (const char c : word) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\'' || c == '\\')
      result += std::string("\\") + c;
    else if (byte < 0x20 || byte >= 0x7F)
      result += fmt::format("\\{:03o}", byte);
    else
      result += c;
  }
  return result + "'";
}

} // namespace

std::string shell_quoted(const std::string& word) {
  const bool plain =
      !word.empty() && word.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                              "0123456789_@%+=:,./-") == std::string::npos;
  if (plain)
    return word;
  if (input::printable(word, std::numeric_limits<std::size_t>::max()) != word)
    return ansi_c_quoted(word);
  std::string result = "'";
  for (const char c : word)
    result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return result + "'";
}

} // namespace tailmass::verify::cases
