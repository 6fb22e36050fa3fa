// The output error as a difference of outputs, and its exact questions.
#include "theory/exact/outputs/outputs.hpp"
#include "theory/exact/outputs/variances.hpp"
#include "theory/tests/exact/output_cases.hpp"
#include "theory/theorems/cases.hpp"

#include <gtest/gtest.h>

using namespace tailmass;
using namespace tailmass::testing;

TEST(OutputError, IsTheDifferenceOfTheOutputs) {
  Random random(22);
  for (int trial = 0; trial < 300; ++trial) {
    const Case c = random_case(random);
    Evaluator<Ball> row(c, {2000});
    for (std::size_t axis = 0; axis < c.values->dimension(); ++axis) {
      const Ball error = exact::output_error(row)[axis];
      EXPECT_TRUE(overlap(error, exact::output_difference(row)[axis])) << trial;
      EXPECT_TRUE(radius_within(error, exact::tail_mass(row) * exact::largest_norm(row), 1900)) << trial;
    }
  }
}

TEST(ExactDifference, RoundsNothing) {
  Random random(23);
  const Precision<Ball> at{4000};
  int exact_in_double = 0;
  for (int trial = 0; trial < 3000; ++trial) {
    const auto number = [&] {
      const double x = std::ldexp(normal(random), static_cast<int>(below(random, 60)) - 30);
      return trial % 3 == 0 ? static_cast<double>(static_cast<float>(x)) : x;
    };
    const double x = number();
    const double y = trial % 5 == 0 ? x : number();
    const Ball difference = exact::exact_difference(at, x, y);
    EXPECT_TRUE(is_exact(difference));
    EXPECT_FALSE(certainly_less(difference, Ball(x) - Ball(y)) ||
                 certainly_less(Ball(x) - Ball(y), difference));
    exact_in_double += !certainly_less(Ball(x - y), difference) && !certainly_less(difference, Ball(x - y));
  }
  EXPECT_GT(exact_in_double, 600);
  EXPECT_LT(exact_in_double, 2400); // both branches were taken
  const Ball past_the_range = exact::exact_difference(at, 1.7e308, -1.7e308);
  EXPECT_TRUE(is_exact(past_the_range) && certainly_less(Ball(1.7e308), past_the_range));
}

TEST(OutputError, KnowsWhenItVanishes) {
  // Head and tail with the same score differences and values: their conditionals are one distribution.
  EXPECT_TRUE(
      exact::error_vanishes(with_values(top_k_case({1, 0, -1, -2}, 2), {{3, 7}, {4, 5}, {3, 7}, {4, 5}})));
  EXPECT_FALSE(exact::error_vanishes(with_values(top_k_case({1, 0, -1, -2.5}, 2), {{3}, {4}, {3}, {4}})));
  EXPECT_FALSE(exact::error_vanishes(
      with_values(top_k_case({1, 0, -1, -2}, 2), {{3}, {4}, {3}, {0x1.0000000000001p2}})));
  EXPECT_TRUE(
      exact::error_vanishes(with_values(top_k_case({1, 1, 0, 0, 0}, 2), {{1}, {2}, {0}, {1.5}, {3}})));
  EXPECT_TRUE(exact::error_vanishes(with_values(top_k_case({1, 0, masked}, 2), {{1}, {2}, {3}})));
}

TEST(OutputError, KnowsWhenItIsOrthogonalToTheSpreadOfEachSide) {
  const auto with = [](std::initializer_list<std::vector<double>> values) {
    return with_values(top_k_case({1, 1, 0, 0}, 2), values);
  };
  EXPECT_TRUE(exact::error_orthogonal_within_sides(with({{0, 1}, {0, -1}, {2, 3}, {2, -3}})));
  EXPECT_FALSE(exact::error_orthogonal_within_sides(with({{0, 1}, {0, -1}, {2, 3}, {2, -2}})));
  EXPECT_TRUE(exact::error_orthogonal_within_sides(with({{5, 5}, {5, 5}, {2, 3}, {2, 3}})));
  // The leading tie is orthogonal, the rest is not.
  EXPECT_FALSE(exact::error_orthogonal_within_sides(
      with_values(top_k_case({1, 1, 0, -1, -2}, 2), {{0, 1}, {0, -1}, {2, 0}, {2, 0}, {2, 1}})));
}

TEST(ValuesCollinear, IsExact) {
  const auto with = [](double last) {
    return with_values(top_k_case({1, 0, 0, masked}, 1), {{0.1, 0.3}, {0.2, 0.6}, {0.4, last}, {7, -7}});
  };
  EXPECT_TRUE(exact::values_collinear(with(1.2)));
  EXPECT_FALSE(exact::values_collinear(with(std::nextafter(1.2, 2))));
  EXPECT_TRUE(exact::values_collinear(with_values(top_k_case({1, 0, 0}, 1), {{2}, {7}, {3}})));
}
