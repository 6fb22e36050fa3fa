// Lengths of value vectors and of their differences at any scale, and their maxima.
#include "theory/stable/diameters.hpp"

#include <algorithm>
#include <climits>
#include <cmath>

namespace tailmass::stable {

namespace {

// Vectors with the largest entry between 2^-400 and 2^400, in float 2^-50 and 2^50, need no scaling: their
// squares neither overflow nor lose what matters.
template <class T>
constexpr int unscaled_exponent = std::numeric_limits<T>::max_exponent * 25 / 64;
// Exponent of what is not finite: above all others, and far from the ends of int.
constexpr int beyond = 1 << 20;

/// |t| for finite t(axis) of which the largest magnitude is `largest` > 0.
template <class T, class Entry>
Scaled<T> length(std::size_t dimension, T largest, const Entry& t) {
  const int own = std::ilogb(largest);
  const bool unscaled = own >= -unscaled_exponent<T> && own < unscaled_exponent<T>;
  const int exponent = unscaled ? 0 : own + 1;
  T sum = 0;
  for (std::size_t axis = 0; axis < dimension; ++axis) {
    const T entry = unscaled ? t(axis) : std::ldexp(t(axis), -exponent);
    sum += entry * entry;
  }
  return scaled(std::sqrt(sum), exponent);
}

template <class T, class Entry>
T largest_of(std::size_t dimension, const Entry& t) {
  T most = 0;
  for (std::size_t axis = 0; axis < dimension; ++axis)
    most = std::max(most, std::abs(t(axis)));
  return most;
}

} // namespace

template <class T>
T Scaled<T>::number() const {
  return std::ldexp(value, exponent);
}

template <class T>
std::strong_ordering Scaled<T>::operator<=>(const Scaled& other) const {
  if (value == 0 || other.value == 0)
    return (value != 0) <=> (other.value != 0);
  if (exponent != other.exponent)
    return exponent <=> other.exponent;
  return value < other.value   ? std::strong_ordering::less
         : value > other.value ? std::strong_ordering::greater
                               : std::strong_ordering::equal;
}

template <class T>
Scaled<T> scaled(T x, int exponent) {
  if (x == 0)
    return {};
  if (!std::isfinite(x))
    return {x, beyond};
  int own = 0;
  const T value = std::frexp(x, &own);
  return {value, own + exponent};
}

template <class T>
Scaled<T> operator*(const Scaled<T>& x, const Scaled<T>& y) {
  return scaled<T>(x.value * y.value, x.exponent + y.exponent);
}

// The smaller one may underflow beside the larger one, below smallest_subnormal times it.
template <class T>
Scaled<T> operator+(const Scaled<T>& x, const Scaled<T>& y) {
  if (x.value == 0 || y.value == 0)
    return std::max(x, y);
  const Scaled<T>& larger = std::max(x, y);
  const Scaled<T>& smaller = std::min(x, y);
  return scaled<T>(larger.value + std::ldexp(smaller.value, smaller.exponent - larger.exponent),
                   larger.exponent);
}

template <class T>
Scaled<T> sqrt(const Scaled<T>& x) {
  const int odd = x.exponent % 2 == 0 ? 0 : 1;
  return scaled<T>(std::sqrt(std::ldexp(x.value, odd)), (x.exponent - odd) / 2);
}

template <class T>
Scaled<double> in_double(const Scaled<T>& x) {
  return {static_cast<double>(x.value), x.exponent};
}

// Leaving the range rounds once more: exactly for normal numbers, else by at most half of smallest_subnormal.
template <class T>
Estimate<T> ScaledEstimate<T>::number() const {
  const double rounding =
      value.value != 0 && value.exponent <= std::numeric_limits<T>::min_exponent ? smallest_subnormal<T> : 0;
  const double own = absolute.value == 0 ? 0 : padded(absolute.number()) + smallest_subnormal<double>;
  return {value.number(), {relative, own + rounding}};
}

template <class T>
ScaledEstimate<T> scaled(const Estimate<T>& x) {
  return {scaled<T>(x.value), x.bound.relative, scaled<double>(x.bound.absolute)};
}

// x' = x(1 + r) + a and y' = y(1 + s) + b give x'y' - xy = xy((1 + r)(1 + s) - 1) + a y' + b x' - ab.
template <class T>
ScaledEstimate<T> operator*(const ScaledEstimate<T>& x, const ScaledEstimate<T>& y) {
  const double both = x.relative + y.relative + x.relative * y.relative;
  return {x.value * y.value, padded(both + unit_roundoff<T> * (1 + both)),
          scaled(1 + 0x1p-40) *
              (x.absolute * in_double(y.value) + y.absolute * in_double(x.value) + x.absolute * y.absolute)};
}

// x' = x(1 + r) + a: sqrt(1 + r) - 1 is at most r/2 + r^2/2 off, and a moves the root of the rest by at most
// |a|/sqrt(x') and by at most sqrt|a|.
template <class T>
ScaledEstimate<T> sqrt(const ScaledEstimate<T>& x) {
  const Scaled<T> root = sqrt(x.value);
  Scaled<double> moved = sqrt(x.absolute);
  if (root.value != 0)
    moved = std::min(moved, scaled(x.absolute.value / static_cast<double>(root.value),
                                   x.absolute.exponent - root.exponent));
  const double half = x.relative / 2 + x.relative * x.relative / 2;
  return {root, padded(half + unit_roundoff<T> * (1 + half)), scaled(1 + 4 * unit_roundoff<T>) * moved};
}

// Scaling errs by at most half of smallest_subnormal beside a largest entry of at least 1/2, so do squares.
// One rounding a square, d - 1 of sums, halved by the root, which rounds once: (d/2 + 1) u, of which u/2 is
// in reserve.
template <class T>
Scaled<T> norm(std::span<const T> entries, std::span<const int> exponents) {
  int top = INT_MIN;
  for (std::size_t axis = 0; axis < entries.size(); ++axis)
    if (entries[axis] != 0)
      top = std::max(top, std::ilogb(entries[axis]) + 1 + exponents[axis]);
  T sum = 0;
  for (std::size_t axis = 0; axis < entries.size(); ++axis)
    if (entries[axis] != 0) {
      const T entry = std::ldexp(entries[axis], exponents[axis] - top);
      sum += entry * entry;
    }
  return scaled<T>(std::sqrt(sum), sum == 0 ? 0 : top);
}

// Error. Let D be the exact length, m the largest entry computed, h = smallest_subnormal/2.
//   Differences: one rounding each, none by underflow, since sums of numbers below the normal range are
//   exact. Where a difference overflows, halves are subtracted; halving errs by at most h beside m, which is
//   then huge. Scaling by a power of two errs by at most h beside entries of which the largest is at least
//   1/2; unscaled, the squares err by underflow by at most h, below 2^-50 m^2 in float, 2^-275 in double.
//   Squares: two roundings of the difference and one more; d - 1 sums: S = D^2 (1 + t),
//     |t| <= (1+u)^(d+2) - 1 + d 2^-50.
//   Root: half of that and one rounding: (1+u)^(d/2 + 2) - 1 + d 2^-51, below e^{(d/2 + 3) u} - 1 for d <=
//   2^20.
// No sum overflows: entries are below 2^50 (2^400), or below 1.
template <class T>
Scaled<T> distance(std::span<const double> x, std::span<const double> y) {
  const auto full = [&](std::size_t axis) { return rounded<T>(x[axis]) - rounded<T>(y[axis]); };
  const auto half = [&](std::size_t axis) { return rounded<T>(x[axis]) / 2 - rounded<T>(y[axis]) / 2; };
  const T most = largest_of<T>(x.size(), full);
  if (most == 0)
    return {};
  if (!std::isinf(most))
    return length<T>(x.size(), most, full);
  const Scaled<T> halved = length<T>(x.size(), largest_of<T>(x.size(), half), half);
  return {halved.value, halved.exponent + 1};
}

template <class T>
Scaled<T> norm(std::span<const double> x) {
  const auto entry = [&](std::size_t axis) { return rounded<T>(x[axis]); };
  const T most = largest_of<T>(x.size(), entry);
  return most == 0 ? Scaled<T>{} : length<T>(x.size(), most, entry);
}

template <class T>
double length_error(std::size_t dimension) {
  return widened((static_cast<double>(dimension) / 2 + 3) * unit_roundoff<T>);
}

template <class T>
ValueRounding<T>::ValueRounding(const Values& values) : axes(values.dimension(), 0.0) {
  if constexpr (std::numeric_limits<T>::digits < std::numeric_limits<double>::digits)
    for (std::size_t key = 0; key < values.keys(); ++key) {
      std::vector<double> moved(values.dimension());
      for (std::size_t axis = 0; axis < values.dimension(); ++axis) {
        moved[axis] = rounding_of<T>(values.at(key, axis));
        axes[axis] = std::max(axes[axis], moved[axis]);
      }
      length = std::max(length, padded(norm<double>(moved).number()));
    }
}

// The greatest of numbers, each within a relative error, is within the same of the greatest exact one.
template <class T>
ScaledEstimate<T> max_norm(const Case& c) {
  Scaled<T> largest;
  for (const Key key : c.scores->finite())
    largest = std::max(largest, norm<T>(c.values->of(key)));
  return {largest, length_error<T>(c.values->dimension()),
          scaled(c.values->derived<ValueRounding<T>>().length)};
}

template <class T>
ScaledEstimate<T> diameter(const Case& c) {
  Scaled<T> largest;
  for (const Key i : c.head.finite_head())
    for (const Key j : c.head.finite_tail())
      largest = std::max(largest, distance<T>(c.values->of(i), c.values->of(j)));
  return {largest, length_error<T>(c.values->dimension()),
          scaled(2 * c.values->derived<ValueRounding<T>>().length)};
}

template struct Scaled<float>;
template struct Scaled<double>;
template struct ScaledEstimate<float>;
template struct ScaledEstimate<double>;
template struct ValueRounding<float>;
template struct ValueRounding<double>;
template Scaled<float> scaled(float, int);
template Scaled<double> scaled(double, int);
template Scaled<float> operator*(const Scaled<float>&, const Scaled<float>&);
template Scaled<double> operator*(const Scaled<double>&, const Scaled<double>&);
template Scaled<float> operator+(const Scaled<float>&, const Scaled<float>&);
template Scaled<double> operator+(const Scaled<double>&, const Scaled<double>&);
template Scaled<float> sqrt(const Scaled<float>&);
template Scaled<double> sqrt(const Scaled<double>&);
template Scaled<double> in_double(const Scaled<float>&);
template Scaled<double> in_double(const Scaled<double>&);
template ScaledEstimate<float> scaled(const Estimate<float>&);
template ScaledEstimate<double> scaled(const Estimate<double>&);
template ScaledEstimate<float> operator*(const ScaledEstimate<float>&, const ScaledEstimate<float>&);
template ScaledEstimate<double> operator*(const ScaledEstimate<double>&, const ScaledEstimate<double>&);
template ScaledEstimate<float> sqrt(const ScaledEstimate<float>&);
template ScaledEstimate<double> sqrt(const ScaledEstimate<double>&);
template Scaled<float> norm(std::span<const float>, std::span<const int>);
template Scaled<double> norm(std::span<const double>, std::span<const int>);
template Scaled<float> distance<float>(std::span<const double>, std::span<const double>);
template Scaled<double> distance<double>(std::span<const double>, std::span<const double>);
template Scaled<float> norm<float>(std::span<const double>);
template Scaled<double> norm<double>(std::span<const double>);
template double length_error<float>(std::size_t);
template double length_error<double>(std::size_t);
template ScaledEstimate<float> max_norm(const Case&);
template ScaledEstimate<double> max_norm(const Case&);
template ScaledEstimate<float> diameter(const Case&);
template ScaledEstimate<double> diameter(const Case&);

} // namespace tailmass::stable
