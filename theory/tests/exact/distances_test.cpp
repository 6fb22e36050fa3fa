// Bounds of distances hold against exact arithmetic, and no farthest pair or key is missed.
#include "theory/exact/outputs/distances.hpp"
#include "theory/tests/exact/output_cases.hpp"
#include "theory/theorems/cases.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <numeric>
#include <thread>

using namespace tailmass;
using namespace tailmass::testing;
using exact::KeyPair;

namespace {

Ball exact_square(const Values& values, KeyPair pair) {
  return exact::exact_squared_distance(values.of(pair.first), values.of(pair.second));
}

/// x 2^{2e}, exactly.
Ball in_unit(double x, int exponent) {
  Ball result(x);
  arb_mul_2exp_si(result.raw(), result.raw(), 2 * exponent);
  return result;
}

void expect_bounds_to_hold(const Values& values) {
  const exact::PairDistances distances(values);
  const int exponent = distances.unit().exponent();
  for (Key i = 0; i < values.keys(); ++i)
    for (Key j = 0; j < values.keys(); ++j) {
      const Ball square = exact_square(values, {i, j});
      const exact::SquareBounds bounds = distances.squared(i, j);
      EXPECT_TRUE(certainly_at_most(in_unit(bounds.lower, exponent), square)) << i << ", " << j;
      EXPECT_TRUE(certainly_at_most(square, in_unit(bounds.upper, exponent))) << i << ", " << j;
      EXPECT_LE(bounds.upper - bounds.lower, 1e-13 * bounds.upper + 0x1p-1060);
    }
}

std::vector<Key> all_keys(const Values& values) {
  std::vector<Key> keys(values.keys());
  std::iota(keys.begin(), keys.end(), Key{0});
  return keys;
}

} // namespace

TEST(PairDistances, BoundsHoldAgainstExactSquares) {
  Random random(1);
  for (int trial = 0; trial < 600; ++trial)
    expect_bounds_to_hold(*random_case(random).values);
}

TEST(PairDistances, BoundsHoldFromEndToEndOfTheRange) {
  expect_bounds_to_hold(Values(6, 1, {1.7e308, -1.7e308, 5e-324, 0, 1e-160, 1}));
  expect_bounds_to_hold(Values(4, 2, {5e-324, 0, -5e-324, 5e-324, 0, 1e-323, 0, 0}));
  expect_bounds_to_hold(Values(5, 1, {1, 1 + 0x1p-52, 1 - 0x1p-53, 0x1p-600, 0x1.8p-600}));
  expect_bounds_to_hold(Values(3, 2, {0, 0, 0, 0, 0, 0}));
  Random random(2);
  std::vector<double> mixed(40 * 3);
  for (double& entry : mixed)
    entry = std::ldexp(normal(random), static_cast<int>(below(random, 2000)) - 1000);
  expect_bounds_to_hold(Values(40, 3, mixed));
}

TEST(PairDistances, HaveNoWidthWhereNothingRounds) {
  const Values lattice(4, 3, {1, 0, 2, 1, -1, 0.5, 0, 0, 0, 100, -99.5, 3});
  EXPECT_TRUE(exact::PairDistances(lattice).unit().exact());
  EXPECT_FALSE(exact::PairDistances(Values(2, 1, {0.1, 1})).unit().exact());
  // Whole numbers of 26 bits and a sign: differences may have 27 bits and their squares 54.
  EXPECT_FALSE(exact::PairDistances(Values(2, 1, {0x1.ffffff8p25, -0x1.ffffff8p25})).unit().exact());
  Random random(3);
  for (int trial = 0; trial < 300; ++trial) {
    const std::size_t d = 1 + below(random, 20);
    std::vector<double> entries(5 * d);
    const int width = 18 + static_cast<int>(below(random, 9));
    for (double& entry : entries)
      entry = std::ldexp(static_cast<double>(below(random, std::size_t{1} << width)), -30) *
              (trial % 2 == 0 ? 1 : -1);
    expect_bounds_to_hold(Values(5, d, entries)); // exactness included: a width of 0 must be right
  }
}

