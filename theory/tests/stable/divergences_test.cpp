// The divergences of P^, and those of companions, against balls.
#include "theory/stable/distribution/divergences.hpp"

#include "theory/numbers/ball.hpp"
#include "theory/stable/distribution/definitions.hpp"
#include "theory/tests/reference/reference_table.hpp"

#include <gtest/gtest.h>

using namespace tailmass;

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

// Of sums that share nothing but the exponentials.
TEST(StableDivergences, TotalVariationIsOneMinusExpOfMinusKl) {
  for (const ReferenceRow& line : reference_table()) {
    const stable::Estimate<> tv = stable::total_variation_by_definition(line.c),
                             kl = stable::kl_by_definition(line.c);
    const double rest = -std::expm1(-kl.value);
    EXPECT_LE(std::abs(tv.value - rest),
              stable::absolute_error(tv) + stable::absolute_error(kl) + 4 * stable::unit_roundoff<double>)
        << line.id;
  }
}
