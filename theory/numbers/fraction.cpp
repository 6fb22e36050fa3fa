// Rational arithmetic over exact balls.
#include "theory/numbers/fraction.hpp"

#include <utility>

namespace tailmass {

namespace {

// Balls turn into fractions too, so their own arithmetic is asked for by name.
Ball product(BallView x, BallView y) {
  return x * y;
}
Ball sum(BallView x, BallView y) {
  return x + y;
}
Ball difference(BallView x, BallView y) {
  return x - y;
}

} // namespace

Fraction::Fraction(Ball numerator, Ball denominator)
    : numerator_(std::move(numerator)), denominator_(std::move(denominator)) {}

Ball Fraction::at_precision(long bits) const {
  return numerator_.at_precision(bits) / denominator_;
}

bool Fraction::is_zero() const {
  return arb_is_zero(numerator_.raw()) != 0;
}

Fraction operator+(const Fraction& a, const Fraction& b) {
  return {sum(product(a.numerator_, b.denominator_), product(b.numerator_, a.denominator_)),
          product(a.denominator_, b.denominator_)};
}

Fraction operator-(const Fraction& a, const Fraction& b) {
  return {difference(product(a.numerator_, b.denominator_), product(b.numerator_, a.denominator_)),
          product(a.denominator_, b.denominator_)};
}

Fraction operator*(const Fraction& a, const Fraction& b) {
  return {product(a.numerator_, b.numerator_), product(a.denominator_, b.denominator_)};
}

bool operator<(const Fraction& a, const Fraction& b) {
  return certainly_less(product(a.numerator_, b.denominator_), product(b.numerator_, a.denominator_));
}

bool operator==(const Fraction& a, const Fraction& b) {
  return (a - b).is_zero();
}

} // namespace tailmass
