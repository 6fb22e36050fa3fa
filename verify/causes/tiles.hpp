// How kernels part what they sum.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace tailmass::verify::causes {

/// Returns the extents of tiles into which n terms may be parted, the likeliest first: those of 2, 4, 8, 3,
/// 16, 32 and 64 splits, then of 16 to 1024 terms; each at least 2 and less than n.
[[nodiscard]] std::vector<std::size_t> tile_extents(std::size_t n);

/// Returns "keys 32 to 47", or "the head's places 0 to 7".
[[nodiscard]] std::string range_words(std::size_t first, std::size_t last, bool of_head);

} // namespace tailmass::verify::causes
