// Sizes of shared kept sets, of whole-number distributions that were counted by hand.
#include "theory/exact/distribution/shared_sets.hpp"

#include <gtest/gtest.h>
#include <limits>

using namespace tailmass;
using exact::SharedSizes;

namespace {

constexpr double unseen = -std::numeric_limits<double>::infinity();

} // namespace

TEST(SharedSets, OfEqualScores) {
  // p = p' = 1/4 each; a tail of one key is exactly eps.
  const SharedSizes sizes = exact::shared_sizes({{0, 0, 0, 0}, {5, 5, 5, 5}}, 0.25);
  EXPECT_EQ(sizes.of_first, 3U);
  EXPECT_EQ(sizes.of_second, 3U);
  EXPECT_EQ(sizes.of_mean, 3U);
  EXPECT_EQ(sizes.of_both, 3U);
  EXPECT_EQ(sizes.of_share, 4U);
}

TEST(SharedSets, OfHeadsThatSeeNothingInCommon) {
  // Mean 1/4 each: dropping one key costs its head 1/2, the mean 1/4.
  const SharedSizes sizes = exact::shared_sizes({{0, 0, unseen, unseen}, {unseen, unseen, 1, 1}}, 0.4);
  EXPECT_EQ(sizes.of_first, 2U);
  EXPECT_EQ(sizes.of_mean, 3U);
  EXPECT_EQ(sizes.of_both, 4U) << "neither head can spare a key";
  EXPECT_EQ(sizes.of_share, 4U);
}

TEST(SharedSets, AMeanThatIsEpsilonThoughNeitherHeadIs) {
  // p = (x, 1 - x) and p' = (1 - x, x): the mean of one key is 1/2 whatever x.
  const exact::TwoHeads mirrored{{0, 3}, {3, 0}};
  EXPECT_EQ(exact::shared_sizes(mirrored, 0.5).of_mean, 1U);
  EXPECT_EQ(exact::shared_sizes(mirrored, 0.5).of_both, 2U);
  EXPECT_EQ(exact::shared_sizes(mirrored, 0x1.fffffffffffffp-2).of_mean, 2U);
}
