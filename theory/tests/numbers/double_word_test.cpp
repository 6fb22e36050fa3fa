// Double words: within their stated errors of 400-bit balls, wherever their domains reach.
#include "theory/numbers/double_word.hpp"

#include "theory/numbers/ball.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

using namespace tailmass;

namespace {

Ball ball(DoubleWord x) {
  return (Ball(x.high) + Ball(x.low)).at_precision(400);
}

/// Largest error seen of an operation, in units of its stated bound.
struct Seen {
  double share = 0;

  void error(DoubleWord computed, const Ball& truth, double bound) {
    const double part = approximate(abs(ball(computed) - truth) / Ball(bound));
    share = part < share ? share : part; // NaN is kept
  }
  void relative_error(DoubleWord computed, const Ball& truth) {
    error(computed, truth, std::abs(computed.high) * double_word_error);
  }
};

/// Random double words: of all low parts, and of low parts that are far smaller, half a unit, or 0.
class DoubleWords {
public:
  DoubleWord next(int exponents) {
    const double high =
        std::ldexp(unit(engine), std::uniform_int_distribution(-exponents, exponents)(engine));
    constexpr double parts[] = {0x1p-53, 0x1p-60, 0x1p-100, 0};
    const double part = parts[engine() % 4];
    return exact_sum(high, engine() % 5 == 0 ? high * part : high * part * unit(engine));
  }
  /// Close to -x, so that little is left of their sum.
  DoubleWord nearly_opposite(DoubleWord x) {
    const double part = std::ldexp(unit(engine), -static_cast<int>(engine() % 106));
    return -(x + DoubleWord{x.high * part, 0});
  }
  double within(double end) { return end * unit(engine); }

private:
  std::mt19937_64 engine{11};
  std::uniform_real_distribution<double> unit{-1, 1};
};

constexpr int cases = 100'000;

} // namespace

TEST(DoubleWord, OperationsAreWithinTheirBound) {
  DoubleWords words;
  Seen sums, cancelled, products, quotients, roots;
  for (int i = 0; i < cases; ++i) {
    const DoubleWord x = words.next(200), y = words.next(200), z = words.nearly_opposite(x);
    sums.relative_error(x + y, ball(x) + ball(y));
    cancelled.relative_error(x + z, ball(x) + ball(z));
    products.relative_error(x * y, ball(x) * ball(y));
    quotients.relative_error(x / y, ball(x) / ball(y));
    roots.relative_error(root(magnitude(x)), sqrt(ball(magnitude(x))));
    ASSERT_TRUE(overlap(ball(exact_sum(x.high, y.high)), Ball(x.high) + Ball(y.high)));
    ASSERT_TRUE(overlap(ball(exact_product(x.high, y.high)), Ball(x.high) * Ball(y.high)));
  }
  // Of the bound, 2^-101: 3, 5, 15 and 25/8 parts in 32; and not so little that the test would see nothing.
  for (const double seen : {sums.share, cancelled.share, products.share, roots.share})
    EXPECT_LT(seen, 5.0 / 32);
  EXPECT_LT(quotients.share, 15.0 / 32);
  EXPECT_GT(sums.share, 1.0 / 32);
  EXPECT_GT(products.share, 1.0 / 32);
  EXPECT_GT(quotients.share, 1.0 / 32);
}

TEST(DoubleWord, ExponentialIsWithinItsBound) {
  DoubleWords words;
  Seen seen;
  for (int i = 0; i < cases; ++i) {
    constexpr double ends[] = {620, 20, 1, 1e-3, 1e-20};
    const double high = words.within(ends[i % 5]);
    const DoubleWord x = exact_sum(high, words.within(0x1p-53) * high);
    seen.relative_error(exponential(x), exp(ball(x)));
  }
  // Between two table entries, and at the ends.
  for (int j = -57000; j <= 64600; j += 17)
    for (const double shift : {-0x1p-40, 0.0, 0x1p-40}) {
      const DoubleWord x = exact_sum((j + 0.5) * 0x1.62e42fefa39efp-7, shift);
      seen.relative_error(exponential(x), exp(ball(x)));
    }
  for (const double end : {-620.0, 700.0})
    seen.relative_error(exponential({end, 0}), exp(ball({end, 0})));
  // Below, what a low part loses has the size of the smallest number.
  for (double x = -700; x < -600; x += 0.37)
    seen.error(exponential({x, 0}), exp(ball({x, 0})), std::exp(x) * double_word_error + 0x1p-1070);
  EXPECT_LT(seen.share, 12.0 / 32) << "in u^2: " << 32 * seen.share;
  EXPECT_GT(seen.share, 1.0 / 32);
  EXPECT_EQ(exponential({0, 0}).high, 1);
  EXPECT_EQ(exponential({0, 0}).low, 0);
}

TEST(DoubleWord, LogarithmIsWithinItsBound) {
  DoubleWords words;
  Seen seen;
  const auto check = [&](DoubleWord x) {
    const DoubleWord y = logarithm(x);
    seen.error(y, log(ball(x)), 0x1p-100 + 0x1p-102 * std::abs(y.high));
  };
  for (int i = 0; i < cases; ++i) {
    check(magnitude(words.next(899)));
    check(magnitude(words.next(4)));
    check(DoubleWord{1, 0} + words.next(100) * DoubleWord{0x1p-101, 0});
  }
  EXPECT_LT(seen.share, 0.5);
  EXPECT_GT(seen.share, 0.02);
}
