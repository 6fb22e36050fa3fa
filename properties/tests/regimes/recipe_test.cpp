// Recipes: a function of (seed, regime, index), of every size, head rule, kind of values and of blocks.
#include "properties/regimes/recipe.hpp"

#include "properties/regimes/regimes.hpp"
#include "theory/theorems/catalogue.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace tailmass::properties::regimes {

namespace {

std::vector<double> numbers_of(const Case& c) {
  std::vector<double> all(c.scores->all().begin(), c.scores->all().end());
  for (const Key key : c.head.head())
    all.push_back(key);
  for (std::size_t key = 0; key < c.values->keys(); ++key)
    all.insert(all.end(), c.values->of(key).begin(), c.values->of(key).end());
  for (const Block& block : c.finer_blocks->all())
    all.insert(all.end(), {block.lower, block.upper, static_cast<double>(block.parent)});
  return all;
}

/// `count` recipes, of all regimes in turn.
std::vector<Recipe> recipes(std::size_t count, std::uint64_t seed = 1) {
  std::vector<Recipe> all;
  for (std::size_t i = 0; i < count; ++i)
    all.push_back(draw_recipe(*regimes()[i % regimes().size()], seed, i / regimes().size()));
  return all;
}

} // namespace

TEST(Recipe, IsAFunctionOfSeedRegimeAndIndex) {
  const Regime& gaussian = *find_regime("gaussian");
  const std::vector<double> first = numbers_of(grow(draw_recipe(gaussian, 1, 0)));
  EXPECT_EQ(first, numbers_of(grow(draw_recipe(gaussian, 1, 0))));
  EXPECT_NE(first, numbers_of(grow(draw_recipe(gaussian, 1, 1))));
  EXPECT_NE(first, numbers_of(grow(draw_recipe(gaussian, 2, 0))));
  EXPECT_NE(draw_recipe(gaussian, 1, 0).noise, draw_recipe(*find_regime("uniform"), 1, 0).noise);
}

TEST(Recipe, IsTheSameOnEveryMachine) {
  // A change of these numbers makes other rows of every seed ever printed.
  const Recipe recipe = draw_recipe(*find_regime("gaussian"), 1, 0);
  EXPECT_EQ(recipe.n, 242U);
  EXPECT_EQ(recipe.parameters.at(0), 0x1.bb49bdf139d71p+0);
  EXPECT_EQ(grow(recipe).scores->all()[0], -0x1.7094a160dddd9p+0);
}

TEST(Recipe, GivesSizesAboutSixtyFourUpToThousands) {
  std::vector<std::size_t> sizes;
  for (const Recipe& recipe : recipes(4000))
    sizes.push_back(recipe.n);
  std::ranges::sort(sizes);
  EXPECT_EQ(sizes.front(), 1U);
  EXPECT_GE(sizes[sizes.size() / 2], 56U);
  EXPECT_LE(sizes[sizes.size() / 2], 72U);
  EXPECT_GT(sizes.back(), 2048U);
  EXPECT_LE(sizes.back(), 4096U);
}

TEST(Recipe, UsesEveryRuleFamilyAndKind) {
  std::set<HeadRule> rules;
  std::set<std::string_view> families, kinds;
  std::set<std::size_t> dimensions;
  std::set<int> exponents;
  for (const Recipe& recipe : recipes(2000)) {
    rules.insert(recipe.head);
    families.insert(recipe.values->name);
    kinds.insert(recipe.blocks->name);
    dimensions.insert(recipe.dimension);
    exponents.insert(recipe.value_exponent);
    EXPECT_LE(recipe.dimension, 128U);
    EXPECT_TRUE(recipe.n * recipe.dimension <= 1U << 13U || recipe.dimension == 1);
  }
  EXPECT_EQ(rules.size(), 8U);
  EXPECT_EQ(families.size(), value_families().size());
  EXPECT_EQ(kinds.size(), block_kinds().size());
  EXPECT_TRUE(dimensions.contains(1) && *dimensions.rbegin() > 100) << *dimensions.rbegin();
  EXPECT_TRUE(*exponents.begin() < -1000 && *exponents.rbegin() > 900);
}

