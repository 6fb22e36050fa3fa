// A number known up to a proven radius.
#pragma once

#include <algorithm>
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

/// An enclosure that says nothing where its arithmetic overflowed.
[[nodiscard]] inline Enclosure sane(Enclosure x) {
  return std::isfinite(x.value) && std::isfinite(x.radius)
             ? x
             : Enclosure{0, std::numeric_limits<double>::infinity()};
}

// Radii carry through, and each operation adds the rounding of its value, u or half of the smallest
// subnormal, and of the radius itself.

[[nodiscard]] inline Enclosure operator+(Enclosure a, Enclosure b) {
  const double value = a.value + b.value;
  return sane({value, (a.radius + b.radius + 0x1p-53 * std::abs(value)) * (1 + 0x1p-50)});
}
[[nodiscard]] inline Enclosure operator*(Enclosure a, Enclosure b) {
  const double value = a.value * b.value;
  return sane({value, (std::abs(a.value) * b.radius + std::abs(b.value) * a.radius + a.radius * b.radius +
                       0x1p-53 * std::abs(value)) *
                              (1 + 0x1p-50) +
                          4 * std::numeric_limits<double>::denorm_min()});
}
/// The root of a number that is at least 0: |sqrt x - sqrt y| = |x - y|/(sqrt x + sqrt y).
[[nodiscard]] inline Enclosure root(Enclosure x) {
  const double value = std::sqrt(std::max(0.0, x.value)),
               least = std::sqrt(std::max(0.0, x.value - x.radius));
  const double radius = value > 0 ? x.radius / (value + least) : std::sqrt(x.radius);
  return sane({value, (radius + 0x1p-53 * value) * (1 + 0x1p-49)});
}

} // namespace tailmass::fast
