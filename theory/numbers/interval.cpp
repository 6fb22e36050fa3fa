// Interval arithmetic on midpoints of two doubles.
#include "theory/numbers/interval.hpp"

#include <algorithm>
#include <cmath>

namespace tailmass {

namespace {

constexpr double no_end = std::numeric_limits<double>::infinity();

/// More than all products inside an operation lose where they are below 2^-960: at most 16 of them, each by a
/// few units of 2^-1074.
constexpr double underflow = 0x1p-1060;
/// Products of two such numbers are above 2^-960.
constexpr double least_factor = 0x1p-450;
/// Divisors, and arguments of roots and logarithms, are above it; those of logarithms below its inverse.
constexpr double least_divisor = 0x1p-900;

/// A radius is a sum of at most 8 rounded terms, none negative, which lose less than 16 u of it; what
/// underflows is paid for by `underflow`.
constexpr double round_up = 1 + 0x1p-48;

Interval whole_line() {
  return {DoubleWord{}, no_end};
}

/// Above every number that rounds to x: |x| 2^-52 is at least a unit in the last place of a normal x, the
/// smallest number one of any other.
double above(double x) {
  return x + (std::abs(x) * 0x1p-52 + std::numeric_limits<double>::denorm_min());
}

bool holds_two_doubles(DoubleWord x) {
  return std::isfinite(x.high) && std::isfinite(x.low);
}

/// The result of an operation whose operands' radii contribute `carried`.
Interval rounded(DoubleWord midpoint, double carried) {
  return {midpoint, (carried + std::abs(midpoint.high) * double_word_error + underflow) * round_up};
}

} // namespace

Interval::Interval(std::size_t value) : midpoint_{static_cast<double>(value), 0} {
  constexpr std::size_t half = std::size_t{1} << 32;
  midpoint_ = exact_sum(static_cast<double>(value / half * half), static_cast<double>(value % half));
}

Interval::Interval(DoubleWord midpoint, double radius) : midpoint_(midpoint), radius_(radius) {
  if (!holds_two_doubles(midpoint) || !(radius >= 0 && radius < no_end)) {
    midpoint_ = {};
    radius_ = no_end;
  }
}

Interval Interval::between(double low, double high) {
  const DoubleWord middle = exact_sum(low / 2, high / 2);
  return {middle, (high / 2 - low / 2) * round_up + std::numeric_limits<double>::denorm_min() * 4};
}

double Interval::low() const {
  return radius_ == 0 && midpoint_.low == 0 ? midpoint_.high : -(-*this).high();
}
double Interval::high() const {
  if (radius_ == 0 && midpoint_.low == 0)
    return midpoint_.high;
  // What is added to the high part, rounded up, and then the sum.
  return above(midpoint_.high + above(midpoint_.low + radius_));
}

Interval operator+(const Interval& a, const Interval& b) {
  const double carried = a.radius_ + b.radius_;
  if (a.midpoint_.low == 0 && b.midpoint_.low == 0)
    return {exact_sum(a.midpoint_.high, b.midpoint_.high), carried * round_up};
  const DoubleWord sum = a.midpoint_ + b.midpoint_;
  // Sums of doubles do not underflow, so that the widening is relative alone.
  return {sum, (carried + std::abs(sum.high) * double_word_error) * round_up +
                   std::numeric_limits<double>::denorm_min()};
}
Interval operator-(const Interval& a) {
  return {-a.midpoint_, a.radius_};
}
Interval operator-(const Interval& a, const Interval& b) {
  return a + (-b);
}

Interval operator*(const Interval& a, const Interval& b) {
  if (a.is_zero() || b.is_zero())
    return 0;
  const double a_high = std::abs(a.midpoint_.high), b_high = std::abs(b.midpoint_.high);
  const bool doubles = a.midpoint_.low == 0 && b.midpoint_.low == 0 && a.radius_ == 0 && b.radius_ == 0;
  if (doubles && a_high > least_factor && b_high > least_factor)
    return {exact_product(a.midpoint_.high, b.midpoint_.high), 0};
  // (1 + u) for the low parts is within `round_up`.
  const double carried = a_high * b.radius_ + b_high * a.radius_ + a.radius_ * b.radius_;
  return rounded(a.midpoint_ * b.midpoint_, carried);
}

// |a/b - A/B| <= (|a - A| + |a/b| |b - B|)/|B|, and |B| >= |b| - |b - B|.
Interval operator/(const Interval& a, const Interval& b) {
  const double least = std::abs(b.midpoint_.high) * (1 - 0x1p-50) - b.radius_;
  if (!(least > least_divisor))
    return whole_line();
  if (a.is_zero())
    return a;
  const DoubleWord quotient = a.midpoint_ / b.midpoint_;
  // A quotient below the normal numbers may be off by as much as the smallest of them.
  const double size = std::abs(quotient.high) * (1 + 0x1p-50) + 4 * std::numeric_limits<double>::denorm_min();
  return rounded(quotient, (a.radius_ + size * b.radius_ + underflow) / (least * (1 - 0x1p-50)));
}

// e^(x +- r) is within e^x (e^r - 1) <= e^x (r + r^2) of e^x for r <= 1.
Interval exp(const Interval& x) {
  constexpr double furthest = 700;
  if (x.is_zero())
    return 1;
  if (x.high() < -furthest)
    return Interval::between(0, 0x1p-1000);
  if (!(x.radius() <= 1 && std::abs(x.midpoint().high) <= furthest))
    return whole_line();
  const DoubleWord power = exponential(x.midpoint());
  return rounded(power, power.high * (x.radius() + x.radius() * x.radius()));
}

// |ln X - ln x| <= |X - x|/min(X, x).
Interval log(const Interval& x) {
  if (x.radius() == 0 && x.midpoint().high == 1 && x.midpoint().low == 0)
    return 0;
  const double least = x.midpoint().high * (1 - 0x1p-50) - x.radius();
  if (!(least > least_divisor && x.midpoint().high < 1 / least_divisor))
    return whole_line();
  return rounded(logarithm(x.midpoint()), x.radius() / (least * (1 - 0x1p-50)) + 0x1p-100);
}

// |sqrt X - sqrt x| = |X - x|/(sqrt X + sqrt x) <= |X - x|/sqrt x.
Interval sqrt(const Interval& x) {
  const double end = x.high();
  if (x.is_zero() || end <= 0)
    return 0;
  if (!(x.midpoint().high > least_divisor))
    return Interval::between(0, above(std::sqrt(end)));
  const DoubleWord value = root(x.midpoint());
  return rounded(value, x.radius() / (value.high * (1 - 0x1p-50)));
}

// Neither moves by more than its operands do.
Interval abs(const Interval& x) {
  return {magnitude(x.midpoint()), x.radius()};
}
Interval max(const Interval& a, const Interval& b) {
  return {a.midpoint() < b.midpoint() ? b.midpoint() : a.midpoint(), std::max(a.radius(), b.radius())};
}
Interval min(const Interval& a, const Interval& b) {
  return -max(-a, -b);
}

bool certainly_less(const Interval& a, const Interval& b) {
  const Interval difference = b - a;
  return difference.midpoint().high * (1 - 0x1p-50) > difference.radius();
}
bool certainly_at_most(const Interval& a, const Interval& b) {
  const Interval difference = b - a;
  return difference.midpoint().high * (1 - 0x1p-50) >= difference.radius();
}

double negative_log2(const Interval& x) {
  return -std::ilogb(x.low());
}

namespace {

/// The sum of `count` terms in four interleaved chains: each sum waits for the last one of its chain alone.
template <class Term>
Interval interleaved_sum(std::size_t count, const Term& term) {
  constexpr std::size_t chains = 4;
  Interval totals[chains];
  std::size_t i = 0;
  for (; i + chains <= count; i += chains)
    for (std::size_t chain = 0; chain < chains; ++chain)
      totals[chain] += term(i + chain);
  for (; i < count; ++i)
    totals[0] += term(i);
  return (totals[0] + totals[1]) + (totals[2] + totals[3]);
}

} // namespace

Interval dot(const Vector<Interval>& u, const Vector<Interval>& v) {
  return interleaved_sum(u.size(), [&](std::size_t i) { return u[i] * v[i]; });
}
Interval sum(const Vector<Interval>& v) {
  return interleaved_sum(v.size(), [&](std::size_t i) { return v[i]; });
}
Interval sum(const Vector<Interval>& v, std::span<const unsigned> positions) {
  return interleaved_sum(positions.size(), [&](std::size_t i) { return v[positions[i]]; });
}

} // namespace tailmass
