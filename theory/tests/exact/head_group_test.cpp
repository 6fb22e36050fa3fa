// Sizes of one set for several heads: counted by hand, by enumeration of all sets, and by a scan in balls.
#include "theory/exact/distribution/head_group.hpp"

#include "theory/exact/distribution/shared_sets.hpp"
#include "theory/nouns/domain_error.hpp"
#include "theory/numbers/precision.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <random>

using namespace tailmass;
using exact::HeadGroup;

namespace {

constexpr double unseen = -std::numeric_limits<double>::infinity();
constexpr Precision<Ball> bits{400};

std::vector<Scores> random_heads(std::mt19937_64& engine, std::size_t count, std::size_t n, double spread) {
  std::normal_distribution<double> normal(0, spread);
  std::vector<Scores> heads;
  for (std::size_t head = 0; head < count; ++head) {
    std::vector<double> scores(n);
    for (double& score : scores)
      score = normal(engine) + 300;
    scores[engine() % n] = unseen;
    heads.emplace_back(std::move(scores));
  }
  return heads;
}

/// The mass that a head leaves to all but the first keys of the order.
Ball left_behind(const Scores& head, std::span<const Key> order, std::size_t kept) {
  Ball all = bits(0.0), tail = bits(0.0);
  for (std::size_t place = 0; place < order.size(); ++place)
    if (!head.masked(order[place])) {
      const Ball weight = exp(bits(head[order[place]]));
      all += weight;
      if (place >= kept)
        tail += weight;
    }
  return tail / all;
}

} // namespace

TEST(HeadGroup, OfEqualScores) {
  // 1/4 each: a tail of one key is exactly eps in each head, and twice eps for what the mean tells.
  const std::vector<Scores> heads{Scores({0, 0, 0, 0}), Scores({5, 5, 5, 5})};
  const HeadGroup group(heads);
  EXPECT_EQ(group.size_by_heads(0.25), 3U);
  EXPECT_EQ(group.size_by_mean(0.25), 4U);
  EXPECT_EQ(group.size_by_mean(0.5), 3U);
  EXPECT_THROW((void)group.size_by_heads(1), DomainError);
  EXPECT_THROW((void)group.size_by_mean(0), DomainError);
}

TEST(HeadGroup, OfHeadsThatSeeNothingInCommon) {
  const std::vector<Scores> heads{Scores({0, 0, unseen, unseen, unseen}),
                                  Scores({unseen, unseen, 1, 1, unseen})};
  const HeadGroup group(heads);
  EXPECT_EQ(group.order().size(), 4U) << "a key that no head sees";
  EXPECT_EQ(group.size_by_heads(0.4), 4U) << "neither head can spare a key";
}

TEST(HeadGroup, OfOneHeadIsItsOwnSmallestSet) {
  std::mt19937_64 engine(1);
  for (int i = 0; i < 50; ++i) {
    const std::vector<Scores> heads = random_heads(engine, 1, 9, 3);
    const HeadGroup group(heads);
    const std::size_t k = exact::shared_sizes({{heads[0].all().begin(), heads[0].all().end()},
                                               {heads[0].all().begin(), heads[0].all().end()}},
                                              0.1)
                              .of_first;
    EXPECT_EQ(group.size_by_heads(0.1), k);
    EXPECT_EQ(group.size_by_mean(0.1), k);
  }
}

TEST(HeadGroup, LiesBetweenTheSmallestSetOfAllAndWhatTheMeanTells) {
  std::mt19937_64 engine(2);
  std::size_t larger = 0, smaller = 0;
  for (int i = 0; i < 200; ++i) {
    const std::vector<Scores> heads = random_heads(engine, 2, 9, 0.5 + i % 4);
    const double epsilon = std::ldexp(1.0, -1 - i % 9);
    const exact::SharedSizes sizes = exact::shared_sizes(
        {{heads[0].all().begin(), heads[0].all().end()}, {heads[1].all().begin(), heads[1].all().end()}},
        epsilon);
    const HeadGroup group(heads);
    EXPECT_EQ(group.size_by_mean(epsilon), sizes.of_share);
    EXPECT_GE(group.size_by_heads(epsilon), sizes.of_both);
    EXPECT_LE(group.size_by_heads(epsilon), sizes.of_share);
    larger += group.size_by_heads(epsilon) > sizes.of_both ? 1 : 0;
    smaller += group.size_by_heads(epsilon) < sizes.of_share ? 1 : 0;
  }
  EXPECT_GE(larger, 1U) << "the order of the mean is not always the best";
  EXPECT_GE(smaller, 20U);
}

TEST(HeadGroup, SizesAreTheLeastUnderTheirBudget) {
  std::mt19937_64 engine(3);
  for (int i = 0; i < 40; ++i) {
    const std::vector<Scores> heads = random_heads(engine, 3, 40, 1 + i % 5);
    const HeadGroup group(heads);
    ASSERT_EQ(group.order().size(), 40U);
    for (const double epsilon : {0.3, 1e-3, 1e-9, 1e-300}) {
      const auto each = [&](std::size_t kept) {
        return std::ranges::all_of(heads, [&](const Scores& head) {
          return certainly_less(left_behind(head, group.order(), kept), bits(epsilon));
        });
      };
      const auto sum = [&](std::size_t kept) {
        Ball mass = bits(0.0);
        for (const Scores& head : heads)
          mass += left_behind(head, group.order(), kept);
        return certainly_less(mass, bits(epsilon));
      };
      const std::size_t by_heads = group.size_by_heads(epsilon), by_mean = group.size_by_mean(epsilon);
      EXPECT_TRUE(each(by_heads) && !each(by_heads - 1)) << i << ' ' << epsilon;
      EXPECT_TRUE(sum(by_mean) && !sum(by_mean - 1)) << i << ' ' << epsilon;
    }
  }
}

TEST(HeadGroup, BallsDecideWhatDoublesDoNotTell) {
  // The tail mass is 1/(1 + e^x) in one head, x > 0 the last digits away from ln 3.
  for (const double x : {1.0986122886681096, 1.0986122886681098, 1.09861228866811}) {
    const std::vector<Scores> heads{Scores({x, 0}), Scores({0, -800})};
    const HeadGroup group(heads);
    const bool little = certainly_less(left_behind(heads[0], group.order(), 1), bits(0.25));
    EXPECT_EQ(group.size_by_heads(0.25), little ? 1U : 2U) << x;
    EXPECT_EQ(little, x > 1.0986122886681096);
  }
}
