// Intervals: hold what balls hold, stay exact where nothing is rounded, and say so where nothing is known.
#include "theory/numbers/interval.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

using namespace tailmass;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Whether the interval holds the number; the ball of 400 bits is as good as it.
bool holds(const Interval& x, const Ball& truth) {
  if (!x.is_known())
    return true;
  const Ball midpoint = (Ball(x.midpoint().high) + Ball(x.midpoint().low)).at_precision(400);
  return !certainly_less(Ball(x.radius()), abs(truth - midpoint)) && !certainly_less(truth, Ball(x.low())) &&
         !certainly_less(Ball(x.high()), truth);
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

TEST(Interval, HoldsTheResultsOfAllItsNumbers) {
  std::mt19937_64 engine(4);
  std::uniform_real_distribution<double> unit(-1, 1);
  // An interval of any width, and its two ends as balls.
  struct Wide {
    Interval interval;
    std::vector<Ball> ends;
  };
  const auto wide = [&](double least, double most) {
    const double midpoint = least + (most - least) * (0.5 + unit(engine) / 2);
    const double radius = std::abs(midpoint) * std::ldexp(0.5, -static_cast<int>(engine() % 105));
    return Wide{Interval(DoubleWord{midpoint, 0}, radius),
                {ball(midpoint) - ball(radius), ball(midpoint) + ball(radius)}};
  };
  for (int i = 0; i < 3'000; ++i) {
    const Wide a = wide(-5, 5), b = wide(-5, 5), c = wide(0.1, 5);
    for (const Ball& x : a.ends)
      for (const Ball& y : b.ends) {
        ASSERT_TRUE(holds(a.interval + b.interval, x + y)) << i;
        ASSERT_TRUE(holds(a.interval - b.interval, x - y)) << i;
        ASSERT_TRUE(holds(a.interval * b.interval, x * y)) << i;
        ASSERT_TRUE(holds(max(a.interval, b.interval), max(x, y))) << i;
        ASSERT_TRUE(holds(min(a.interval, b.interval), min(x, y))) << i;
        ASSERT_TRUE(holds(abs(a.interval), abs(x))) << i;
        ASSERT_TRUE(!certainly_less(a.interval, b.interval) || certainly_less(x, y)) << i;
        ASSERT_TRUE(!certainly_at_most(a.interval, b.interval) || certainly_at_most(x, y)) << i;
      }
    for (const Ball& y : c.ends) {
      for (const Ball& x : a.ends) {
        ASSERT_TRUE(holds(a.interval / c.interval, x / y)) << i;
        ASSERT_TRUE(holds(exp(a.interval), exp(x))) << i;
      }
      ASSERT_TRUE(holds(log(c.interval), log(y))) << i;
      ASSERT_TRUE(holds(sqrt(c.interval), sqrt(y))) << i;
    }
  }
}

TEST(Interval, KeepsRadiiThatUnderflow) {
  // e^-800 - e^-900 is known to lie about 0 only; a hundred halvings must not make a number of it.
  const Interval product = (Interval(1) + (exp(Interval(-800)) - exp(Interval(-900)))) * 0x1p-100;
  EXPECT_GT(product.radius(), 0);
  EXPECT_TRUE(holds(product, (ball(1) + exp(ball(-800)) - exp(ball(-900))) * ball(0x1p-100)));
  const Interval divisor(DoubleWord{0x1p200, 0}, 0x1p200 * (1 - 0x1p-49));
  EXPECT_TRUE(holds(Interval(0x1p-880) / divisor, ball(0x1p-880) / ball(0x1p151)));
  EXPECT_FALSE(Interval::between(2, 1).is_known());
}

TEST(Interval, IsNarrow) {
  const Interval third = Interval(1) / 3;
  EXPECT_LE(third.radius(), 0x1p-102);
  EXPECT_LE((exp(Interval(1)) * third).radius(), 0x1p-99);
  EXPECT_LE(log(exp(Interval(1))).radius(), 0x1p-98);
  EXPECT_LE(sqrt(third).radius(), 0x1p-100);
  // A part in 10^30 tells two numbers apart.
  EXPECT_TRUE(certainly_less(third, third + 0x1p-100));
  EXPECT_FALSE(certainly_less(third, Interval(1) / 3));
}

TEST(Interval, HoldsLongSums) {
  std::mt19937_64 engine(5);
  std::uniform_real_distribution<double> unit(-1, 1);
  for (const std::size_t n : {0U, 1U, 3U, 4U, 5U, 1000U}) {
    Vector<Interval> u(n, {}), v(n, {});
    std::vector<unsigned> positions;
    Ball sum_of_u = ball(0), products = ball(0);
    for (unsigned i = 0; i < n; ++i) {
      u.set(i, exp(Interval(unit(engine))) - 1);
      v.set(i, exp(Interval(30 * unit(engine))));
      const auto midpoint = [](const Interval& x) {
        return ball(x.midpoint().high) + ball(x.midpoint().low);
      };
      products += midpoint(u[i]) * midpoint(v[i]);
      if (i % 3 != 1) {
        positions.push_back(i);
        sum_of_u += midpoint(u[i]);
      }
    }
    const Interval narrow = sum(u, positions), wide = dot(u, v);
    EXPECT_TRUE(holds(narrow, sum_of_u)) << n;
    EXPECT_TRUE(holds(wide, products)) << n;
    EXPECT_LE(narrow.radius(), static_cast<double>(n * n + n) * 0x1p-99);
  }
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
  EXPECT_EQ(huge.low(), -infinity);
  EXPECT_FALSE(huge.is_known());
  EXPECT_EQ((Interval(1) / Interval::between(-1, 1)).low(), -infinity);
  EXPECT_EQ((Interval(1) / Interval(0)).high(), infinity);
  EXPECT_EQ((huge - huge).low(), -infinity);
  EXPECT_EQ((huge - huge).high(), infinity);
  EXPECT_EQ(exp(Interval(1000)).high(), infinity);
  EXPECT_EQ(exp(Interval::between(0, 3)).high(), infinity) << "far from one number";
  EXPECT_FALSE(Interval(infinity).is_known());
  EXPECT_FALSE(Interval(std::nan("")).is_known());
  EXPECT_TRUE((Interval(0) * huge).is_zero());
  EXPECT_GE(exp(Interval(-1000)).low(), -1e-300);
  EXPECT_LE(exp(Interval(-1000)).high(), 1e-300);
  EXPECT_GT(exp(Interval(-1000)).high(), 0);
  EXPECT_EQ(log(Interval(0)).low(), -infinity);
  EXPECT_EQ(log(Interval::between(-1, 1)).low(), -infinity);
  EXPECT_FALSE(certainly_less(Interval(1), Interval::between(1, 2)));
  EXPECT_TRUE(certainly_at_most(Interval(1), Interval::between(1.001, 2)));
  EXPECT_TRUE(certainly_at_most(Interval(1), Interval(1)));
  EXPECT_FALSE(certainly_less(huge, huge));
}
