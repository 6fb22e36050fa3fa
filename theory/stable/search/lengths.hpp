// Lengths and products of nonnegative numbers, rounded up.
#pragma once

#include "theory/stable/sums.hpp"

#include <algorithm>
#include <cmath>
#include <span>

namespace tailmass::stable {

/// Not less than the Euclidean length of a vector whose coordinates are within a relative error u.
[[nodiscard]] inline double length_above(std::span<const double> vector) {
  double largest = 0;
  for (const double x : vector)
    largest = std::max(largest, std::abs(x));
  if (largest == 0 || std::isinf(largest))
    return largest;
  double sum = 0;
  for (const double x : vector)
    sum += (x / largest) * (x / largest);
  const double roundings = static_cast<double>(vector.size()) + 8;
  return std::nextafter(largest * std::sqrt(sum) * (1 + roundings * unit_roundoff<>), infinity);
}

/// Not less than the product of nonnegative numbers that a and b are, or are below by a few roundings.
[[nodiscard]] inline double product_above(double a, double b) {
  return a == 0 || b == 0 ? 0 : std::nextafter(a * b * (1 + 8 * unit_roundoff<>), infinity);
}

} // namespace tailmass::stable
