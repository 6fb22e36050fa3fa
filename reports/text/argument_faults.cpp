// What is wrong with the argument of an option.
#include "reports/text/argument_faults.hpp"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <fmt/format.h>

namespace tailmass::reports::text {

std::string not_whole(const std::string& text) {
  errno = 0;
  char* end = nullptr;
  (void)std::strtoull(text.c_str(), &end, 0);
  const auto digit = [&](std::size_t i) { return i < text.size() && text[i] >= '0' && text[i] <= '9'; };
  const bool octal = digit(0) && text[0] == '0' && digit(1); // 010 would be 8
  const bool read = digit(0) && !octal && *end == '\0';
  return read && errno == 0 ? "" : fmt::format("{} is not a whole number from 0 to 2^64 - 1", text);
}

std::string not_finite(const std::string& text) {
  errno = 0;
  char* end = nullptr;
  const double x = std::strtod(text.c_str(), &end);
  const bool read = !text.empty() && *end == '\0' && std::isfinite(x) && (errno == 0 || x != 0);
  return read ? "" : fmt::format("{} is not a finite number of double precision", text);
}

std::string not_positive(const std::string& text) {
  return std::strtod(text.c_str(), nullptr) > 0 ? "" : fmt::format("{} is not above 0", text);
}

std::string not_given(const std::string& text) {
  return text.empty() ? "its argument is empty" : "";
}

std::vector<std::string> entries_of(const std::string& list) {
  std::vector<std::string> entries{""};
  for (const char letter : list)
    if (letter == ',')
      entries.emplace_back();
    else
      entries.back() += letter;
  return entries;
}

std::string not_entered(const std::string& list) {
  const std::vector<std::string> entries = entries_of(list);
  return entries.size() > 1 && std::ranges::find(entries, "") != entries.end()
             ? fmt::format("{} has an empty entry", list)
             : not_given(list);
}

} // namespace tailmass::reports::text
