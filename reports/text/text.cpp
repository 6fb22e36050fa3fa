// Words and numbers as people read them.
#include "reports/text/text.hpp"

#include "reports/text/list.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>

namespace tailmass::reports::text {

std::string tinted(const TableStyle& style, Tint tint, const std::string& text) {
  constexpr std::array codes{"", "2", "1", "32", "1;31"};
  if (!style.colour || tint == Tint::plain || text.empty())
    return text;
  return fmt::format("\x1b[{}m{}\x1b[0m", codes[static_cast<std::size_t>(tint)], text);
}

std::size_t length(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string spaces(std::size_t count) {
  return std::string(count, ' ');
}

std::string grouped(std::size_t count) {
  std::string digits = std::to_string(count);
  for (std::size_t at = digits.size(); at > 3; at -= 3)
    digits.insert(at - 3, ",");
  return digits;
}

std::string counted(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", grouped(count), noun, count == 1 ? "" : "s");
}

std::string factor(double log, const TableStyle& style) {
  const std::string_view times = style.unicode ? "\u00d7" : "x";
  if (std::isinf(log) && log > 0)
    return style.unicode ? "\u221e" : "inf";
  const double x = std::exp(log);
  if (0.0995 <= x && x < 9.995)
    return fmt::format("{}{:.2f}", times, x);
  if (9.995 <= x && x < 9999.5)
    return fmt::format("{}{:.0f}", times, x);
  double exponent = std::floor(log / std::log(10.0));
  std::string digits = fmt::format("{:.1f}", std::exp(log - exponent * std::log(10.0)));
  if (digits == "10.0") {
    digits = "1.0";
    ++exponent;
  }
  return fmt::format("{}{}e{:+03.0f}", times, digits, exponent);
}

std::string slack_text(double slack, const TableStyle& style) {
  if (std::isnan(slack))
    return "";
  if (std::isinf(slack))
    return fmt::format("{}{}", slack < 0 ? "-" : "", style.unicode ? "\u221e" : "inf");
  return fmt::format("{:.3g}", slack);
}

std::string shortened(const std::string& text, std::size_t most, const TableStyle& style) {
  if (length(text) <= most || most < 2)
    return text;
  const std::size_t head = most / 2;
  const std::size_t tail = most - 1 - head;
  std::vector<std::size_t> starts; // of the characters
  for (std::size_t i = 0; i < text.size(); ++i)
    if (length(text.substr(i, 1)) == 1)
      starts.push_back(i);
  return text.substr(0, starts[head]) + (style.unicode ? "\u2026" : "~") +
         text.substr(starts[starts.size() - tail]);
}

std::string entry(std::string_view label, std::size_t indent, std::string_view text, std::size_t width) {
  std::string result;
  for (const std::string& line : wrapped(text, width - indent))
    result += fmt::format("{:<{}}{}\n", result.empty() ? label : "", indent, line);
  return result;
}

} // namespace tailmass::reports::text
