// Rational arithmetic over exact balls.
#include "theory/numbers/fraction.hpp"

#include <utility>

namespace tailmass {

Fraction::Fraction(Ball numerator, Ball denominator)
    : numerator_(std::move(numerator)), denominator_(std::move(denominator)) {}

Ball Fraction::at_precision(long bits) const {
  return numerator_.at_precision(bits) / denominator_;
}

bool Fraction::is_zero() const {
  return arb_is_zero(numerator_.raw()) != 0;
}

Fraction Fraction::plus(const Fraction& b) const {
  return {numerator_ * b.denominator_ + b.numerator_ * denominator_, denominator_ * b.denominator_};
}

Fraction Fraction::minus(const Fraction& b) const {
  return {numerator_ * b.denominator_ - b.numerator_ * denominator_, denominator_ * b.denominator_};
}

Fraction Fraction::times(const Fraction& b) const {
  return {numerator_ * b.numerator_, denominator_ * b.denominator_};
}

bool Fraction::less_than(const Fraction& b) const {
  return certainly_less(numerator_ * b.denominator_, b.numerator_ * denominator_);
}

} // namespace tailmass
