// The logarithm of a sum of exponentials, and shares of such sums.
#include "theory/fast/distribution/scaled_sum.hpp"

#include "theory/fast/distribution/log_one_plus.hpp"
#include "theory/numbers/assumed_arithmetic.hpp"

#include <algorithm>
#include <cmath>

namespace tailmass::fast {

namespace {

/// The enclosure of a number that is within `relative` of a double word.
Enclosure rounded(DoubleWord x, double relative) {
  if (!(relative <= 0.25))
    return {0, std::numeric_limits<double>::infinity()};
  Enclosure result = enclose(x.high, relative);
  result.radius = (result.radius + std::abs(x.low)) * (1 + 0x1p-50);
  return result;
}

/// a/b, and how far off it may be.
struct Ratio {
  DoubleWord value;
  double relative;
};
Ratio ratio_of(const ScaledSum& a, const ScaledSum& b) {
  // A sum that moved to another base may have a low part that overlaps its high one.
  DoubleWord ratio = exact_sum(a.high, a.low) / exact_sum(b.high, b.low);
  double relative = a.relative + b.relative;
  std::int64_t exponent = a.exponent - b.exponent;
  if (a.base != b.base) {
    const ScaledSum factor = power_of_e(a.base - b.base);
    ratio = ratio * DoubleWord{factor.high, 0};
    exponent += factor.exponent;
    relative += factor.relative + rounded_off(a.base, b.base) * (1 + 0x1p-20);
  }
  return {{shifted(ratio.high, exponent), shifted(ratio.low, exponent)},
          (relative + 2 * double_word_error) * (1 + 0x1p-30)};
}

} // namespace

double shifted(double x, std::int64_t exponent) {
  return exponent == 0 ? x : std::ldexp(x, static_cast<int>(std::clamp<std::int64_t>(exponent, -4000, 4000)));
}

ScaledSum exponential(double x) {
  ScaledSum result;
  if (std::isinf(x))
    return result; // a masked score weighs nothing
  result.top = x;
  result.base = std::abs(x) <= domain_of<double> ? 0 : x;
  result.exponent = exponent_of(x, result.base);
  weights_block(&x, 1, {result.base, result.exponent}, &result.high);
  result.relative = sum_error<double>();
  return result;
}

namespace {

/// Differences beyond it make a power saturate.
constexpr double power_reach = 4 * domain_of<double>;

} // namespace

double rounded_off(double a, double b) {
  const double x = a - b;
  if (!(std::abs(x) <= power_reach))
    return 0;
  const double other = x - a;
  return std::abs((a - (x - other)) - (b + other));
}

ScaledSum power_of_e(double x) {
  ScaledSum result = exponential(std::clamp(x, -power_reach, power_reach) / 4);
  const double square = result.high * result.high;
  result.high = square * square;
  result.exponent *= 4;
  result.relative = 4 * result.relative + 4 * unit_double;
  return result;
}

/// ln x for x > 0 known up to `relative`: a guess y of the C library, whatever its error, and with z = x
/// e^-y, z - 1 >= ln z >= 1 - 1/z. Of z the weight is off by its error, the product by u.
DoubleWord logarithm(double x, double relative, double& radius) {
  const double y = std::log(x);
  const double exponent = std::round(-y * log2_e);
  double weight = 0;
  const double minus_y = -y;
  weights_block(&minus_y, 1, {0, static_cast<std::int64_t>(exponent)}, &weight);
  const double rest = shifted(x, static_cast<std::int64_t>(exponent)) * weight - 1;
  const double off = (relative + sum_error<double>() + unit_double) * (1 + 0x1p-20);
  // |ln z - rest| <= rest^2 for |rest| <= 1/2
  const bool good = std::abs(rest) <= 0.5 && off <= 0x1p-20;
  radius = good ? (off + rest * rest) * (1 + 0x1p-18) : std::numeric_limits<double>::infinity();
  return exact_sum(y, rest);
}

Enclosure ScaledSum::log() const {
  const AssumedArithmetic assumed;
  // ln(high + low) = ln high + low/high, |low/high|^2 < 2^-80. exponent ln 2 in two products, ln 2 to 32 bits
  // and the rest; the second is rounded and ln 2 cut off, together by
  // less than 2^-62 for |exponent| <= 2^22.
  double radius = 0;
  const DoubleWord log_high = logarithm(high, relative, radius);
  const double levels = static_cast<double>(exponent);
  const DoubleWord near = exact_sum(base, 0) + exact_product(levels, 0x1.62e42fee00000p-1);
  const DoubleWord far = exact_sum(levels * 0x1.a39ef35793c76p-33, low / high);
  const DoubleWord result = near + (log_high + far);
  const double lost =
      double_word_error * (std::abs(near.high) + std::abs(log_high.high) + std::abs(far.high));
  return sane({result.high, (radius + std::abs(result.low) + 4 * lost + 0x1p-62) * (1 + 0x1p-20)});
}

Enclosure quotient(const ScaledSum& a, const ScaledSum& b) {
  const AssumedArithmetic assumed;
  if (a.empty())
    return {0, 0};
  const Ratio ratio = ratio_of(a, b);
  return rounded(ratio.value, ratio.relative);
}

Enclosure log_quotient(const ScaledSum& a, const ScaledSum& b) {
  const AssumedArithmetic assumed;
  const DoubleWord value = exact_sum(a.high, a.low) / exact_sum(b.high, b.low);
  ScaledSum ratio;
  ratio.high = value.high;
  ratio.low = value.low;
  ratio.exponent = a.exponent - b.exponent;
  ratio.base = a.base - b.base;
  ratio.relative = (a.relative + b.relative + double_word_error) * (1 + 0x1p-30);
  Enclosure result = ratio.log();
  result.radius = (result.radius + unit_double * std::abs(ratio.base)) * (1 + 0x1p-50);
  return result;
}

// With odds x: x/(1 + x), off by x's own relative error times 1/(1 + x).
Enclosure share(const ScaledSum& a, const ScaledSum& b) {
  const AssumedArithmetic assumed;
  constexpr double overwhelming = 0x1p120, negligible = 0x1p-900;
  if (a.empty())
    return {0, 0};
  if (b.empty())
    return {1, 0};
  const Ratio odds = ratio_of(a, b);
  const double x = odds.value.high;
  if (!(odds.relative <= 0.125))
    return {0.5, 0.5};
  if (!(x < overwhelming))
    return {1, 2 / overwhelming};
  if (x < negligible) {
    const Enclosure small = rounded(odds.value, odds.relative);
    return {x, small.radius + x * x};
  }
  const double relative = odds.relative / (1 + x) * (1 + 2 * odds.relative);
  return rounded(odds.value / (DoubleWord{1, 0} + odds.value),
                 (relative + 4 * double_word_error) * (1 + 0x1p-30));
}

// d ln(1 + x) = x/(1 + x) dx/x.
Enclosure log_one_plus_quotient(const ScaledSum& a, const ScaledSum& b) {
  const AssumedArithmetic assumed;
  constexpr double overwhelming = 0x1p60, negligible = 0x1p-900;
  if (a.empty())
    return {0, 0};
  const Ratio odds = ratio_of(a, b);
  const double x = odds.value.high;
  if (!(x < overwhelming)) {
    const Enclosure log = log_quotient(a, b);
    return {log.value, log.radius + 0x1p-59};
  }
  if (x < negligible || !(odds.relative <= 0.125)) {
    const Enclosure small = rounded(odds.value, odds.relative);
    return {x, small.radius + x * x};
  }
  const DoubleWord y = log_one_plus(odds.value);
  const double condition = std::min(1.0, x / ((1 + x) * y.high) * (1 + 0x1p-40));
  return rounded(y, condition * odds.relative * (1 + 2 * odds.relative) + log_one_plus_error);
}

} // namespace tailmass::fast
