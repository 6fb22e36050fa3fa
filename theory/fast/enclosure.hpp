// A number known up to a proven radius.
#pragma once

#include <cmath>
#include <limits>

namespace tailmass::fast {

/// |true - value| <= radius. A radius of infinity says nothing.
struct Enclosure {
  double value = 0;
  double radius = 0;
};

/// The enclosure of a true number that is within `relative` of value, itself included in rounding up. For
/// relative <= 1/4: |true - value| <= relative |true| <= relative/(1 - relative) |value|; 4 roundings of at
/// most 2^-53 each are paid for by 2^-50, subnormal results by the smallest numbers.
[[nodiscard]] inline Enclosure enclose(double value, double relative) {
  return {value, std::abs(value) * (relative / (1 - relative)) * (1 + 0x1p-50) +
                     4 * std::numeric_limits<double>::denorm_min()};
}

} // namespace tailmass::fast
