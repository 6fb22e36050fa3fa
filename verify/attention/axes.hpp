// The axes that a tensor must have, and how a message tells them.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace tailmass::verify::attention {

/// One axis: of a given extent, of any extent, or of heads, which groups of query heads may share.
struct Axis {
  std::size_t extent = 0;
  const char* any = nullptr; ///< the letter for an axis of any extent
  bool shared = false;       ///< any divisor of the extent
};
using Axes = std::vector<Axis>;

/// Whether a shape has these axes.
[[nodiscard]] bool fits(const Axes& axes, std::span<const std::size_t> shape);

/// Returns "[2, h, 5, d] with h a divisor of 4".
[[nodiscard]] std::string axes_text(const Axes& axes);

} // namespace tailmass::verify::attention
