// Whether other number types, put through the code of exact/, give what the balls give.
#pragma once

#include "theory/quantities.hpp"
#include "theory/tests/exact/type_cases.hpp"

#include <boost/multiprecision/cpp_bin_float.hpp>
#include <boost/multiprecision/mpfr.hpp>
#include <gtest/gtest.h>

#include <limits>

namespace tailmass {

using Mpfr = boost::multiprecision::number<boost::multiprecision::mpfr_float_backend<100>,
                                           boost::multiprecision::et_off>;
using BinaryFloat =
    boost::multiprecision::number<boost::multiprecision::cpp_bin_float<60>, boost::multiprecision::et_off>;

/// Precision of the balls: twice that of any type compared and more than the range of the rows, e^-1500.
inline constexpr long ball_bits = 2560;

/// The number itself, nothing rounded; of an infinity or NaN the whole line.
template <class R>
Ball exact_ball(const R& x) {
  Ball result;
  if (!(boost::multiprecision::isfinite)(x)) {
    arb_zero_pm_inf(result.raw());
    return result;
  }
  int exponent = 0;
  R rest = frexp(x, &exponent);
  long shift = exponent;
  while (rest != 0) { // 50 bits at a time
    rest = ldexp(rest, 50);
    const R leading = trunc(rest);
    result = result * Ball(0x1p50) + Ball(leading.template convert_to<double>());
    rest -= leading;
    shift -= 50;
  }
  arb_mul_2exp_si(result.raw(), result.raw(), shift);
  return result;
}

/// Error of exp(-x) in epsilons, a share of x: mpfr rounds correctly, cpp_bin_float takes multiples of a
/// rounded ln 2 off the argument.
template <class R>
inline constexpr double exp_error = 0;
template <>
inline constexpr double exp_error<BinaryFloat> = 1;

/// The error that rounding may make, in epsilons of a quantity's scale: n terms, each of some ten roundings
/// and an exponential, are summed, divided and multiplied, four levels at most.
template <class R>
Ball tolerance(const Case& c) {
  const double width = c.scores->ranked(1) - c.scores->ranked(c.scores->finite_count());
  return Ball(4 * (static_cast<double>(c.scores->size()) + 32 + exp_error<R> * width));
}

/// Compares the quantities, every one on every row, and requires each of them to have met numbers to compare.
template <class R>
void expect_agreement(const std::vector<Quantity<R>>& quantities,
                      const std::vector<Quantity<Ball>>& ball_quantities) {
  ASSERT_EQ(quantities.size(), ball_quantities.size());
  const Ball epsilon = exact_ball(R(std::numeric_limits<R>::epsilon()));
  std::vector<std::size_t> compared(quantities.size(), 0);
  for (const auto& [name, c] : type_cases()) {
    Evaluator<R> row(c);
    Evaluator<Ball> ball_row(c, {ball_bits});
    for (std::size_t q = 0; q < quantities.size(); ++q) {
      ASSERT_EQ(quantities[q].name, ball_quantities[q].name);
      const std::vector<R> numbers = quantities[q].of(row, c);
      const std::vector<Ball> balls = ball_quantities[q].of(ball_row, c);
      ASSERT_EQ(numbers.size(), balls.size()) << quantities[q].name << ' ' << name;
      for (std::size_t i = 0; i < balls.size(); ++i) {
        const Ball error = abs(exact_ball(numbers[i]) - balls[i]);
        const Ball unit = epsilon * scale_of(quantities[q].condition, ball_row, c, balls[i]);
        EXPECT_TRUE(certainly_at_most(error, tolerance<R>(c) * unit))
            << quantities[q].name << '[' << i << "] of " << name << ": " << numbers[i].str(40) << " for "
            << to_decimal(balls[i], 40) << ", off by " << approximate(error / unit) << " epsilons of scale";
      }
      compared[q] += balls.size();
    }
  }
  for (std::size_t q = 0; q < quantities.size(); ++q)
    EXPECT_GE(compared[q], type_cases().size() / 3) << quantities[q].name;
}

} // namespace tailmass
