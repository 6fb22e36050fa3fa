// Extents of splits and tiles.
#include "verify/causes/tiles.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace tailmass::verify::causes {

std::vector<std::size_t> tile_extents(std::size_t n) {
  std::vector<std::size_t> extents;
  const auto add = [&](std::size_t extent) {
    if (extent >= 2 && extent < n && std::ranges::find(extents, extent) == extents.end())
      extents.push_back(extent);
  };
  for (const std::size_t parts : {2U, 4U, 8U, 3U, 16U, 32U, 64U})
    add((n + parts - 1) / parts);
  for (std::size_t extent = 16; extent <= 1024; extent *= 2)
    add(extent);
  return extents;
}

std::string range_words(std::size_t first, std::size_t last, bool of_head) {
  return fmt::format("{} {} to {}", of_head ? "the head's places" : "keys", first, last);
}

} // namespace tailmass::verify::causes
