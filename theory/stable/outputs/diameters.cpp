// Lengths of value vectors and of their differences at any scale, and their maxima.
#include "theory/stable/outputs/diameters.hpp"

#include "theory/numbers/assumed_arithmetic.hpp"

#include <algorithm>
#include <climits>
#include <cmath>
#include <functional>
#include <numeric>

namespace tailmass::stable {

namespace {

// Vectors with the largest entry between 2^-400 and 2^400, in float 2^-50 and 2^50, need no scaling: their
// squares neither overflow nor lose what matters.
template <class T>
constexpr int unscaled_exponent = std::numeric_limits<T>::max_exponent * 25 / 64;

/// |t| for t(axis) of which the largest magnitude is `largest` > 0.
template <class T, class Entry>
Scaled<T> length(std::size_t dimension, T largest, const Entry& t) {
  if (!std::isfinite(largest))
    return scaled(largest);
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

// Scaling errs by at most half of smallest_subnormal beside a largest entry of at least 1/2, so do squares.
// One rounding a square, d - 1 of sums, halved by the root, which rounds once: (d/2 + 1) u, of which u/2 is
// in reserve.
template <class T>
Scaled<T> norm(std::span<const T> entries, std::span<const int> exponents) {
  const AssumedArithmetic assumed;
  int top = INT_MIN;
  for (std::size_t axis = 0; axis < entries.size(); ++axis)
    if (!std::isfinite(entries[axis]))
      return scaled(std::numeric_limits<T>::infinity());
    else if (entries[axis] != 0)
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
  const AssumedArithmetic assumed;
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
  const AssumedArithmetic assumed;
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
  const AssumedArithmetic assumed;
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

// A bound is above the distance by more than that and a sum of two bounds err: 2^-20 and a subnormal.
Radii::Radii(const Values& values) : bounds(values.keys()), order(values.keys()) {
  const AssumedArithmetic assumed;
  constexpr double most = std::numeric_limits<double>::max();
  const double n = static_cast<double>(values.keys());
  std::vector<double> centre(values.dimension(), 0.0);
  for (std::size_t axis = 0; axis < centre.size(); ++axis) {
    for (std::size_t key = 0; key < values.keys(); ++key)
      centre[axis] += values.at(key, axis) / n;
    centre[axis] = std::clamp(centre[axis], -most, most);
  }
  std::vector<Scaled<double>> lengths;
  for (std::size_t key = 0; key < values.keys(); ++key)
    lengths.push_back(distance<double>(values.of(key), centre));
  exponent = std::ranges::max(lengths).exponent;
  for (std::size_t key = 0; key < values.keys(); ++key)
    bounds[key] =
        padded(std::ldexp(lengths[key].value, lengths[key].exponent - exponent)) + smallest_subnormal<double>;
  std::iota(order.begin(), order.end(), Key{0});
  std::ranges::stable_sort(order, std::greater<>{}, [&](Key key) { return bounds[key]; });
}

template <class T>
Scaled<double> by_moved_ends(const Values& values, double ends) {
  const AssumedArithmetic assumed;
  return scaled(ends * (1 + length_error<T>(values.dimension()))) *
         scaled(values.derived<ValueRounding<T>>().length);
}

// The greatest of numbers, each within a relative error, is within the same of the greatest exact one.
template <class T>
ScaledEstimate<T> max_norm(const Case& c) {
  const AssumedArithmetic assumed;
  Scaled<T> largest;
  for (const Key key : c.scores->finite())
    largest = std::max(largest, norm<T>(c.values->of(key)));
  return {largest, length_error<T>(c.values->dimension()), by_moved_ends<T>(*c.values, 1)};
}

// A pair that is left out is not farther apart than what was computed for another one, so the greatest exact
// distance lies between the greatest exact one of the pairs taken and the greatest computed, or is the first.
template <class T>
ScaledEstimate<T> diameter(const Case& c) {
  const AssumedArithmetic assumed;
  const Radii& radii = c.values->derived<Radii>();
  enum class Side : unsigned char { none, head, tail };
  std::vector<Side> sides(c.values->keys(), Side::none);
  for (const Key key : c.head.finite_head())
    sides[key] = Side::head;
  for (const Key key : c.head.finite_tail())
    sides[key] = Side::tail;
  std::vector<Key> head, tail;
  for (const Key key : radii.order)
    if (sides[key] != Side::none)
      (sides[key] == Side::head ? head : tail).push_back(key);
  Scaled<T> largest;
  double reached = 0; // not above `largest`, in the unit of the radii
  for (const Key i : head)
    for (const Key j : tail) {
      if (radii.bounds[i] + radii.bounds[j] <= reached)
        break;
      if (const Scaled<T> length = distance<T>(c.values->of(i), c.values->of(j)); length > largest) {
        largest = length;
        const double in_unit =
            std::ldexp(static_cast<double>(largest.value), largest.exponent - radii.exponent);
        reached = std::nextafter(in_unit, 0.0);
      }
    }
  return {largest, length_error<T>(c.values->dimension()), by_moved_ends<T>(*c.values, 2)};
}

template struct ValueRounding<float>;
template struct ValueRounding<double>;
template Scaled<float> norm(std::span<const float>, std::span<const int>);
template Scaled<double> norm(std::span<const double>, std::span<const int>);
template Scaled<float> distance<float>(std::span<const double>, std::span<const double>);
template Scaled<double> distance<double>(std::span<const double>, std::span<const double>);
template Scaled<float> norm<float>(std::span<const double>);
template Scaled<double> norm<double>(std::span<const double>);
template double length_error<float>(std::size_t);
template double length_error<double>(std::size_t);
template Scaled<double> by_moved_ends<float>(const Values&, double);
template Scaled<double> by_moved_ends<double>(const Values&, double);
template ScaledEstimate<float> max_norm(const Case&);
template ScaledEstimate<double> max_norm(const Case&);
template ScaledEstimate<float> diameter(const Case&);
template ScaledEstimate<double> diameter(const Case&);

} // namespace tailmass::stable
