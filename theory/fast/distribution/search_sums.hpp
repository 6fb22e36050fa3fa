// How a search through a row adds up: to a few units in the last place, or to some ten digits at a third of
// the cost.
#pragma once

#include "theory/fast/distribution/quick_sum.hpp"

#include <algorithm>

namespace tailmass::fast {

/// An interval of non-negative numbers in one unit.
struct Range {
  double low = 0;
  double high = 0;
};

/// A sum in units of another one: their ratio, widened by its radius and the rounding of both ends.
inline Range in_unit(const ScaledSum& sum, const ScaledSum& unit) {
  const Enclosure ratio = quotient(sum, unit);
  return {std::max(0.0, (ratio.value - ratio.radius) * (1 - 0x1p-51)),
          (ratio.value + ratio.radius) * (1 + 0x1p-51)};
}

inline Range in_unit(const Accumulator& sums, const ScaledSum& unit) {
  return in_unit(sums.sum(), unit);
}

/// Both in units of the same 2^exponent.
inline Range in_unit(const QuickSum& sum, const ScaledSum& unit) {
  return {sum.low() / (unit.high * (1 + unit.relative)) * (1 - 0x1p-51),
          sum.high() / (unit.high * (1 - unit.relative)) * (1 + 0x1p-51)};
}

/// Sums to a few units in the last place.
template <class T>
struct Precise {
  using Score = T;
  using Sum = Accumulator;
  double base;

  [[nodiscard]] Sum nothing() const { return Accumulator(base); }
  [[nodiscard]] auto split(std::span<const T> x, Bracket<T> bracket) const {
    return fast::split(x, bracket, base);
  }
  template <class X>
  static void add(Sum& sums, std::span<const X> x) {
    sums.add_precisely(x.data(), x.size());
  }
  static Sum all_of(const Split<T>& parts, Sum with_between) {
    with_between.merge(parts.above);
    return with_between;
  }
  static bool known(const Sum& /*sums*/) { return true; }
  static bool empty(const Sum& sums) { return sums.sum().empty(); }
};

/// Sums to some ten digits.
template <class T>
struct Quick {
  using Score = T;
  using Sum = QuickSum;
  std::int64_t exponent;

  [[nodiscard]] Sum nothing() const { return QuickSum(exponent); }
  [[nodiscard]] auto split(std::span<const T> x, Bracket<T> bracket) const {
    return quickly_split(x, bracket, exponent);
  }
  template <class X>
  static void add(Sum& sums, std::span<const X> x) {
    sums.add(x.data(), x.size());
  }
  static Sum all_of(const QuickParts<T>& parts, const Sum& /*with_between*/) { return parts.all; }
  static bool known(const Sum& sums) { return sums.known(); }
  static bool empty(const Sum& sums) { return sums.empty(); }
};

} // namespace tailmass::fast
