// Extents of splits and tiles.
#include "verify/causes/tiles.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace tailmass::verify::causes {

namespace {

/// Extents of at least 2, into which a row of n keys or `visible` of them may be parted.
std::vector<std::size_t> tile_extents(std::size_t visible, std::size_t n) {
  std::vector<std::size_t> extents;
  const auto add = [&](std::size_t extent) {
    if (extent >= 2 && extent < n && std::ranges::find(extents, extent) == extents.end())
      extents.push_back(extent);
  };
  for (const std::size_t parts : {2U, 4U, 8U, 3U, 16U, 32U, 64U})
    for (const std::size_t keys : {visible, n})
      add((keys + parts - 1) / parts);
  for (std::size_t extent = 16; extent <= 1024; extent *= 2)
    add(extent);
  return extents;
}

} // namespace

std::vector<std::vector<Tile>> partings(const kernel::Summation& sum, bool of_head, std::size_t row_keys) {
  std::vector<std::vector<Tile>> found;
  if (sum.valued == 0)
    return found;
  const auto add = [&](std::size_t extent, std::size_t origin) {
    const auto number = [&](std::size_t i) { return ((of_head ? i : sum.keys[i]) - origin) / extent; };
    std::vector<Tile> tiles;
    for (std::size_t i = 0; i < sum.valued; ++i)
      if (i == 0 || number(i) != number(i - 1))
        tiles.push_back({i, i + 1});
      else
        ++tiles.back().end;
    if (tiles.size() > 1)
      found.push_back(std::move(tiles));
  };
  const std::size_t first = of_head ? 0 : sum.keys.front();
  for (const std::size_t extent : tile_extents(sum.valued, of_head ? sum.valued : row_keys)) {
    add(extent, 0);
    if (first % extent != 0)
      add(extent, first);
  }
  return found;
}

std::string range_words(const kernel::Summation& sum, const Tile& tile, bool of_head) {
  const auto place = [&](std::size_t i) { return of_head ? i : sum.keys[i]; };
  return fmt::format("{} {} to {}", of_head ? "the head's places" : "keys", place(tile.begin),
                     place(tile.end - 1));
}

} // namespace tailmass::verify::causes
