// Intervals: hold what balls hold, stay exact where nothing is rounded, and say so where nothing is known.
#include "theory/numbers/interval.hpp"

#include "theory/fast/kernels.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

using namespace tailmass;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Whether the interval holds the number; the ball of 400 bits is as good as it.
bool holds(const Interval& x, const Ball& truth) {
  return (std::isinf(x.low()) || !certainly_less(truth, Ball(x.low()))) &&
         (std::isinf(x.high()) || !certainly_less(Ball(x.high()), truth));
}

Ball ball(double x) {
  return Ball(x).at_precision(400);
}

} // namespace

TEST(Interval, HoldsWhatItStandsFor) {
  std::mt19937_64 engine(3);
  std::uniform_real_distribution<double> unit(-1, 1);
  for (int i = 0; i < 20'000; ++i) {
    const double a = std::ldexp(unit(engine), i % 80 - 40), b = std::ldexp(unit(engine), i / 80 % 80 - 40);
    const double c = unit(engine);
    ASSERT_TRUE(holds(Interval(a) + b, ball(a) + ball(b))) << a << ' ' << b;
    ASSERT_TRUE(holds(Interval(a) - b, ball(a) - ball(b))) << a << ' ' << b;
    ASSERT_TRUE(holds(Interval(a) * b, ball(a) * ball(b))) << a << ' ' << b;
    ASSERT_TRUE(holds(Interval(a) / b, ball(a) / ball(b))) << a << ' ' << b;
    ASSERT_TRUE(holds(sqrt(Interval(std::abs(a))), sqrt(ball(std::abs(a)))));
    const double x = 700 * unit(engine);
    ASSERT_TRUE(holds(exp(Interval(x)), exp(ball(x)))) << x;
    ASSERT_TRUE(holds(log(Interval(std::abs(a))), log(ball(std::abs(a))))) << a;
    // A longer way: (a + b) c - e^c/(a a + 1), |.|, max.
    const Interval far = abs((Interval(a) + b) * c - exp(Interval(c)) / (Interval(a) * a + 1));
    const Ball truth = abs((ball(a) + ball(b)) * ball(c) - exp(ball(c)) / (ball(a) * ball(a) + Ball(1)));
    ASSERT_TRUE(holds(far, truth)) << a << ' ' << b << ' ' << c;
    ASSERT_TRUE(holds(max(far, Interval(b)), max(truth, ball(b))));
    ASSERT_TRUE(holds(min(far, Interval(b)), min(truth, ball(b))));
  }
}

TEST(Interval, IsNarrow) {
  const Interval third = Interval(1) / 3;
  EXPECT_LE(third.high() - third.low(), 0x1p-52);
  // The exponential's own bound, which instruction sets differ in, and a step outwards on either side.
  const double bound = 2 * fast::sum_error<double>();
  const Interval e = exp(Interval(1));
  EXPECT_LE(e.high() - e.low(), 2.72 * bound + 3 * 0x1p-51);
  const Interval one = log(exp(Interval(1)));
  EXPECT_LE(one.high() - one.low(), 2.1 * bound + 8 * 0x1p-52);
}

TEST(Interval, StaysExactWhereNothingIsRounded) {
  const Interval sum = Interval(0.5) + 0.25 - 3;
  EXPECT_EQ(sum.low(), -2.25);
  EXPECT_EQ(sum.high(), -2.25);
  const Interval zero = Interval(0) * Interval(0.1) + 0;
  EXPECT_EQ(zero.high(), 0);
  EXPECT_EQ(zero.low(), 0);
  EXPECT_EQ(exp(Interval(0)).low(), 1);
  EXPECT_EQ(exp(Interval(0)).high(), 1);
  EXPECT_EQ(log(Interval(1)).high(), 0);
}

TEST(Interval, KnowsNothingPastTheRange) {
  const Interval huge = Interval(1e308) * 10;
  EXPECT_EQ(huge.high(), infinity);
  EXPECT_LE(huge.low(), 1e308 * 1.8);
  EXPECT_EQ((Interval(1) / Interval::between(-1, 1)).low(), -infinity);
  EXPECT_EQ((Interval(1) / Interval(0)).high(), infinity);
  EXPECT_EQ((huge - huge).low(), -infinity);
  EXPECT_EQ((huge - huge).high(), infinity);
  EXPECT_EQ(exp(Interval(1000)).high(), infinity);
  EXPECT_GE(exp(Interval(-1000)).low(), 0);
  EXPECT_LE(exp(Interval(-1000)).high(), 1e-300);
  EXPECT_GT(exp(Interval(-1000)).high(), 0);
  EXPECT_EQ(log(Interval(0)).low(), -infinity);
  EXPECT_EQ(log(Interval::between(-1, 1)).low(), -infinity);
  EXPECT_FALSE(certainly_less(Interval(1), Interval::between(1, 2)));
  EXPECT_TRUE(certainly_at_most(Interval(1), Interval::between(1, 2)));
  EXPECT_FALSE(certainly_less(huge, huge));
}
