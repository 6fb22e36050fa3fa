// The exponential and the logarithm of double words.
#include "theory/numbers/double_word.hpp"

#include "theory/numbers/ball.hpp"

#include <array>
#include <bit>
#include <cstdint>

namespace tailmass {

namespace {

constexpr int table_size = 64;    // table entries between 1 and 2
constexpr int series_degree = 12; // of the polynomial
constexpr int doubles_from = 6;   // from this power on a coefficient is a double

DoubleWord nearest(const Ball& x) {
  const double high = approximate(x);
  return {high, approximate(x - Ball(high))};
}

/// x with `kept` bits of its significand, the rest cut off.
double cut(double x, int kept) {
  return std::bit_cast<double>(std::bit_cast<std::uint64_t>(x) & (~std::uint64_t{0} << (53 - kept)));
}

/// What balls know and doubles need: h = ln(2)/64 in three parts, of which the first two have 36 bits, so
/// that their products with 16-bit numbers are exact; 2^(j/64); 1/j!.
struct Constants {
  double step_high, step_middle, step_low;
  std::array<DoubleWord, table_size> powers;
  std::array<DoubleWord, series_degree + 1> reciprocals;

  Constants() {
    constexpr long bits = 256;
    constexpr int part = 36;
    const Ball step = log(Ball(2).at_precision(bits)) / Ball(table_size);
    step_high = cut(approximate(step), part);
    step_middle = cut(approximate(step - Ball(step_high)), part);
    step_low = approximate(step - Ball(step_high) - Ball(step_middle));
    for (int j = 0; j < table_size; ++j)
      powers[static_cast<std::size_t>(j)] = nearest(exp(step * Ball(j)));
    Ball factorial = Ball(1).at_precision(bits);
    for (int j = 1; j <= series_degree; ++j) {
      factorial *= Ball(j);
      reciprocals[static_cast<std::size_t>(j)] = nearest(Ball(1) / factorial);
    }
  }
};

const Constants& constants() {
  static const Constants made;
  return made;
}

/// x + y for |y| <= |x|/16: the two rounded sums of low parts lose at most 3 u^2 |x|, proved by Gappa
/// (theory/proofs/rounding.csv).
DoubleWord sum_of_unequal(DoubleWord x, DoubleWord y) {
  const DoubleWord high = exact_sum_of_ordered(x.high, y.high);
  return exact_sum_of_ordered(high.high, high.low + (x.low + y.low));
}

/// 2^exponent, a normal number.
double power_of_two(std::int64_t exponent) {
  return std::bit_cast<double>(static_cast<std::uint64_t>(exponent + 1023) << 52);
}

} // namespace

DoubleWord exponential(DoubleWord x) {
  const Constants& c = constants();
  constexpr double to_integer = 0x1.8p52; // adding it rounds to whole numbers, taking it away gives them back
  const double k = (x.high / (c.step_high + c.step_middle) + to_integer) - to_integer;
  const DoubleWord rest = (exact_sum(x.high, -(k * c.step_high)) + DoubleWord{-(k * c.step_middle), 0}) +
                          exact_sum(x.low, -(k * c.step_low));
  double top = c.reciprocals[series_degree].high;
  for (int j = series_degree - 1; j >= doubles_from; --j)
    top = top * rest.high + c.reciprocals[static_cast<std::size_t>(j)].high;
  DoubleWord power{top, 0};
  for (int j = doubles_from - 1; j >= 1; --j)
    power = sum_of_unequal(c.reciprocals[static_cast<std::size_t>(j)], power * rest);
  power = sum_of_unequal({1, 0}, power * rest);
  const auto whole = static_cast<std::int64_t>(k);
  power = power * c.powers[static_cast<std::size_t>(whole & (table_size - 1))];
  const double scale = power_of_two(whole >> std::countr_zero(unsigned{table_size}));
  return {power.high * scale, power.low * scale};
}

DoubleWord logarithm(DoubleWord x) {
  const double guess = std::log(x.high);
  const DoubleWord excess = x * exponential({-guess, 0}) + DoubleWord{-1, 0};
  return DoubleWord{guess, 0} + (excess + DoubleWord{-excess.high * excess.high / 2, 0});
}

} // namespace tailmass
