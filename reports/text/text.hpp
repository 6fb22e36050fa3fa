// Words, numbers and lines of the tables.
#pragma once

#include "reports/text/style.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace tailmass::reports::text {

inline constexpr std::size_t column_gap = 2;

enum class Tint { plain, dim, strong, good, bad };

[[nodiscard]] std::string tinted(const TableStyle& style, Tint tint, const std::string& text);

/// Characters, for text of well-formed UTF-8.
[[nodiscard]] std::size_t length(std::string_view text);

[[nodiscard]] std::string spaces(std::size_t count);

/// 1,234,567.
[[nodiscard]] std::string grouped(std::size_t count);

[[nodiscard]] std::string counted(std::size_t count, std::string_view noun);

/// e^log as a factor: x1.04, x23, x1.2e+05, also where it is too large for a double.
[[nodiscard]] std::string factor(double log, const TableStyle& style);

[[nodiscard]] std::string slack_text(double slack, const TableStyle& style);

/// The text with its middle left out where it has more than `most` characters.
[[nodiscard]] std::string shortened(const std::string& text, std::size_t most, const TableStyle& style);

/// "Name: " and its text, wrapped and indented under it.
[[nodiscard]] std::string entry(std::string_view label, std::size_t indent, std::string_view text,
                                std::size_t width);

/// A line of padded cells, without blanks at its end.
class Line {
public:
  explicit Line(const TableStyle& style) : style_(style) {}
  void left(const std::string& text, std::size_t width, Tint tint = Tint::plain) {
    put(text, tint);
    blank_ += width - std::min(width, length(text)) + column_gap;
  }
  void right(const std::string& text, std::size_t width, Tint tint = Tint::plain) {
    blank_ += width - std::min(width, length(text));
    put(text, tint);
    blank_ += column_gap;
  }
  [[nodiscard]] std::string str() const { return text_ + "\n"; }

private:
  void put(const std::string& text, Tint tint) {
    if (!text.empty())
      text_ += spaces(std::exchange(blank_, 0)) + tinted(style_, tint, text);
  }
  const TableStyle& style_;
  std::string text_;
  std::size_t blank_ = 0;
};

} // namespace tailmass::reports::text
