// How kernels part what they sum.
#pragma once

#include "verify/kernel/summation.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tailmass::verify::causes {

/// Places [begin, end) of a sum.
struct Tile {
  std::size_t begin = 0, end = 0;
};

/// What the causes say of which one is of tiles or splits.
inline constexpr std::string_view words_of_tiles[] = {"splits", "rescaled", "were left out",
                                                      "were counted twice", "alone were summed"};

/// Returns the ways in which the valued terms of a sum may be parted in tiles of equal extents, or nearly,
/// the likeliest first, none into one tile only: those of a head by their places; those of a row of so many
/// keys, masked ones too, by their keys, counted from key 0 and from the first visible one, into 2, 4, 8, 3,
/// 16, 32 and 64 splits of the row or of what is visible, then into tiles of 16 to 1024 keys, into splits of
/// whole tiles of 64 and 128 keys, and of the row into splits whose extents differ by one.
[[nodiscard]] std::vector<std::vector<Tile>> partings(const kernel::Summation& sum, bool of_head,
                                                      std::size_t row_keys);

/// Returns "keys 32 to 47", or "the head's places 0 to 7".
[[nodiscard]] std::string range_words(const kernel::Summation& sum, const Tile& tile, bool of_head);

} // namespace tailmass::verify::causes
