// Lengths of value vectors and of their differences in double, at any scale, and their maxima.
#include "theory/stable/diameters.hpp"

#include <algorithm>
#include <climits>
#include <cmath>

namespace tailmass::stable {

namespace {

// Vectors with the largest entry between these need no scaling: their squares neither overflow nor lose what
// matters.
constexpr double least_unscaled = 0x1p-400;
constexpr double most_unscaled = 0x1p+400;
// Exponent of what is not finite: above all others, and far from the ends of int.
constexpr int beyond = 1 << 20;

/// |t| for finite t(axis) of which the largest magnitude is `largest` > 0.
template <class Entry>
Scaled length(std::size_t dimension, double largest, const Entry& t) {
  const bool unscaled = largest >= least_unscaled && largest <= most_unscaled;
  const int exponent = unscaled ? 0 : std::ilogb(largest) + 1;
  double sum = 0;
  for (std::size_t axis = 0; axis < dimension; ++axis) {
    const double entry = unscaled ? t(axis) : std::ldexp(t(axis), -exponent);
    sum += entry * entry;
  }
  return scaled(std::sqrt(sum), exponent);
}

} // namespace

double Scaled::number() const {
  return std::ldexp(value, exponent);
}

std::strong_ordering Scaled::operator<=>(const Scaled& other) const {
  if (value == 0 || other.value == 0)
    return (value != 0) <=> (other.value != 0);
  if (exponent != other.exponent)
    return exponent <=> other.exponent;
  return value < other.value   ? std::strong_ordering::less
         : value > other.value ? std::strong_ordering::greater
                               : std::strong_ordering::equal;
}

Scaled scaled(double x, int exponent) {
  if (x == 0)
    return {};
  if (!std::isfinite(x))
    return {x, beyond};
  int own = 0;
  const double value = std::frexp(x, &own);
  return {value, own + exponent};
}

Scaled operator*(const Scaled& x, const Scaled& y) {
  return scaled(x.value * y.value, x.exponent + y.exponent);
}

// The smaller one may underflow beside the larger one, below 2^-1073 of it.
Scaled operator+(const Scaled& x, const Scaled& y) {
  if (x.value == 0 || y.value == 0)
    return std::max(x, y);
  const Scaled& larger = std::max(x, y);
  const Scaled& smaller = std::min(x, y);
  return scaled(larger.value + std::ldexp(smaller.value, smaller.exponent - larger.exponent),
                larger.exponent);
}

Scaled sqrt(const Scaled& x) {
  const int odd = x.exponent % 2 == 0 ? 0 : 1;
  return scaled(std::sqrt(std::ldexp(x.value, odd)), (x.exponent - odd) / 2);
}

// Leaving the range rounds once more: exactly for normal numbers, else by at most half of smallest_subnormal.
Estimate ScaledEstimate::number() const {
  const double rounding = value.value != 0 && value.exponent < -1020 ? smallest_subnormal : 0;
  const double own = absolute.value == 0 ? 0 : widened(absolute.number()) + smallest_subnormal;
  return {value.number(), {relative, own + rounding}};
}

ScaledEstimate scaled(const Estimate& x) {
  return {scaled(x.value), x.bound.relative, scaled(x.bound.absolute)};
}

// x' = x(1 + r) + a and y' = y(1 + s) + b give x'y' - xy = xy((1 + r)(1 + s) - 1) + a y' + b x' - ab.
ScaledEstimate operator*(const ScaledEstimate& x, const ScaledEstimate& y) {
  const double both = x.relative + y.relative + x.relative * y.relative;
  return {x.value * y.value, widened(both + unit_roundoff),
          scaled(1 + 0x1p-40) * (x.absolute * y.value + y.absolute * x.value + x.absolute * y.absolute)};
}

// x' = x(1 + r) + a: sqrt(1 + r) - 1 is at most r/2 + r^2/2 off for |r| <= 1/2, and a moves the root of the
// rest by at most |a|/sqrt(x') and by at most sqrt|a|.
ScaledEstimate sqrt(const ScaledEstimate& x) {
  const Scaled root = sqrt(x.value);
  Scaled moved = sqrt(x.absolute);
  if (root.value != 0)
    moved = std::min(moved, scaled(x.absolute.value / root.value, x.absolute.exponent - root.exponent));
  return {root, widened(x.relative / 2 + x.relative * x.relative / 2 + unit_roundoff),
          scaled(1 + 0x1p-40) * moved};
}

// Scaling errs by at most 2^-1075 beside a largest entry of at least 1/2, so do squares. One rounding a
// square, d - 1 of sums, halved by the root, which rounds once: (d/2 + 1) u, of which u/2 is in reserve for
// products of errors.
Scaled norm(std::span<const double> entries, std::span<const int> exponents) {
  int top = INT_MIN;
  for (std::size_t axis = 0; axis < entries.size(); ++axis)
    if (entries[axis] != 0)
      top = std::max(top, std::ilogb(entries[axis]) + 1 + exponents[axis]);
  double sum = 0;
  for (std::size_t axis = 0; axis < entries.size(); ++axis)
    if (entries[axis] != 0) {
      const double entry = std::ldexp(entries[axis], exponents[axis] - top);
      sum += entry * entry;
    }
  return scaled(std::sqrt(sum), sum == 0 ? 0 : top);
}

// Error. Let D be the exact length, m the largest entry computed, u = 2^-53.
//   Differences: one rounding each, none by underflow, since sums of doubles below the normal range are
//   exact. Where a difference overflows, halves are subtracted; halving errs by at most 2^-1075, and m >=
//   2^1022. Scaling by a power of two errs by at most 2^-1075 beside entries of which the largest is at least
//   1/2; unscaled, m >= 2^-400 and the squares err by underflow by at most 2^-1075, below 2^-275 m^2 each.
//   Squares: two roundings of the difference and one more; d - 1 sums: S = D^2 (1 + t),
//     |t| <= (1+u)^(d+2) - 1 + d 2^-274.
//   Root: half of that and one rounding: (1+u)^(d/2 + 2) - 1 + d 2^-274 <= (d/2 + 3) u for d <= 2^20.
// No sum overflows: entries are below 2^400, or below 1.
Scaled distance(std::span<const double> x, std::span<const double> y) {
  const auto full = [&](std::size_t axis) { return x[axis] - y[axis]; };
  const auto half = [&](std::size_t axis) { return x[axis] / 2 - y[axis] / 2; };
  const auto largest = [&](const auto& entry) {
    double most = 0;
    for (std::size_t axis = 0; axis < x.size(); ++axis)
      most = std::max(most, std::abs(entry(axis)));
    return most;
  };
  const double most = largest(full);
  if (most == 0)
    return {};
  if (!std::isinf(most))
    return length(x.size(), most, full);
  const Scaled halved = length(x.size(), largest(half), half);
  return {halved.value, halved.exponent + 1};
}

Scaled norm(std::span<const double> x) {
  double most = 0;
  for (const double entry : x)
    most = std::max(most, std::abs(entry));
  return most == 0 ? Scaled{} : length(x.size(), most, [&](std::size_t axis) { return x[axis]; });
}

double length_error(std::size_t dimension) {
  return (static_cast<double>(dimension) / 2 + 3) * unit_roundoff;
}

// The greatest of numbers, each within a relative error, is within the same of the greatest exact one.
ScaledEstimate max_norm(const Case& c) {
  Scaled largest;
  for (const Key key : c.scores->finite())
    largest = std::max(largest, norm(c.values->of(key)));
  return {largest, length_error(c.values->dimension())};
}

ScaledEstimate diameter(const Case& c) {
  Scaled largest;
  for (const Key i : c.head.finite_head())
    for (const Key j : c.head.finite_tail())
      largest = std::max(largest, distance(c.values->of(i), c.values->of(j)));
  return {largest, length_error(c.values->dimension())};
}

} // namespace tailmass::stable
