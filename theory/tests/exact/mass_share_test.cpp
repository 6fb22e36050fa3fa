// Masses that are a given share of the whole.
#include "theory/exact/distribution/mass_share.hpp"

#include "theory/theorems/cases.hpp"

#include <gtest/gtest.h>

namespace tailmass::exact {

TEST(MassShare, OfEqualScoresIsAShareOfTheirNumber) {
  const Scores row({1, 1, masked, 1, 1});
  EXPECT_TRUE(mass_is(row, std::vector<Key>{0, 4}, 0.5));
  EXPECT_TRUE(mass_is(row, std::vector<Key>{3}, 0.25));
  EXPECT_FALSE(mass_is(row, std::vector<Key>{3}, 0.5));
  EXPECT_FALSE(mass_is(row, std::vector<Key>{}, 0.5));
}

TEST(MassShare, IsThatOfEachScore) {
  const Scores row({2, 0, 2, 0});
  EXPECT_TRUE(mass_is(row, std::vector<Key>{0, 1}, 0.5));
  EXPECT_FALSE(mass_is(row, std::vector<Key>{0, 2}, 0.5));
  EXPECT_FALSE(mass_is(row, std::vector<Key>{0}, 0.5));
}

TEST(MassShare, SeesScoresFarBelowTheRest) {
  const Scores row({0, 0, -10000});
  EXPECT_FALSE(mass_is(row, std::vector<Key>{0}, 0.5));
  EXPECT_FALSE(mass_is(row, std::vector<Key>{0, 2}, 0.5));
}

} // namespace tailmass::exact
