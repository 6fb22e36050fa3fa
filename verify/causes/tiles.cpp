// Extents of splits and tiles.
#include "verify/causes/tiles.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace tailmass::verify::causes {

namespace {

constexpr std::size_t split_counts[] = {2, 4, 8, 3, 16, 32, 64};

/// Extents of at least 2, into which a row of n keys or `visible` of them may be parted.
std::vector<std::size_t> tile_extents(std::size_t visible, std::size_t n) {
  std::vector<std::size_t> extents;
  const auto add = [&](std::size_t extent) {
    if (extent >= 2 && extent < n && std::ranges::find(extents, extent) == extents.end())
      extents.push_back(extent);
  };
  const auto up_to = [](std::size_t keys, std::size_t multiple) {
    return (keys + multiple - 1) / multiple * multiple;
  };
  for (const std::size_t parts : split_counts)
    for (const std::size_t keys : {visible, n})
      add((keys + parts - 1) / parts);
  for (std::size_t extent = 16; extent <= 1024; extent *= 2)
    add(extent);
  for (const std::size_t parts : split_counts)
    for (const std::size_t tile : {64U, 128U}) // as many tiles each, but for the last
      add(up_to((n + parts - 1) / parts, tile));
  return extents;
}

} // namespace

std::vector<std::vector<Tile>> partings(const kernel::Summation& sum, bool of_head, std::size_t row_keys) {
  std::vector<std::vector<Tile>> found;
  if (sum.valued == 0)
    return found;
  // `number` is that of a place's tile.
  const auto add = [&](const auto& number) {
    std::vector<Tile> tiles;
    for (std::size_t i = 0; i < sum.valued; ++i)
      if (i == 0 || number(i) != number(i - 1))
        tiles.push_back({i, i + 1});
      else
        ++tiles.back().end;
    if (tiles.size() > 1)
      found.push_back(std::move(tiles));
  };
  const std::size_t first = of_head ? 0 : sum.keys.front(), n = of_head ? sum.valued : row_keys;
  const auto place = [&](std::size_t i) { return of_head ? i : std::size_t{sum.keys[i]}; };
  for (const std::size_t extent : tile_extents(sum.valued, n)) {
    add([&](std::size_t i) { return place(i) / extent; });
    if (first % extent != 0)
      add([&](std::size_t i) { return (place(i) - first) / extent; });
  }
  for (const std::size_t parts : split_counts)
    if (parts < n && n % parts != 0) {
      const std::size_t longer = n % parts, extent = n / parts; // extents that differ by one
      add([&](std::size_t i) { return ((place(i) + 1) * parts - 1) / n; });
      add([&](std::size_t i) {
        const std::size_t at = place(i), of_longer = longer * (extent + 1);
        return at < of_longer ? at / (extent + 1) : longer + (at - of_longer) / extent;
      });
    }
  return found;
}

std::string range_words(const kernel::Summation& sum, const Tile& tile, bool of_head) {
  const auto place = [&](std::size_t i) { return of_head ? i : sum.keys[i]; };
  return fmt::format("{} {} to {}", of_head ? "the head's places" : "keys", place(tile.begin),
                     place(tile.end - 1));
}

} // namespace tailmass::verify::causes