TEST(FarthestPair, IsAmongTheCandidatesAndExact) {
  Random random(4);
  std::size_t candidates = 0;
  std::size_t pairs = 0;
  for (int trial = 0; trial < 600; ++trial) {
    const Case c = random_case(random);
    const Values& values = *c.values;
    const std::span<const Key> head = c.head.head();
    const std::span<const Key> tail = c.head.tail();
    if (tail.empty())
      continue;
    Ball greatest;
    for (const Key i : head)
      for (const Key j : tail)
        if (Ball square = exact_square(values, {i, j}); certainly_less(greatest, square))
          greatest = square;
    const auto found = exact::farthest_candidates(values, head, tail);
    EXPECT_TRUE(std::ranges::any_of(
        found, [&](KeyPair pair) { return !certainly_less(exact_square(values, pair), greatest); }));
    EXPECT_FALSE(certainly_less(exact_square(values, exact::farthest_pair(values, head, tail)), greatest));
    for (const KeyPair pair : found)
      EXPECT_TRUE(std::ranges::count(head, pair.first) == 1 && std::ranges::count(tail, pair.second) == 1);
    candidates += found.size();
    pairs += head.size() * tail.size();
  }
  EXPECT_LT(candidates * 5, pairs); // a filter that lets everything pass is none
}

TEST(FarthestPair, TellsNeighboursApartThatDoublesCannot) {
  // Squares 1 and 1 + 2^-106: the difference is far below the rounding of a double.
  const Values values(3, 2, {0, 0, 1, 0, 1, 0x1p-53});
  const std::vector<Key> from{0};
  const std::vector<Key> to{1, 2};
  EXPECT_EQ(exact::farthest_candidates(values, from, to).size(), 2u);
  EXPECT_EQ(exact::farthest_pair(values, from, to).second, 2u);
}

TEST(FarthestKeys, AreAllThatAttainTheMaximum) {
  Random random(5);
  for (int trial = 0; trial < 600; ++trial) {
    const Case c = random_case(random);
    const std::vector<Key> keys = all_keys(*c.values);
    const auto square = [&](Key key) { return exact::exact_squared_distance(c.values->of(key), c.centre); };
    Ball greatest;
    for (const Key key : keys)
      if (certainly_less(greatest, square(key)))
        greatest = square(key);
    std::vector<Key> expected;
    for (const Key key : keys)
      if (!certainly_less(square(key), greatest))
        expected.push_back(key);
    EXPECT_EQ(exact::farthest_keys(*c.values, keys, c.centre), expected);
  }
}

TEST(Radii, RunOverFiniteKeysOnly) {
  const Case c = with_values(top_k_case({1, 0, masked, -1}, 2), {{3, 4}, {0, 1}, {30, 40}, {0, -2}});
  Evaluator<double> row(c);
  EXPECT_DOUBLE_EQ(exact::largest_norm(row), 5);
  EXPECT_DOUBLE_EQ(exact::head_tail_diameter(row), std::hypot(3, 6));
  EXPECT_DOUBLE_EQ(exact::radius_about(row, std::vector<double>{0, 1}), std::hypot(3, 3));
}

TEST(DerivedFromValues, IsMadeOnceForAllThreadsAndCopies) {
  Random random(6);
  std::vector<double> entries(300 * 8);
  for (double& entry : entries)
    entry = normal(random);
  const Values values(300, 8, entries);
  const Values copy = values;
  std::vector<const exact::PairDistances*> seen(4);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < seen.size(); ++i)
    threads.emplace_back([&, i] { seen[i] = &(i % 2 == 0 ? values : copy).derived<exact::PairDistances>(); });
  for (std::thread& thread : threads)
    thread.join();
  for (const auto* one : seen)
    EXPECT_EQ(one, seen[0]);
}
