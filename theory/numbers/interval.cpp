// Interval arithmetic by rounding to nearest and widening.
#include "theory/numbers/interval.hpp"

#include "theory/fast/accumulator.hpp"

#include <algorithm>
#include <cmath>

namespace tailmass {

namespace {

constexpr double no_end = std::numeric_limits<double>::infinity();
constexpr double smallest = std::numeric_limits<double>::denorm_min();

/// Below, or above, every number that rounds to x: |x| 2^-52 is at least a unit in the last place of a normal
/// x, the smallest number one of any other. An infinite x becomes NaN, which `between` reads as no end.
double below(double x) {
  return x - (std::abs(x) * 0x1p-52 + smallest);
}
double above(double x) {
  return x + (std::abs(x) * 0x1p-52 + smallest);
}

/// What a + b rounds to, and whether it does so without error (two-sum).
struct Sum {
  double value;
  bool exact;
};
Sum sum_of(double a, double b) {
  const double value = a + b;
  const double other = value - a;
  return {value, (a - (value - other)) + (b - other) == 0};
}

struct Ends {
  double low;
  double high;
};
/// Ends of a product of two ends; 0 times an infinite end is 0, as the ends stand for bounds of numbers.
double product(double a, double b) {
  return a == 0 || b == 0 ? 0 : a * b;
}

Interval exp_of_end(double x) {
  if (x == no_end || x > 800)
    return Interval::between(std::numeric_limits<double>::max(), no_end);
  if (x < -800)
    return Interval::between(0, 0x1p-1000);
  const fast::ScaledSum power = fast::exponential(x);
  const double value = std::ldexp(power.high, static_cast<int>(power.exponent));
  if (!std::isfinite(value))
    return Interval::between(std::numeric_limits<double>::max() / 4, no_end);
  const double radius = value * power.relative * (1 + 0x1p-20) + smallest;
  return Interval::between(std::max(0.0, below(value - radius)), above(value + radius));
}

Interval log_of_end(double x) {
  if (!(x < no_end))
    return Interval::between(700, no_end);
  const fast::Enclosure y = fast::logarithm(x, 0);
  return Interval::between(below(y.value - y.radius), above(y.value + y.radius));
}

} // namespace

Interval::Interval(std::size_t value) : Interval(static_cast<double>(value)) {
  if (value > (std::size_t{1} << 53))
    *this = between(below(low_), above(high_));
}

Interval Interval::between(double low, double high) {
  Interval result;
  result.low_ = std::isnan(low) ? -no_end : low;
  result.high_ = std::isnan(high) ? no_end : high;
  return result;
}

Interval operator+(const Interval& a, const Interval& b) {
  const Sum low = sum_of(a.low_, b.low_), high = sum_of(a.high_, b.high_);
  return Interval::between(low.exact ? low.value : below(low.value),
                           high.exact ? high.value : above(high.value));
}
Interval operator-(const Interval& a) {
  return Interval::between(-a.high_, -a.low_);
}
Interval operator-(const Interval& a, const Interval& b) {
  return a + (-b);
}

Interval operator*(const Interval& a, const Interval& b) {
  if (a.low_ >= 0 && b.low_ >= 0) {
    const double low = product(a.low_, b.low_), high = product(a.high_, b.high_);
    return Interval::between(std::max(0.0, below(low)),
                             high == 0 && (a.high_ == 0 || b.high_ == 0) ? 0 : above(high));
  }
  const double ends[] = {product(a.low_, b.low_), product(a.low_, b.high_), product(a.high_, b.low_),
                         product(a.high_, b.high_)};
  const auto [low, high] = std::ranges::minmax(ends);
  return Interval::between(below(low), above(high));
}

Interval operator/(const Interval& a, const Interval& b) {
  if (b.low_ <= 0 && b.high_ >= 0)
    return Interval::between(-no_end, no_end);
  if (a.low_ == 0 && a.high_ == 0)
    return a;
  if (a.low_ >= 0 && b.low_ > 0)
    return Interval::between(std::max(0.0, below(a.low_ / b.high_)), above(a.high_ / b.low_));
  const double ends[] = {a.low_ / b.low_, a.low_ / b.high_, a.high_ / b.low_, a.high_ / b.high_};
  for (const double end : ends)
    if (std::isnan(end))
      return Interval::between(-no_end, no_end);
  const auto [low, high] = std::ranges::minmax(ends);
  return Interval::between(below(low), above(high));
}

Interval exp(const Interval& x) {
  if (x.low() == 0 && x.high() == 0)
    return 1;
  const Interval low = exp_of_end(x.low());
  return x.high() == x.low() ? low : Interval::between(low.low(), exp_of_end(x.high()).high());
}

Interval log(const Interval& x) {
  if (x.low() == 1 && x.high() == 1)
    return 0;
  if (!(x.low() > std::numeric_limits<double>::min()))
    return Interval::between(-no_end, x.high() > 1 ? log_of_end(x.high()).high() : x.high() > 0 ? 0 : no_end);
  const Interval low = log_of_end(x.low());
  return x.high() == x.low() ? low : Interval::between(low.low(), log_of_end(x.high()).high());
}

Interval sqrt(const Interval& x) {
  const double low = std::sqrt(std::max(0.0, x.low())), high = std::sqrt(std::max(0.0, x.high()));
  return Interval::between(low == 0 ? 0 : std::max(0.0, below(low)), high == 0 ? 0 : above(high));
}

Interval abs(const Interval& x) {
  if (x.low() >= 0)
    return x;
  if (x.high() <= 0)
    return -x;
  return Interval::between(0, std::max(-x.low(), x.high()));
}
Interval max(const Interval& a, const Interval& b) {
  return Interval::between(std::max(a.low(), b.low()), std::max(a.high(), b.high()));
}
Interval min(const Interval& a, const Interval& b) {
  return Interval::between(std::min(a.low(), b.low()), std::min(a.high(), b.high()));
}

} // namespace tailmass
