// One line of a part: the number of a chunk, what it gave, and the checksum of that.
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace tailmass::verify::campaign {

/// Returns the line of a chunk, with its end.
[[nodiscard]] std::string line_of(std::size_t chunk, const nlohmann::ordered_json& result);
/// Returns the chunk of such a line; nothing where it is none, or not as it was written.
[[nodiscard]] std::optional<std::size_t> chunk_of(std::string_view line);

/// Calls `see` with each line of a text, without its end, and where it begins; a last one that does not end
/// is none. Returns where that one begins.
template <class See>
std::size_t each_line(std::string_view text, const See& see) {
  std::size_t begin = 0;
  for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n', begin)) {
    see(text.substr(begin, end - begin), begin);
    begin = end + 1;
  }
  return begin;
}

} // namespace tailmass::verify::campaign
