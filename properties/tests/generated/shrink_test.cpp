// The shrinker: smaller, rounder, still failing, within its budget.
#include "properties/generated/shrink.hpp"

#include "properties/regimes/recipe.hpp"
#include "properties/regimes/regimes.hpp"

#include <cmath>
#include <gtest/gtest.h>

namespace tailmass::properties::generated {

namespace {

Case gaussian_case(std::size_t n) {
  regimes::Recipe recipe = regimes::draw_recipe(*regimes::find_regime("gaussian"), 1, 0);
  recipe.n = n;
  recipe.k = n / 2;
  recipe.head = regimes::HeadRule::random;
  recipe.dimension = 5;
  return regimes::grow(recipe);
}

} // namespace

TEST(Shrink, LeavesTheKeysThatTheFaultNeeds) {
  const Case c = gaussian_case(200);
  // At least two keys kept and three dropped.
  const auto fails = [](const Case& of) { return of.head.size() >= 2 && of.head.tail().size() >= 3; };
  const Shrunk small = shrunk(c, fails, 2000);
  check(small.c);
  EXPECT_TRUE(fails(small.c));
  EXPECT_EQ(small.c.head.size(), 2U);
  EXPECT_EQ(small.c.scores->size(), 5U);
  EXPECT_EQ(small.c.values, nullptr);
  EXPECT_LT(small.evaluations, 400U);
}

TEST(Shrink, RoundsAndSortsScores) {
  const Shrunk small = shrunk(
      gaussian_case(6), [](const Case& c) { return c.scores->size() >= 3; }, 2000);
  ASSERT_EQ(small.c.scores->size(), 3U);
  EXPECT_EQ(small.c.scores->ranked(1), 0);
  for (const double score : small.c.scores->all())
    EXPECT_EQ(score, 0) << "nothing needs them to differ";
}

TEST(Shrink, KeepsADifferenceThatIsNeeded) {
  const auto fails = [](const Case& c) {
    return c.scores->ranked(1) - c.scores->ranked(c.scores->size()) > 0.75;
  };
  const Shrunk small = shrunk(gaussian_case(50), fails, 2000);
  EXPECT_EQ(small.c.scores->size(), 2U);
  EXPECT_EQ((*small.c.scores)[0], 0);
  EXPECT_EQ((*small.c.scores)[1], std::round((*small.c.scores)[1]));
}

TEST(Shrink, KeepsValuesAndTheirAxisWhereNeeded) {
  const auto fails = [](const Case& c) {
    return c.values && c.values->at(c.head.head().front(), c.values->dimension() - 1) != 0;
  };
  const Shrunk small = shrunk(gaussian_case(40), fails, 2000);
  ASSERT_TRUE(small.c.values);
  EXPECT_EQ(small.c.values->dimension(), 1U);
  EXPECT_EQ(small.c.scores->size(), 1U);
}

TEST(Shrink, KeepsBlocksThatPartitionTheKeys) {
  const auto fails = [](const Case& c) { return c.blocks && c.blocks->all().size() >= 2; };
  regimes::Recipe recipe = regimes::draw_recipe(*regimes::find_regime("gaussian"), 1, 0);
  recipe.n = 60;
  recipe.blocks = &regimes::block_kinds()[1];
  const Shrunk small = shrunk(regimes::grow(recipe), fails, 2000);
  EXPECT_NO_THROW(check(small.c));
  EXPECT_EQ(small.c.blocks->all().size(), 2U);
  EXPECT_EQ(small.c.scores->size(), 2U);
}

TEST(Shrink, StopsAtItsBudget) {
  std::size_t asked = 0;
  const auto fails = [&](const Case&) {
    ++asked;
    return false;
  };
  const Shrunk same = shrunk(gaussian_case(100), fails, 37);
  EXPECT_EQ(asked, 37U);
  EXPECT_EQ(same.evaluations, 37U);
  EXPECT_EQ(same.c.scores->size(), 100U);
}

TEST(Shrink, KeepsTopKHeadsTopK) {
  const Shrunk small = shrunk(
      gaussian_case(30), [](const Case& c) { return c.scores->size() >= 4; }, 2000);
  EXPECT_TRUE(small.c.head.is_top_k());
}

} // namespace tailmass::properties::generated
