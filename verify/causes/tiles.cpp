// Extents of splits and tiles.
#include "verify/causes/tiles.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <span>

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
  const std::span<const Key> keys = std::span(sum.keys).first(sum.valued);
  const std::size_t first = of_head ? 0 : keys.front(), last = of_head ? sum.valued - 1 : keys.back();
  const std::size_t n = of_head ? sum.valued : row_keys;
  const bool all_seen = of_head || last - first + 1 == sum.valued;
  // The first term at this place of the row, or behind it.
  const auto term_at = [&](std::size_t place) -> std::size_t {
    if (all_seen)
      return std::clamp(place, first, last + 1) - first;
    return static_cast<std::size_t>(std::ranges::lower_bound(keys, place) - keys.begin());
  };
  // `begin` is the first place of a tile by its number, which grows with it.
  const auto add = [&](const auto& begin) {
    std::vector<Tile> tiles;
    std::size_t from = 0;
    for (std::size_t number = 1; from < sum.valued; ++number)
      if (const std::size_t to = term_at(begin(number)); to > from) {
        tiles.push_back({from, to});
        from = to;
      }
    if (tiles.size() > 1)
      found.push_back(std::move(tiles));
  };
  for (const std::size_t extent : tile_extents(sum.valued, n)) {
    add([&](std::size_t number) { return number * extent; });
    if (first % extent != 0)
      add([&](std::size_t number) { return first + number * extent; });
  }
  for (const std::size_t parts : split_counts)
    if (parts < n && n % parts != 0) {
      const std::size_t longer = n % parts, extent = n / parts; // extents that differ by one
      add([&](std::size_t number) { return number * n / parts; });
      add([&](std::size_t number) { return number * extent + std::min(number, longer); });
    }
  return found;
}

std::string range_words(const kernel::Summation& sum, const Tile& tile, bool of_head) {
  const auto place = [&](std::size_t i) { return of_head ? i : sum.keys[i]; };
  return fmt::format("{} {} to {}", of_head ? "the head's places" : "keys", place(tile.begin),
                     place(tile.end - 1));
}

} // namespace tailmass::verify::causes
