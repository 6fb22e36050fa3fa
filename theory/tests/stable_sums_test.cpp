// Error-free transformations are free of error, compensated sums keep their bound.
#include "theory/stable/sums.hpp"

#include "theory/numbers/ball.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <random>

using namespace tailmass;
using namespace tailmass::stable;

namespace {

constexpr double largest = std::numeric_limits<double>::max();

double any_double(std::mt19937_64& random) {
  const double x = std::uniform_real_distribution<double>{-1, 1}(random);
  return std::ldexp(x, static_cast<int>(random() % 200) - 100);
}

bool equal(const Ball& a, const Ball& b) {
  return is_exact(a) && is_exact(b) && overlap(a, b);
}

} // namespace

TEST(StableSums, TransformationsAreExact) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 10000; ++i) {
    const double a = any_double(random), b = any_double(random);
    const Pair sum = two_sum(a, b), difference = two_difference(a, b), product = two_product(a, b);
    EXPECT_TRUE(equal(Ball(sum.high) + Ball(sum.low), Ball(a) + Ball(b)));
    EXPECT_TRUE(equal(Ball(difference.high) + Ball(difference.low), Ball(a) - Ball(b)));
    EXPECT_TRUE(equal(Ball(product.high) + Ball(product.low), Ball(a) * Ball(b)));
    EXPECT_EQ(sum.high + sum.low, sum.high);
  }
  EXPECT_EQ(two_difference(5e-324, 1.0).low, 5e-324);
  EXPECT_EQ(two_difference(1.0, 0x1p-60).low, -0x1p-60);
}

TEST(StableSums, OverflowLeavesNoNaN) {
  EXPECT_EQ(two_difference(-largest, largest).high, -std::numeric_limits<double>::infinity());
  EXPECT_EQ(two_difference(-largest, largest).low, 0);
  EXPECT_EQ(two_product(1e200, 1e200).low, 0);
  EXPECT_EQ(two_sum(largest, 1.0).low, 1.0);
}

TEST(StableSums, CompensatedSumKeepsItsBound) {
  std::mt19937_64 random(2);
  double worst = 0;
  for (int i = 0; i < 300; ++i) {
    const std::size_t n = 1 + random() % 3000;
    CompensatedSum sum, one_sign;
    Ball exact(0), magnitudes(0);
    for (std::size_t j = 0; j < n; ++j) {
      const double x = any_double(random);
      sum.add(x);
      one_sign.add(std::abs(x));
      exact += Ball(x);
      magnitudes += abs(Ball(x));
    }
    const Ball allowed = Ball(compensated_error(n)) * magnitudes;
    EXPECT_TRUE(certainly_at_most(abs(Ball(sum.pair().high) + Ball(sum.pair().low) - exact), allowed));
    EXPECT_TRUE(
        certainly_at_most(abs(Ball(sum.value()) - exact), allowed + Ball(unit_roundoff) * abs(exact)));
    const Ball error = abs(Ball(one_sign.value()) - magnitudes);
    EXPECT_TRUE(certainly_at_most(error, Ball(one_sign_error(n)) * magnitudes));
    worst = std::max(worst, approximate(error / magnitudes.at_precision(64)) / one_sign_error(n));
  }
  EXPECT_GT(worst, 0.5);
}

TEST(StableSums, LongSumsDoNotDrift) {
  CompensatedSum sum; // a plain sum of 2^20 thirds is off by hundreds of ulps
  const std::size_t n = std::size_t{1} << 20;
  for (std::size_t i = 0; i < n; ++i)
    sum.add(1.0 / 3);
  EXPECT_EQ(sum.value(), std::ldexp(1.0 / 3, 20));
}

TEST(StableSums, ProductsKeepTheirBound) {
  std::mt19937_64 random(3);
  for (int i = 0; i < 300; ++i) {
    const std::size_t n = 1 + random() % 300;
    CompensatedSum sum;
    Ball exact(0), magnitudes(0);
    for (std::size_t j = 0; j < n; ++j) {
      const double a = any_double(random), b = any_double(random);
      sum.add_product(a, b);
      exact += Ball(a) * Ball(b);
      magnitudes += abs(Ball(a) * Ball(b));
    }
    EXPECT_TRUE(
        certainly_at_most(abs(Ball(sum.value()) - exact),
                          Ball(compensated_error(2 * n)) * magnitudes + Ball(unit_roundoff) * abs(exact)));
  }
}
