// Derived parts: valid, the same for the same origin, other for another.
#include "verify/cases/derive.hpp"

#include "theory/numbers/random.hpp"
#include "theory/theorems/cases.hpp"

#include <cmath>
#include <concepts>
#include <gtest/gtest.h>

namespace tailmass::verify::cases {

namespace {

Case derived(std::vector<double> scores, std::size_t k, const Derivation& from) {
  Case c = top_k_case(std::move(scores), k);
  c.values = derived_values(c.scores->size(), 3, from.seed, "v");
  derive(c, all_parts, from);
  return c;
}

std::vector<double> row(std::size_t n, std::uint64_t seed) {
  RandomStream random(seed, {"row"});
  std::vector<double> scores(n);
  for (double& score : scores)
    score = random.below(8) == 0 ? masked : 3 * random.normal();
  scores[random.below(n)] = 1;
  return scores;
}

} // namespace

TEST(Derive, EveryPartOfEveryRowIsValid) {
  for (std::uint64_t seed = 0; seed < 40; ++seed)
    for (const std::size_t n : {1U, 2U, 3U, 17U, 100U})
      for (const std::size_t k : {std::size_t{1}, n / 2, n - 1, n}) {
        if (k == 0)
          continue;
        const Case c = derived(row(n, seed), k, {seed, "some-theorem", "scores[3]", k});
        ASSERT_NO_THROW(check(c)) << n << " " << k;
        Parts::each([&]<class P>(std::type_identity<P>) {
          const P& part = c;
          const bool possible = !std::same_as<P, part::Checkpoints> || k < c.scores->finite_count();
          EXPECT_EQ(is_whole(part), possible) << P::name;
        });
      }
}

TEST(Derive, SameOriginSameBits) {
  const Case a = derived(row(50, 1), 7, {5, "some-theorem", "scores[3]", 7});
  const Case b = derived(row(50, 1), 7, {5, "some-theorem", "scores[3]", 7});
  EXPECT_EQ(a.companion->any, b.companion->any);
  EXPECT_EQ(a.temperatures->beta1, b.temperatures->beta1);
  EXPECT_EQ(a.checkpoints->tail, b.checkpoints->tail);
  EXPECT_EQ(a.box->lower, b.box->lower);
  EXPECT_EQ(a.permutation, b.permutation);
  EXPECT_EQ(a.sub_row, b.sub_row);
  EXPECT_EQ(a.centre, b.centre);
  EXPECT_EQ(a.epsilon, b.epsilon);
  EXPECT_EQ(a.perturbed, b.perturbed);
  EXPECT_EQ(a.query_keys->keys().at(7, 2), b.query_keys->keys().at(7, 2));
  EXPECT_EQ(a.searches[1].k, b.searches[1].k);
  EXPECT_EQ(a.searches[1].cells->all().back().upper, b.searches[1].cells->all().back().upper);
}

TEST(Derive, EachPartOfTheOriginCounts) {
  const auto permutation = [](std::uint64_t seed, std::string_view theorem, std::string_view place,
                              std::size_t k) {
    Case c = top_k_case(row(50, 1), 7);
    derive(c, parts<part::Permutation>, {seed, theorem, place, k});
    return c.permutation;
  };
  const std::vector<Key> base = permutation(1, "a", "r", 7);
  EXPECT_NE(base, permutation(2, "a", "r", 7));
  EXPECT_NE(base, permutation(1, "b", "r", 7));
  EXPECT_NE(base, permutation(1, "a", "s", 7));
  EXPECT_EQ(base, permutation(1, "a", "r", 8)); // the heads of a row share it
  EXPECT_NE(permutation(1, "ab", "c", 7), permutation(1, "a", "bc", 7));
  const auto epsilon = [](std::size_t k) {
    Case c = top_k_case(row(50, 1), 7);
    derive(c, parts<part::Epsilon>, {1, "a", "r", k});
    return c.epsilon;
  };
  EXPECT_EQ(epsilon(7), epsilon(7));
  EXPECT_NE(epsilon(7), epsilon(8));
}

TEST(Derive, WhatTheCaseHasIsKept) {
  Case c = top_k_case({3, 2, 1}, 1);
  c.shift = 0.125;
  c.epsilon = 0.25;
  derive(c, parts<part::Shift, part::Epsilon>, {1, "t", "r", 1});
  EXPECT_EQ(*c.shift, 0.125);
  EXPECT_EQ(*c.epsilon, 0.25);
  EXPECT_FALSE(c.temperatures.has_value()); // not asked for
}

TEST(RandomStream, NumbersAreFixed) {
  // A stream is part of what a record means: these numbers may never change.
  RandomStream random(1, {"a", "b"}, 2);
  const std::size_t drawn[] = {random.below(1000), random.below(1000), random.below(1000)};
  RandomStream again(1, {"a", "b"}, 2);
  for (const std::size_t x : drawn)
    EXPECT_EQ(x, again.below(1000));
  RandomStream other(1, {"ab"}, 2);
  EXPECT_NE(RandomStream(1, {"a", "b"}, 2).unit(), other.unit());
}

TEST(Derive, ASampleHasItsShapeAndComesFromSeedAndTheorem) {
  const auto sample = [](std::uint64_t seed, std::string_view theorem) {
    Case c = top_k_case({0, 0}, 1);
    derive(c, parts<part::Sample>, {seed, theorem, "model", 0, SampleShape{.rows = 3, .n = 50}});
    check(c);
    return *c.sample;
  };
  EXPECT_EQ(sample(1, "a"), sample(1, "a"));
  EXPECT_EQ(sample(1, "a").rows, 3U);
  EXPECT_EQ(sample(1, "a").n, 50U);
  EXPECT_NE(sample(1, "a").seed, sample(2, "a").seed);
  EXPECT_NE(sample(1, "a").seed, sample(1, "b").seed);
  EXPECT_NE(drawn(sample(1, "a"), 0), drawn(sample(1, "a"), 1));
  EXPECT_EQ(drawn(sample(1, "a"), 1), drawn(sample(1, "a"), 1));
}

TEST(RandomStream, IsUniformAndNormalEnough) {
  RandomStream random(7, {"statistics"});
  double sum = 0;
  double squares = 0;
  std::vector<int> counts(10);
  constexpr int draws = 100000;
  for (int i = 0; i < draws; ++i) {
    const double x = random.normal();
    sum += x;
    squares += x * x;
    ++counts[random.below(10)];
  }
  EXPECT_NEAR(sum / draws, 0, 0.02);
  EXPECT_NEAR(squares / draws, 1, 0.03);
  for (const int count : counts)
    EXPECT_NEAR(count, draws / 10, 500);
}

} // namespace tailmass::verify::cases
