// The divergences of P^, and those of companions, against balls.
#include "theory/stable/distribution/divergences.hpp"

#include "theory/exact/by_name/distribution.hpp"
#include "theory/tests/stable/score_cases.hpp"

#include <gtest/gtest.h>

using namespace tailmass;

TEST(StableDivergences, KeepTheirBounds) {
  std::vector<Quantity<Ball>> quantities = distribution_quantities<Ball>();
  std::erase_if(quantities, [](const Quantity<Ball>& q) {
    return q.name == "log_sum_exp" || q.name == "entropy" || q.name == "p_max" ||
           q.name.starts_with("tail_mass");
  });
  EXPECT_EQ(quantities.size(), 15U);
  check_against_balls(quantities);
}

TEST(StableDivergences, ConditionOfJensenShannon) {
  // What the error bound takes from analysis: in the odds o = tau/h, o dJS/do / JS <= 1, and the magnitudes
  // of the three terms of 2 JS add up to at most 4 times 2 JS.
  const Ball one(1), two(2);
  for (int i = -160; i <= 160; ++i) {
    const Ball odds = exp(Ball(i / 4.0).at_precision(1024));
    const Ball head = one / (one + odds), tail = odds / (one + odds);
    const Ball head_term = -head * log(head), mixed = (one + head) * log(two / (one + head));
    const Ball twice = tail * log(two.at_precision(1024)) - head_term + mixed;
    const Ball slope = log(two.at_precision(1024)) - log(head) + log((one + head) / two);
    EXPECT_TRUE(certainly_less(tail * head * slope, twice)) << i;
    EXPECT_TRUE(certainly_less(tail * log(two.at_precision(1024)) + head_term + mixed, Ball(4) * twice)) << i;
  }
}
