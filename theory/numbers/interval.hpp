// The judge's cheap number: a midpoint of two doubles with a radius.
#pragma once

#include "theory/numbers/double_word.hpp"
#include "theory/numbers/vector.hpp"

#include <cstddef>
#include <limits>
#include <span>

namespace tailmass {

/// An interval that contains the exact value of what it stands for, with a midpoint of 106 bits; an infinite
/// radius stands for what is not known. Integers and doubles enter exactly. Sums and products of doubles that
/// two doubles hold stay exact; any other operation widens the radius by what it may be off by. Rests on the
/// processor's double arithmetic in its usual rounding mode, and for exp and log on balls of 128 bits.
/// Outside 2^-900 to 2^900 it knows less, and at the ends of the range nothing.
class Interval {
public:
  Interval() = default;
  Interval(int value) : Interval(static_cast<double>(value)) {}
  Interval(double value) : Interval(DoubleWord{value, 0}, 0) {}
  Interval(std::size_t value);
  /// |x - midpoint| <= radius; the whole line where either is not finite.
  Interval(DoubleWord midpoint, double radius);
  /// All numbers from low to high; the whole line where an end is infinite or NaN.
  static Interval between(double low, double high);

  [[nodiscard]] DoubleWord midpoint() const { return midpoint_; }
  [[nodiscard]] double radius() const { return radius_; }
  /// Doubles that no number of the interval is below, or above.
  [[nodiscard]] double low() const;
  [[nodiscard]] double high() const;
  [[nodiscard]] bool is_zero() const { return midpoint_.high == 0 && radius_ == 0; }
  [[nodiscard]] bool is_known() const { return radius_ < std::numeric_limits<double>::infinity(); }

  Interval& operator+=(const Interval& other) { return *this = *this + other; }
  Interval& operator-=(const Interval& other) { return *this = *this - other; }
  Interval& operator*=(const Interval& other) { return *this = *this * other; }
  Interval& operator/=(const Interval& other) { return *this = *this / other; }

  friend Interval operator+(const Interval& a, const Interval& b);
  friend Interval operator-(const Interval& a);
  friend Interval operator-(const Interval& a, const Interval& b);
  friend Interval operator*(const Interval& a, const Interval& b);
  /// The whole line where b may be 0.
  friend Interval operator/(const Interval& a, const Interval& b);

private:
  DoubleWord midpoint_;
  double radius_ = 0;
};

[[nodiscard]] Interval operator+(const Interval& a, const Interval& b);
[[nodiscard]] Interval operator-(const Interval& a);
[[nodiscard]] Interval operator-(const Interval& a, const Interval& b);
[[nodiscard]] Interval operator*(const Interval& a, const Interval& b);
[[nodiscard]] Interval operator/(const Interval& a, const Interval& b);

[[nodiscard]] Interval exp(const Interval& x);
/// The whole line where x may be 0 or less.
[[nodiscard]] Interval log(const Interval& x);
/// ln(1 + x) and e^x - 1, no more accurate for a small x than their parts are.
[[nodiscard]] inline Interval log1p(const Interval& x) {
  return log(Interval(1) + x);
}
[[nodiscard]] inline Interval expm1(const Interval& x) {
  return exp(x) - Interval(1);
}
/// Encloses the root of a number known to be >= 0.
[[nodiscard]] Interval sqrt(const Interval& x);
[[nodiscard]] Interval abs(const Interval& x);
[[nodiscard]] Interval max(const Interval& a, const Interval& b);
[[nodiscard]] Interval min(const Interval& a, const Interval& b);

/// Proofs; false means only "not proven".
[[nodiscard]] bool certainly_less(const Interval& a, const Interval& b);
[[nodiscard]] bool certainly_at_most(const Interval& a, const Interval& b);

// The same as the templates for any number, in one loop.
[[nodiscard]] Interval dot(const Vector<Interval>& u, const Vector<Interval>& v);
[[nodiscard]] Interval sum(const Vector<Interval>& v);
[[nodiscard]] Interval sum(const Vector<Interval>& v, std::span<const unsigned> positions);

/// Returns for an interval above 0 what negative_log2 of a ball.
[[nodiscard]] double negative_log2(const Interval& x);

} // namespace tailmass
