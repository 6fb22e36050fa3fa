// A rational number as two exact balls.
#pragma once

#include "theory/numbers/ball.hpp"

namespace tailmass {

/// numerator/denominator, exact balls without a precision, the denominator positive. Not reduced.
class Fraction {
public:
  Fraction(Ball numerator, Ball denominator = Ball(1));

  /// The number worked with at `bits` bits.
  [[nodiscard]] Ball at_precision(long bits) const;
  [[nodiscard]] bool is_zero() const;

  // Balls turn into fractions too, so these are found for fractions only.
  friend Fraction operator+(const Fraction& a, const Fraction& b) { return a.plus(b); }
  friend Fraction operator-(const Fraction& a, const Fraction& b) { return a.minus(b); }
  friend Fraction operator*(const Fraction& a, const Fraction& b) { return a.times(b); }
  friend bool operator<(const Fraction& a, const Fraction& b) { return a.less_than(b); }
  friend bool operator==(const Fraction& a, const Fraction& b) { return a.minus(b).is_zero(); }

private:
  [[nodiscard]] Fraction plus(const Fraction& b) const;
  [[nodiscard]] Fraction minus(const Fraction& b) const;
  [[nodiscard]] Fraction times(const Fraction& b) const;
  [[nodiscard]] bool less_than(const Fraction& b) const;

  Ball numerator_;
  Ball denominator_;
};

} // namespace tailmass
