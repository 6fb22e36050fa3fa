// Signs of exponential sums: exact zeros, and differences far below any fixed precision.
#include "theory/exact/distribution/exponential_sign.hpp"

#include <gtest/gtest.h>

using namespace tailmass;
using exact::sign_of_sum;

TEST(ExponentialSign, FewTerms) {
  EXPECT_EQ(sign_of_sum({}), 0);
  EXPECT_EQ(sign_of_sum({{Ball(3), Ball(2)}}), 1);
  EXPECT_EQ(sign_of_sum({{Ball(3), Ball(-2)}}), -1);
  EXPECT_EQ(sign_of_sum({{Ball(1), Ball(2)}, {Ball(0), Ball(-5)}}), 1); // 2e > 5
  EXPECT_EQ(sign_of_sum({{Ball(1), Ball(2)}, {Ball(0), Ball(-6)}}), -1);
}

TEST(ExponentialSign, CoefficientsOfEqualExponentsCancelExactly) {
  // 1/3 e^(2/4) - 2/6 e^(1/2) = 0.
  const exact::ExponentialTerm up{{Ball(2), Ball(4)}, {Ball(1), Ball(3)}};
  const exact::ExponentialTerm down{{Ball(1), Ball(2)}, {Ball(-2), Ball(6)}};
  EXPECT_EQ(sign_of_sum({up, down}), 0);
  EXPECT_EQ(sign_of_sum({up, down, {Ball(-1e9), Ball(-1)}}), -1);
  EXPECT_EQ(sign_of_sum({up, {Ball(-1e9), Ball(1e-300)}, down}), 1);
}

TEST(ExponentialSign, SmallDifferencesAreTold) {
  EXPECT_EQ(sign_of_sum({{Ball(5e-324), Ball(1)}, {Ball(0), Ball(-1)}}), 1);
  EXPECT_EQ(sign_of_sum({{Ball(-5e-324), Ball(1)}, {Ball(0), Ball(-1)}}), -1);
  EXPECT_EQ(
      sign_of_sum({{Ball(0), Ball(1)}, {Ball(0), Ball(-1)}, {Ball(-1e4), Ball(1)}, {Ball(-10001), Ball(-1)}}),
      1);
}

TEST(Fraction, IsArithmeticOfRationals) {
  const Fraction half(Ball(1), Ball(2)), third(Ball(2), Ball(6));
  EXPECT_TRUE(third < half);
  EXPECT_FALSE(half < third);
  EXPECT_FALSE(half < half);
  EXPECT_TRUE(half + third == Fraction(Ball(5), Ball(6)));
  EXPECT_TRUE(third - half == Fraction(Ball(-1), Ball(6)));
  EXPECT_TRUE(half * third == Fraction(Ball(1), Ball(6)));
  EXPECT_FALSE(half == third);
  EXPECT_TRUE((half - half).is_zero());
  EXPECT_EQ(approximate(third.at_precision(64)), 1.0 / 3);
}
