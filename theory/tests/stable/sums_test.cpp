// Error-free transformations are free of error, compensated sums keep their bound.
#include "theory/stable/sums.hpp"

#include "theory/numbers/ball.hpp"

#include <algorithm>
#include <gtest/gtest.h>

#include <limits>
#include <random>

using namespace tailmass;
using namespace tailmass::stable;

namespace {

constexpr double largest_term = std::numeric_limits<double>::max();

/// Any sign, and exponents far enough apart for terms to vanish beside others, not for products to underflow.
template <class T>
T any_number(std::mt19937_64& random) {
  const T x = static_cast<T>(std::uniform_real_distribution<double>{-1, 1}(random));
  constexpr unsigned range = std::numeric_limits<T>::digits > 24 ? 200 : 60;
  return std::ldexp(x, static_cast<int>(random() % range) - static_cast<int>(range / 2));
}

template <class T>
Ball ball(T x) {
  return Ball(static_cast<double>(x));
}

bool equal(const Ball& a, const Ball& b) {
  return is_exact(a) && is_exact(b) && overlap(a, b);
}

} // namespace

namespace {

template <class T>
void check_transformations() {
  std::mt19937_64 random(1);
  for (int i = 0; i < 10000; ++i) {
    const T a = any_number<T>(random), b = any_number<T>(random);
    const Pair<T> sum = two_sum(a, b), difference = two_difference(a, b), product = two_product(a, b);
    EXPECT_TRUE(equal(ball(sum.high) + ball(sum.low), ball(a) + ball(b)));
    EXPECT_TRUE(equal(ball(difference.high) + ball(difference.low), ball(a) - ball(b)));
    EXPECT_TRUE(equal(ball(product.high) + ball(product.low), ball(a) * ball(b)));
    EXPECT_EQ(sum.high + sum.low, sum.high);
  }
}

/// The largest share of its bound that a sum of terms of one sign uses.
template <class T>
double worst_of_sums() {
  std::mt19937_64 random(2);
  double worst = 0;
  for (int i = 0; i < 300; ++i) {
    const std::size_t n = 1 + random() % 3000;
    CompensatedSum<T> sum, one_sign;
    Ball exact(0), magnitudes(0);
    for (std::size_t j = 0; j < n; ++j) {
      const T x = any_number<T>(random);
      sum.add(x);
      one_sign.add(std::abs(x));
      exact += ball(x);
      magnitudes += abs(ball(x));
    }
    const Ball allowed = Ball(compensated_error<T>(n)) * magnitudes;
    EXPECT_TRUE(certainly_at_most(abs(ball(sum.pair().high) + ball(sum.pair().low) - exact), allowed));
    EXPECT_TRUE(
        certainly_at_most(abs(ball(sum.value()) - exact), allowed + Ball(unit_roundoff<T>) * abs(exact)));
    const Ball error = abs(ball(one_sign.value()) - magnitudes);
    EXPECT_TRUE(certainly_at_most(error, Ball(one_sign_error<T>(n)) * magnitudes));
    worst = std::max(worst, approximate(error / magnitudes.at_precision(64)) / one_sign_error<T>(n));
  }
  return worst;
}

template <class T>
void check_products() {
  std::mt19937_64 random(3);
  for (int i = 0; i < 300; ++i) {
    const std::size_t n = 1 + random() % 300;
    CompensatedSum<T> sum;
    Ball exact(0), magnitudes(0);
    for (std::size_t j = 0; j < n; ++j) {
      const T a = any_number<T>(random), b = any_number<T>(random);
      sum.add_product(a, b);
      exact += ball(a) * ball(b);
      magnitudes += abs(ball(a) * ball(b));
    }
    EXPECT_TRUE(
        certainly_at_most(abs(ball(sum.value()) - exact), Ball(compensated_error<T>(2 * n)) * magnitudes +
                                                              Ball(unit_roundoff<T>) * abs(exact)));
  }
}

} // namespace

TEST(StableSums, TransformationsAreExact) {
  check_transformations<double>();
  check_transformations<float>();
  EXPECT_EQ(two_difference(5e-324, 1.0).low, 5e-324);
  EXPECT_EQ(two_difference(1.0, 0x1p-60).low, -0x1p-60);
}

TEST(StableSums, OverflowLeavesNoNaN) {
  EXPECT_EQ(two_difference(-largest_term, largest_term).high, -std::numeric_limits<double>::infinity());
  EXPECT_EQ(two_difference(-largest_term, largest_term).low, 0);
  EXPECT_EQ(two_product(1e200, 1e200).low, 0);
  EXPECT_EQ(two_sum(largest_term, 1.0).low, 1.0);
}

TEST(StableSums, CompensatedSumKeepsItsBound) {
  EXPECT_GT(worst_of_sums<double>(), 0.5);
  EXPECT_GT(worst_of_sums<float>(), 0.5);
}

TEST(StableSums, LongSumsDoNotDrift) {
  CompensatedSum<double> sum; // a plain sum of 2^20 thirds is off by hundreds of ulps
  const std::size_t n = std::size_t{1} << 20;
  for (std::size_t i = 0; i < n; ++i)
    sum.add(1.0 / 3);
  EXPECT_EQ(sum.value(), std::ldexp(1.0 / 3, 20));

  // In float a plain sum stops to grow at 2^22, and one compensated without carrying is off by n^2 u^2.
  CompensatedSum<float> thirds;
  for (std::size_t i = 0; i < 16 * n; ++i)
    thirds.add(1.0F / 3);
  EXPECT_EQ(thirds.value(), std::ldexp(1.0F / 3, 24));
}

TEST(StableSums, ProductsKeepTheirBound) {
  check_products<double>();
  check_products<float>();
}
