// Ball arithmetic: containment, precision, exactness, and that nothing is claimed that is not known.
#include "theory/numbers/ball.hpp"
#include "theory/numbers/vector.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <random>
#include <stdexcept>
#include <vector>

using namespace tailmass;

namespace {

Ball ball_at(double x, long bits) {
  return Ball(x).at_precision(bits);
}

} // namespace

TEST(Ball, RingOperationsOnExactNumbersAreExact) {
  const Ball sum = Ball(1e300) + Ball(0x1p-1074) - Ball(1e300);
  EXPECT_TRUE(is_exact(sum));
  EXPECT_EQ(approximate(sum), 0x1p-1074);
  EXPECT_TRUE(is_exact(Ball(0.1) * Ball(0.1)));
  EXPECT_TRUE(certainly_less(Ball(0.1) * Ball(0.1), Ball(0.1 * 0.1))); // the double product is rounded up
}

TEST(Ball, RoundingNeedsAPrecision) {
  EXPECT_THROW((void)exp(Ball(1)), std::logic_error);
  EXPECT_THROW((void)log(Ball(2)), std::logic_error);
  EXPECT_THROW((void)sqrt(Ball(2)), std::logic_error);
  EXPECT_THROW((void)(Ball(1) / Ball(3)), std::logic_error);
  EXPECT_EQ((ball_at(1, 100) / Ball(3)).bits(), 100);
  EXPECT_EQ((Ball(3) - ball_at(1, 70)).bits(), 70);
  EXPECT_EQ((ball_at(1, 90) + ball_at(1, 70)).bits(), 90);
}

TEST(Ball, HoldsNoNanAndNoInfinity) {
  EXPECT_THROW((void)Ball(std::numeric_limits<double>::quiet_NaN()), std::domain_error);
  EXPECT_THROW((void)Ball(-std::numeric_limits<double>::infinity()), std::domain_error);
}

TEST(Ball, EnclosuresOfDifferentPrecisionsOverlapAndShrink) {
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> uniform(0.01, 50);
  for (int i = 0; i < 2000; ++i) {
    const double x = uniform(random);
    const double y = uniform(random);
    const auto all = [&](long bits) {
      const Ball a = ball_at(x, bits);
      const Ball b = ball_at(y, bits);
      return std::vector<Ball>{a + b,   a - b,      a * b,     a / b,     exp(a), log(b),
                               sqrt(a), abs(a - b), max(a, b), min(a, b), -a};
    };
    const std::vector<Ball> coarse = all(60);
    const std::vector<Ball> fine = all(300);
    for (std::size_t j = 0; j < coarse.size(); ++j) {
      EXPECT_TRUE(overlap(coarse[j], fine[j]));
      EXPECT_TRUE(radius_within(fine[j], fine[j], 250)) << j;
    }
  }
}

TEST(Ball, AgreesWithTheMathLibraryToItsAccuracy) {
  for (const double x : {0.3, 1.0, 2.5, 17.0}) {
    EXPECT_DOUBLE_EQ(approximate(exp(ball_at(x, 100))), std::exp(x));
    EXPECT_DOUBLE_EQ(approximate(log(ball_at(x, 100))), std::log(x));
    EXPECT_DOUBLE_EQ(approximate(sqrt(ball_at(x, 100))), std::sqrt(x));
    EXPECT_DOUBLE_EQ(approximate(ball_at(x, 100) / Ball(3)), x / 3);
  }
}

TEST(Ball, ExponentialsFarOutsideTheDoubleRange) {
  const Ball tiny = exp(ball_at(-3.4e38, 128));
  EXPECT_TRUE(certainly_less(Ball(0), tiny));
  EXPECT_TRUE(certainly_less(tiny, Ball(0x1p-1074)));
  EXPECT_TRUE(radius_within(tiny, tiny, 100));
}

