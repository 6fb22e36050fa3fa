// ln(1 + x) in double words, against balls of 200 bits.
#include "theory/fast/distribution/log_one_plus.hpp"

#include "theory/numbers/ball.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <random>

using namespace tailmass;

namespace {

Ball ball(DoubleWord x) {
  return (Ball(x.high) + Ball(x.low)).at_precision(200);
}

} // namespace

TEST(FastLogOnePlus, IsWithinItsError) {
  std::mt19937_64 engine(13);
  std::uniform_real_distribution<double> unit(0, 1);
  double largest = 0, at = 0;
  const auto see = [&](DoubleWord x) {
    const Ball truth = log(Ball(1) + ball(x));
    const double error = approximate(abs(ball(fast::log_one_plus(x)) / truth - Ball(1)));
    ASSERT_LE(error, fast::log_one_plus_error) << std::hexfloat << x.high << ' ' << x.low;
    if (error > largest) {
      largest = error;
      at = x.high;
    }
  };
  for (int i = 0; i < 200'000; ++i) {
    const double high =
        std::ldexp(unit(engine), i % 5 == 0 ? static_cast<int>(engine() % 160) - 100 : i % 3 - 1);
    see(exact_sum(high, high * 0x1p-53 * (unit(engine) - 0.5)));
  }
  // Between two entries of the table, on both sides.
  for (int sixteenths = 1; sixteenths < 64; sixteenths += 2)
    for (const double side : {-0x1p-40, 0x1p-40})
      see({sixteenths / 16.0 + side, 0});
  std::printf("  largest error %.4g u at %a, stated %.4g u\n", largest * 0x1p53, at,
              fast::log_one_plus_error * 0x1p53);
  EXPECT_GE(largest, 0x1p-60) << "the bound is not tried";
}

TEST(FastLogOnePlus, OfNothingIsNothing) {
  EXPECT_EQ(fast::log_one_plus({0, 0}).high, 0);
  EXPECT_EQ(fast::log_one_plus({0x1p-1000, 0}).high, 0x1p-1000);
}
