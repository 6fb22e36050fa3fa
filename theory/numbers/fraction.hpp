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

  friend Fraction operator+(const Fraction& a, const Fraction& b);
  friend Fraction operator-(const Fraction& a, const Fraction& b);
  friend Fraction operator*(const Fraction& a, const Fraction& b);
  friend bool operator<(const Fraction& a, const Fraction& b);
  friend bool operator==(const Fraction& a, const Fraction& b);

private:
  Ball numerator_;
  Ball denominator_;
};

} // namespace tailmass
