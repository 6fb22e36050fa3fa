// Matching a shape, axis by axis.
#include "verify/attention/axes.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace tailmass::verify::attention {
namespace {

bool fits_axis(const Axis& axis, std::size_t extent) {
  if (axis.any)
    return true;
  return axis.shared ? extent != 0 && axis.extent % extent == 0 : extent == axis.extent;
}

} // namespace

bool fits(const Axes& axes, std::span<const std::size_t> shape) {
  return std::ranges::equal(axes, shape, fits_axis);
}

std::string axes_text(const Axes& axes) {
  std::string text;
  std::string divisor;
  for (const Axis& axis : axes) {
    text += text.empty() ? "" : ", ";
    if (axis.any) {
      text += axis.any;
    } else if (axis.shared && axis.extent > 1) {
      text += "h";
      divisor = fmt::format(" with h a divisor of {}", axis.extent);
    } else {
      text += std::to_string(axis.extent);
    }
  }
  return "[" + text + "]" + divisor;
}

} // namespace tailmass::verify::attention
