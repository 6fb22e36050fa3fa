// The quantities of perturbed scores against balls.
#include "theory/tests/quantities_perturbation.hpp"
#include "theory/tests/stable_score_cases.hpp"

#include "theory/stable/perturbation.hpp"
#include "theory/theorems/cases.hpp"

#include <gtest/gtest.h>

using namespace tailmass;

TEST(StablePerturbation, KeepsItsBounds) {
  check_against_balls(perturbation_quantities<Ball>(), 100, {"double"});
}

TEST(StablePerturbation, KeepsSmallVariationsAndSpreads) {
  // Errors of 2^40 that differ by 2^-12: the spread is all that counts, and it is far below an ulp of 1.
  Case c = top_k_case({0.25, 0.5, 0.75, -1}, 2);
  for (const double score : c.scores->all())
    c.perturbed.push_back(score + 0x1p40);
  c.perturbed[1] += 0x1p-12;
  EXPECT_EQ(stable::score_error_spread(c).value, 0x1p-12);
  Evaluator<Ball> row(c, {400});
  const Ball truth = exact::total_variation_from(row, exact::perturbed_probabilities(row, c));
  EXPECT_NEAR(stable::tv_perturbed(c).value, approximate(truth), 1e-18);
  EXPECT_LT(stable::tv_perturbed(c).bound.absolute, 1e-18);
}
