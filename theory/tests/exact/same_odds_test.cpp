// Equal tail masses of two rows: told from those that differ by less than any double shows.
#include "theory/exact/distribution/same_odds.hpp"

#include <gtest/gtest.h>

using namespace tailmass;
using exact::same_odds;

TEST(SameOdds, OfShiftedRepeatedAndReorderedRows) {
  EXPECT_TRUE(same_odds({{2}, {1}}, {{5}, {4}}));
  EXPECT_TRUE(same_odds({{2, 2}, {1, 1}}, {{-3}, {-4}}));
  EXPECT_TRUE(same_odds({{2, 0, 1}, {-5, 7}}, {{1, 2, 0}, {7, -5}}));
  EXPECT_TRUE(same_odds({{2}, {}}, {{-7, 3}, {}}));
  EXPECT_TRUE(same_odds({{1e300}, {1e300, 1e300}}, {{0}, {0, 0}}));
  // Odds of products: (e^0 + e^2)/(e^0 + e^1) times the same factor 1 + e^5 above and below.
  EXPECT_TRUE(same_odds({{0, 1}, {0, 2}}, {{0, 1, 5, 6}, {0, 2, 5, 7}}));
}

TEST(SameOdds, AreNotSeenWhereTheyAreNot) {
  EXPECT_FALSE(same_odds({{2}, {1}}, {{5}, {3}}));
  EXPECT_FALSE(same_odds({{2}, {}}, {{2}, {-1e9}}));
  EXPECT_FALSE(same_odds({{2}, {1}}, {{2}, {1, -1e4}})) << "by e^-10001";
  EXPECT_FALSE(same_odds({{0}, {0}}, {{0}, {5e-324}}));
  EXPECT_FALSE(same_odds({{2, 0}, {1}}, {{2, 1}, {0}}));
}
