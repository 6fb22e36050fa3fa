// Dual numbers hold values and partial derivatives over a whole box.
#include "theory/numbers/dual.hpp"

#include <gtest/gtest.h>

using namespace tailmass;

namespace {

constexpr long dual_bits = 128;

Dual variable(double lower, double upper, std::size_t which) {
  std::vector<Ball> slopes{Ball(which == 0 ? 1 : 0), Ball(which == 1 ? 1 : 0)};
  return Dual(ball_between(lower, upper, dual_bits), slopes);
}

} // namespace

TEST(Dual, HoldsValuesAndSlopesAtEveryPointOfTheBox) {
  const Dual x = variable(0.5, 0.75, 0), y = variable(1, 1.5, 1);
  const Dual f = exp(x * y) / (x + y) - Dual(2) * x;
  for (const double a : {0.5, 0.625, 0.75})
    for (const double b : {1.0, 1.25, 1.5}) {
      const Ball p = Ball(a).at_precision(dual_bits), q = Ball(b).at_precision(dual_bits);
      const Ball e = exp(p * q), sum = p + q;
      EXPECT_TRUE(overlap(f.value(), e / sum - Ball(2) * p));
      EXPECT_TRUE(overlap(f.slope(0), q * e / sum - e / (sum * sum) - Ball(2)));
      EXPECT_TRUE(overlap(f.slope(1), p * e / sum - e / (sum * sum)));
    }
}

TEST(Dual, SlopesAreNoWiderThanTheBoxMakesThem) {
  const Dual x = variable(0.5, 0.5, 0), y = variable(1, 1, 1); // a point
  const Dual f = exp(x * y) / (x + y) * y;
  EXPECT_TRUE(radius_within(f.slope(0), Ball(1), 100));
  EXPECT_TRUE(radius_within(f.slope(1), Ball(1), 100));
  EXPECT_TRUE(overlap(Dual(3).slope(1), Ball(0)));
  EXPECT_TRUE(is_exact(Dual(3).slope(1)));
}