TEST(Ball, ComparisonsAreProofs) {
  const Ball third = ball_at(1, 64) / Ball(3);
  EXPECT_FALSE(certainly_less(third * Ball(3), Ball(1))); // overlaps 1: neither is known
  EXPECT_FALSE(certainly_less(Ball(1), third * Ball(3)));
  EXPECT_FALSE(certainly_at_most(third * Ball(3), Ball(1)));
  EXPECT_TRUE(overlap(third * Ball(3), Ball(1)));
  EXPECT_TRUE(certainly_at_most(Ball(1), Ball(1)));
  EXPECT_FALSE(certainly_less(Ball(1), Ball(1)));
  const Ball unknown = log(ball_at(-1, 64)); // not a number
  EXPECT_FALSE(certainly_less(unknown, Ball(1)));
  EXPECT_FALSE(certainly_less(Ball(1), unknown));
  EXPECT_FALSE(radius_within(unknown, Ball(1), 1));
  EXPECT_TRUE(overlap(unknown, Ball(1)));
}

TEST(Ball, SquareRootIgnoresThePartBelowZero) {
  const Ball around_zero = ball_at(1, 64) / Ball(3) * Ball(3) - Ball(1);
  const Ball root = sqrt(around_zero);
  EXPECT_TRUE(overlap(root, Ball(0)));
  EXPECT_TRUE(certainly_less(root, Ball(1e-6)));
}

TEST(Ball, RadiusIsMeasuredAgainstAScale) {
  const Ball x = ball_at(1, 100) / Ball(3);
  EXPECT_TRUE(radius_within(x, x, 98));
  EXPECT_FALSE(radius_within(x, x, 110));
  EXPECT_TRUE(radius_within(x, Ball(1024), 108));
  EXPECT_FALSE(radius_within(x, Ball(0), 1));
  EXPECT_TRUE(radius_within(Ball(5), Ball(0), 200)); // exact
}

TEST(Ball, NegativeLog2IsWithinTwo) {
  for (const double x : {1.0, 0.75, 0.5, 1e-10, 1e-300, 3.0}) {
    EXPECT_GE(negative_log2(Ball(x)), -std::log2(x));
    EXPECT_LE(negative_log2(Ball(x)), -std::log2(x) + 2);
  }
  EXPECT_TRUE(std::isinf(negative_log2(Ball(0))));
}

TEST(Ball, DecimalsGoInAndOut) {
  EXPECT_EQ(to_decimal(Ball(0.5), 10), "0.5000000000");
  EXPECT_TRUE(overlap(ball_from_decimal("0.1", 200), ball_at(1, 200) / Ball(10)));
  EXPECT_THROW((void)ball_from_decimal("a tenth", 200), std::invalid_argument);
}

TEST(Vector, DotAndSumAgreeWithLoopsInEveryNumberType) {
  std::mt19937_64 random(2);
  std::normal_distribution<double> normal;
  const Precision<Ball> precision{200};
  Vector<Ball> u(100, precision);
  Vector<Ball> v(100, precision);
  Vector<double> du(100, {});
  Vector<double> dv(100, {});
  Ball loop;
  for (std::size_t i = 0; i < 100; ++i) {
    const double x = normal(random);
    const double y = normal(random);
    u.set(i, precision(x));
    v.set(i, precision(y));
    du.set(i, x);
    dv.set(i, y);
    loop += Ball(x) * Ball(y);
  }
  EXPECT_TRUE(overlap(dot(u, v), loop));
  EXPECT_TRUE(radius_within(dot(u, v), Ball(1), 180));
  EXPECT_NEAR(dot(du, dv), approximate(loop), 1e-12);
  const std::vector<unsigned> some{3, 99, 0};
  EXPECT_TRUE(overlap(sum(u, some), u[3] + u[99] + u[0]));
  const Vector<Ball> copy = u;
  u.set(3, precision(7.0));
  EXPECT_TRUE(overlap(copy[3], Ball(du[3])));
}