TEST(Recipe, GrowsCasesOfTheDomain) {
  for (const Recipe& recipe : recipes(600)) {
    SCOPED_TRACE(description_of(recipe));
    const Case c = grow(recipe);
    ASSERT_NO_THROW(check(c));
    EXPECT_EQ(c.scores->size(), recipe.n);
    EXPECT_TRUE(recipe.head == HeadRule::any_set || c.head.is_top_k());
    if (recipe.regime->at_boundary) {
      EXPECT_EQ(c.head.size(), recipe.k);
    }
    if (recipe.head == HeadRule::all_finite) {
      EXPECT_TRUE(c.head.finite_tail().empty());
    }
  }
}

TEST(Recipe, KeepsTheNamedRanks) {
  std::map<HeadRule, std::size_t> seen;
  for (const Recipe& recipe : recipes(600)) {
    const std::size_t k = grow(recipe).head.size();
    ++seen[recipe.head];
    if (recipe.head == HeadRule::one) {
      EXPECT_EQ(k, 1U);
    }
    if (recipe.head == HeadRule::two) {
      EXPECT_EQ(k, std::min<std::size_t>(2, recipe.n));
    }
    if (recipe.head == HeadRule::half) {
      EXPECT_EQ(k, std::max<std::size_t>(1, recipe.n / 2));
    }
    if (recipe.head == HeadRule::all_but_one) {
      EXPECT_EQ(k, std::max<std::size_t>(1, recipe.n - 1));
    }
  }
  EXPECT_GT(seen[HeadRule::one], 20U);
}

TEST(Recipe, TakesAnyTopKSetAmongTies) {
  Recipe recipe = draw_recipe(*find_regime("all-equal"), 1, 0);
  recipe.n = 8;
  recipe.k = 3;
  recipe.head = HeadRule::random;
  std::set<std::vector<Key>> heads;
  for (recipe.noise = 0; recipe.noise < 40; ++recipe.noise) {
    const Case c = grow(recipe);
    std::vector<Key> keys(c.head.head().begin(), c.head.head().end());
    std::ranges::sort(keys);
    heads.insert(std::move(keys));
  }
  EXPECT_GT(heads.size(), 20U);
}

TEST(Recipe, HasValuesAtTheEqualityCases) {
  Recipe recipe = draw_recipe(*find_regime("gaussian"), 1, 0);
  recipe.n = 10;
  recipe.k = 4;
  recipe.head = HeadRule::random;
  recipe.dimension = 3;
  recipe.value_exponent = 0;
  for (const ValueFamily& family : value_families()) {
    recipe.values = &family;
    const Case c = grow(recipe);
    const bool head = constant_over(*c.values, c.head.head()), tail = constant_over(*c.values, c.head.tail());
    const bool sides = family.name == "constant-sides" || family.name == "opposite" || family.name == "equal";
    if (sides) {
      EXPECT_TRUE(head && tail) << family.name;
    }
    if (family.name == "random" || family.name == "offset") {
      EXPECT_FALSE(head || tail) << family.name;
    }
    const auto first = c.values->of(c.head.head()[0]), last = c.values->of(c.head.tail()[0]);
    if (family.name == "opposite") {
      EXPECT_EQ(first[0], -last[0]);
    }
  }
}

TEST(Recipe, CompletesWhatATheoremNeeds) {
  const Recipe recipe = draw_recipe(*find_regime("few-digits"), 1, 3);
  const Case grown = grow(recipe);
  for (const Theorem* theorem : catalogue()) {
    const Case c = completed(grown, *theorem, recipe);
    EXPECT_NO_THROW(check(c)) << theorem->id;
    EXPECT_EQ(c.scores, grown.scores);
    EXPECT_EQ(c.blocks, grown.blocks);
    if (theorem->needs.has<part::Companion>()) {
      EXPECT_TRUE(c.companion) << theorem->id;
    }
  }
}

} // namespace tailmass::properties::regimes
