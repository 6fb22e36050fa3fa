// Lists that the build takes in as text: lines of cells parted by commas, the first line of which names them.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <vector>

namespace tailmass::reports::text {

/// Returns what is before the mark, and takes both from the text.
inline std::string_view cut_at(std::string_view& text, char mark) {
  const std::size_t end = std::min(text.find(mark), text.size());
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return part;
}

/// Returns the lines of a list, their cells as those members.
template <class Line, std::size_t columns>
[[nodiscard]] std::vector<Line> lines_of(std::string_view text,
                                         const std::array<std::string_view Line::*, columns>& members) {
  std::vector<Line> lines;
  cut_at(text, '\n');
  while (!text.empty()) {
    std::string_view rest = cut_at(text, '\n');
    Line& line = lines.emplace_back();
    for (const auto member : members)
      line.*member = cut_at(rest, ',');
  }
  return lines;
}

} // namespace tailmass::reports::text
