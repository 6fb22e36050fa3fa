// The stable output errors and their bounds, at tiny tail masses and at the ends of the range.
#include "theory/stable/outputs/outputs.hpp"

#include "theory/stable/outputs/output_bounds.hpp"
#include "theory/tests/stable/stable_of.hpp"
#include "theory/theorems/cases.hpp"

#include <gtest/gtest.h>

#include <cmath>

using namespace tailmass;
using tests::stable_of;

TEST(StableOutputError, KeepsItsRelativeAccuracyAtTinyTailMass) {
  // By the difference of means nothing would be left of it.
  const Case c = with_values(top_k_case({690, 689, 0}, 2), {{1, 1}, {1, 1}, {4, 5}});
  const stable::Estimate error = stable::output_error(c).number();
  const double tau = 1 / (std::exp(690.0) + std::exp(689.0));
  EXPECT_NEAR(error.value / (5 * tau), 1, 1e-12);
  EXPECT_LT(error.bound.relative * error.value + error.bound.absolute, 1e-14 * error.value);
}

TEST(StableOutputError, IsBoundedByTailMassTimesNormWhereTheMeansMeet) {
  const Case c = with_values(top_k_case({20, 20, 0, 0}, 2), {{0.1}, {0.7}, {0.7}, {0.1}});
  const stable::Estimate error = stable::output_error(c).number();
  EXPECT_LE(error.value, error.bound.absolute);
  EXPECT_LT(error.bound.absolute, 1e-14 * std::exp(-20.0));
}

TEST(StableOutputError, IsExactlyZeroForEqualValues) {
  const Case c = with_values(top_k_case({1, 0.25, -3}, 1), {{0.1, 1e300}, {0.1, 1e300}, {0.1, 1e300}});
  const stable::Estimate error = stable::output_error(c).number();
  EXPECT_EQ(error.value, 0);
  EXPECT_EQ(error.bound.absolute, 0);
}

TEST(StableOutputBounds, AreZeroWithoutATail) {
  const Case c = with_values(top_k_case({1, 0, masked}, 2), {{1, 2}, {3, 4}, {5, 6}});
  for (const auto bound :
       {stable::output_error<double>, stable::norm_bound<double>, stable::diameter_bound<double>,
        stable::centre_distance_bound<double>, stable::variance_bound<double>,
        stable::covariance_bound<double>, stable::best_of_three<double>}) {
    EXPECT_EQ(bound(c).number().value, 0);
    EXPECT_EQ(bound(c).number().bound.absolute, 0);
  }
  EXPECT_TRUE(stable_of("tail_mean", "double").compute(c).empty());
  EXPECT_TRUE(stable_of("var_t", "double").compute(c).empty());
  EXPECT_TRUE(stable_of("diameter", "double").compute(c).empty());
}

TEST(StableOutputBounds, TakeProductsWhoseFactorsLeaveTheRange) {
  // C = 1.7e308 and a diameter of 3.4e308 beside tau = e^-600.
  const Case c = with_values(top_k_case({600, 0}, 1), {{1.7e308}, {-1.7e308}});
  const double tau = std::exp(-600.0);
  EXPECT_NEAR(stable::norm_bound(c).number().value / (1.7e308 * tau), 2, 1e-11);
  EXPECT_NEAR(stable::diameter_bound(c).number().value / (1.7e308 * tau), 2, 1e-11);
  EXPECT_NEAR(stable::output_error(c).number().value / (1.7e308 * tau), 2, 1e-11);
  EXPECT_NEAR(stable::variance_bound(c).number().value / (1.7e308 * tau), 2, 1e-11);
}
