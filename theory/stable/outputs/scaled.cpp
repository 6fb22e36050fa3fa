// Numbers with an exponent of their own, and estimates of them, for what leaves the range of a type.
#include "theory/stable/outputs/scaled.hpp"

#include "theory/numbers/assumed_arithmetic.hpp"

#include <algorithm>
#include <cmath>

namespace tailmass::stable {

namespace {

// Exponent of what is not finite: above all others, and far from the ends of int.
constexpr int beyond = 1 << 20;

} // namespace

template <class T>
T Scaled<T>::number() const {
  const AssumedArithmetic assumed;
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
  const AssumedArithmetic assumed;
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

template struct Scaled<float>;
template struct Scaled<double>;
template struct ScaledEstimate<float>;
template struct ScaledEstimate<double>;
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

} // namespace tailmass::stable
