// Failing samples of a few terms, counted by hand.
#include "theory/exact/distribution/sampled_sums.hpp"

#include <gtest/gtest.h>

using namespace tailmass;
using exact::failing_samples;

namespace {

constexpr double nothing = -1000; // e^-1000 beside 1

} // namespace

TEST(SampledSums, OneHeavyTermOfFourIsMissedByHalfOfThePairs) {
  // Short of 1 - 0; the radius is sqrt(16 (1 - 1/4) ln(1/delta)/(2 2)), below 1 for ln(1/delta) < 1/3.
  const exact::Stratum pairs{{0, nothing, nothing, nothing}, 2};
  const exact::Samples rarely = failing_samples({pairs}, 0.8, {});
  EXPECT_EQ(rarely.all, 6U);
  EXPECT_EQ(rarely.failing, 3U) << "ln(1/0.8) = 0.223";
  EXPECT_EQ(failing_samples({pairs}, 0.7, {}).failing, 0U) << "ln(1/0.7) = 0.357";
  EXPECT_EQ(failing_samples({pairs}, 0.7, {.taken_off = 0, .divisor = 2}).failing, 3U);
}

TEST(SampledSums, NothingIsMissedByAllTermsOrEqualOnes) {
  EXPECT_EQ(failing_samples({{{0, -1, -2}, 3}}, 0.999, {}).failing, 0U);
  EXPECT_EQ(failing_samples({{{0, -1, -2}, 3}}, 0.999, {.taken_off = 0}).failing, 0U);
  EXPECT_EQ(failing_samples({{{1, 1, 1}, 1}}, 0.999, {}).failing, 0U);
}

TEST(SampledSums, StrataMakeTuples) {
  const exact::Stratum heavy{{0, nothing}, 1}, light{{nothing, nothing}, 1};
  const exact::Samples samples = failing_samples({heavy, light}, 0.9, {});
  EXPECT_EQ(samples.all, 4U);
  EXPECT_EQ(samples.failing, 2U) << "radius sqrt(4 ln(1/0.9)/2) = 0.459";
}
