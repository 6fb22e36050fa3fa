// How a number type is entered from exact input, written the same for every type.
#pragma once

#include "theory/numbers/ball.hpp"

namespace tailmass {

/// Lifts exact numbers into R. For types of fixed precision this is conversion.
template <class R>
struct Precision {
  [[nodiscard]] R operator()(double x) const { return R(x); }
  [[nodiscard]] R operator()(std::size_t x) const { return R(x); }
  /// The score of a key whose double is x. Types that stand for functions over a box of scores put a function
  /// of the box's variables in its place.
  [[nodiscard]] R score(std::size_t, double x) const { return R(x); }
};

/// Lifts exact numbers into balls that are worked with at `bits` bits.
template <>
struct Precision<Ball> {
  long bits = 128;
  [[nodiscard]] Ball operator()(double x) const { return Ball(x).at_precision(bits); }
  [[nodiscard]] Ball operator()(std::size_t x) const { return Ball(x).at_precision(bits); }
  [[nodiscard]] Ball score(std::size_t, double x) const { return (*this)(x); }
};

} // namespace tailmass
