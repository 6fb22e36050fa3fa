// The tree search discards no more than it certifies, and costs what it reads.
#include "theory/stable/search/tree_search.hpp"

#include "theory/exact/search/scores_of_keys.hpp"
#include "theory/nouns/domain_error.hpp"
#include "theory/numbers/random.hpp"
#include "theory/stable/search/spread.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <numeric>

namespace tailmass::stable {

namespace {

constexpr long bits = 256;

std::vector<double> normals(RandomStream& random, std::size_t count, double deviation) {
  std::vector<double> numbers(count);
  for (double& x : numbers)
    x = deviation * random.normal();
  return numbers;
}

std::vector<Key> first_keys(std::size_t n) {
  std::vector<Key> keys(n);
  std::iota(keys.begin(), keys.end(), Key{0});
  return keys;
}

/// Clusters of keys, some of them equal, and a query.
QueryKeys clustered_row(std::uint64_t seed, std::size_t n, std::size_t d) {
  RandomStream random(seed, {"tree search"}, n);
  std::vector<double> entries;
  std::vector<double> centre;
  for (std::size_t key = 0; key < n; ++key) {
    if (key % 7 == 0)
      centre = normals(random, d, 3);
    const std::vector<double> noise = normals(random, d, key % 5 == 0 ? 0 : 0.5);
    for (std::size_t x = 0; x < d; ++x)
      entries.push_back(centre[x] + noise[x]);
  }
  return {normals(random, d, 1), std::make_shared<const Values>(n, d, entries), first_keys(n), 0.7};
}

Ball mass_of(const Vector<Ball>& weights, std::span<const Key> keys) {
  Ball sum = Ball().at_precision(bits);
  for (const Key key : keys)
    sum += weights[key];
  return sum;
}

} // namespace

TEST(Spread, TellsTheDeviationAlongTheWidestDirection) {
  const std::vector<double> vectors = {3, 0, 0, -3, 0, 0, 0, 1, 0, 0, -1, 0};
  const Spread spread = spread_of(vectors, 3); // variances 18/4, 2/4, 0
  EXPECT_GE(spread.deviation, std::sqrt(4.5));
  EXPECT_LE(spread.deviation, std::sqrt(4.5) * std::pow(3, 1.0 / 64) * (1 + 1e-9));
  EXPECT_GE(spread.largest, 3);
  EXPECT_LT(spread.mean, 1e-12);
  EXPECT_LT(spread.sides[0] * spread.sides[1], 0);
}

TEST(Spread, IsNotBelowTheDeviationInAnyDirection) {
  for (const std::size_t n : {2U, 5U, 9U, 40U}) {
    constexpr std::size_t d = 9;
    RandomStream random(3, {"spread"}, n);
    const std::vector<double> vectors = normals(random, n * d, 1);
    const Spread spread = spread_of(vectors, d);
    for (int round = 0; round < 50; ++round) {
      std::vector<double> e = normals(random, d, 1);
      for (int step = 0; step < round; ++step) { // towards the widest direction
        std::vector<double> next(d);
        for (std::size_t i = 0; i < n; ++i) {
          const double along =
              std::inner_product(e.begin(), e.end(), vectors.begin() + static_cast<long>(i * d), 0.0);
          for (std::size_t x = 0; x < d; ++x)
            next[x] += along * vectors[i * d + x];
        }
        const double length = std::sqrt(std::inner_product(next.begin(), next.end(), next.begin(), 0.0));
        for (std::size_t x = 0; x < d; ++x)
          e[x] = next[x] / length;
      }
      double squares = 0;
      for (std::size_t i = 0; i < n; ++i)
        squares += std::pow(
            std::inner_product(e.begin(), e.end(), vectors.begin() + static_cast<long>(i * d), 0.0), 2);
      const double length = std::inner_product(e.begin(), e.end(), e.begin(), 0.0);
      EXPECT_LE(std::sqrt(squares / static_cast<double>(n) / length), spread.deviation) << n;
    }
  }
}

TEST(MomentExcess, IsTheTwoPointMeanAndNotBelowIt) {
  for (const double b : {1e-8, 0.1, 1.0, 20.0, 400.0})
    for (const double deviation : {1e-9, 0.05, 0.7, 3.0}) {
      const long double v = static_cast<long double>(deviation) * deviation, x = b;
      const long double mean = (v + x * x * std::exp(-x - v / x)) / (x * x + v); // over e^b
      const double excess = moment_excess({.keys = 1e300, .deviation = deviation, .above_mean = b});
      const double expected = static_cast<double>(x + std::log(mean)); // off by 2^-62 of 1 and b
      EXPECT_GE(excess, expected - 0x1p-62 * (1 + b)) << b << " " << deviation;
      const double magnitudes = b + 2 * std::log1p(b * b / static_cast<double>(v));
      EXPECT_LE(excess, expected + 32 * unit_roundoff<> * magnitudes + 0x1p-62) << b << " " << deviation;
    }
  // Two keys: Samuelson's largest score, and the mean is cosh of the deviation.
  EXPECT_NEAR(moment_excess({.keys = 2, .deviation = 1.5, .above_mean = infinity}), std::log(std::cosh(1.5)),
              1e-13);
  EXPECT_EQ(moment_excess({.keys = 3, .deviation = 0, .above_mean = 2}), 0);
}

TEST(CellMoments, BoundTheMeanExponentialOfEveryCell) {
  const QueryKeys row = clustered_row(5, 90, 4);
  const Vector<Ball> weights = exact::weights_of(row, Precision<Ball>{bits});
  const auto& scores = row.derived<exact::QueryKeysScores>();
  const Ball top = scores[scores.order().front()];
  for (const std::vector<Key>& part : pages(row.unmasked(), 11)) {
    const CellMoments moments = moments_of(row.keys(), part);
    const CellSummary summary = summarise(row.keys(), part);
    const double keys = static_cast<double>(part.size());
    double form = 0;
    for (const Deviation deviation : {Deviation::by_covariance, Deviation::by_coordinates}) {
      const ScoreMoments found = score_moments(moments, summary, row.query(), row.scale(), deviation);
      Ball mean = Ball().at_precision(bits), squares = mean;
      for (const Key key : part)
        mean += scores[key];
      mean /= Ball(keys);
      for (const Key key : part)
        squares += (scores[key] - mean) * (scores[key] - mean);
      EXPECT_FALSE(certainly_less(Ball(found.mean), mean));
      EXPECT_FALSE(certainly_less(Ball(found.deviation) * Ball(found.deviation), squares / Ball(keys)));
      if (deviation == Deviation::by_covariance) {
        form = found.deviation;
        EXPECT_NEAR(form, std::sqrt(approximate(squares / Ball(keys))), 1e-6 * form + 1e-12);
      } else {
        EXPECT_GE(found.deviation, form * (1 - 1e-6));
      }
      const Ball bound = Ball(keys) * exp((Ball(log_mean_bound(found)) - top).at_precision(bits));
      EXPECT_TRUE(certainly_at_most(mass_of(weights, part), bound));
    }
  }
}

TEST(TreeSearch, DiscardsNoMoreThanItCertifies) {
  for (const std::size_t d : {1U, 3U, 20U})
    for (const std::size_t n : {1U, 2U, 33U, 150U, 400U})
      for (const double epsilon : {0.3, 0.01, 1e-6}) {
        const QueryKeys row = clustered_row(n + d, n, d);
        const KeyTree tree(row.keys(), row.unmasked());
        const TreeSearchResult found = tree_search(row, tree, epsilon);
        const Vector<Ball> weights = exact::weights_of(row, Precision<Ball>{bits});
        const auto& scores = row.derived<exact::QueryKeysScores>();
        const Ball top = scores[scores.order().front()];
        EXPECT_LE(found.tail_mass, epsilon);
        std::vector<Key> all = found.head;
        Ball closed = Ball().at_precision(bits);
        for (const ClosedPart& part : found.closed) {
          all.insert(all.end(), part.keys.begin(), part.keys.end());
          closed += mass_of(weights, part.keys);
          const Ball bound = Ball(part.keys.size()) * exp((Ball(part.log_mean) - top).at_precision(bits));
          EXPECT_TRUE(certainly_at_most(mass_of(weights, part.keys), bound));
        }
        std::ranges::sort(all);
        EXPECT_EQ(all, first_keys(n)); // each key is scored or closed, once
        const Ball tail = closed / mass_of(weights, first_keys(n));
        EXPECT_TRUE(found.closed.empty() || certainly_at_most(tail, Ball(found.tail_mass)))
            << n << " " << d << " " << epsilon;
      }
}

TEST(TreeSearch, LosesNoProduct) {
  constexpr std::size_t n = 200, d = 5;
  const QueryKeys row = clustered_row(1, n, d);
  const KeyTree tree(row.keys(), row.unmasked());
  std::size_t numbers = tree.numbers(), cuts = 0;
  for (const KeyNode& node : tree.nodes())
    if (node.count > 1) {
      numbers += node.numbers;
      ++cuts;
      EXPECT_GE(node.numbers, d);
      EXPECT_LE(node.numbers, d + 5);
    }
  EXPECT_EQ(cuts + 1, n); // products, with that of the root
  const TreeSearchResult whole = tree_search(row, tree, 1e-300);
  EXPECT_EQ(whole.head.size(), n);
  EXPECT_EQ(whole.tail_mass, 0);
  EXPECT_DOUBLE_EQ(whole.cost, static_cast<double>(numbers) / d);
}

TEST(TreeSearch, ScoresAClusterAloneWhereTheOthersAreFar) {
  std::vector<double> entries;
  for (std::size_t key = 0; key < 512; ++key)
    entries.push_back(key < 32 ? 10 + 0.01 * static_cast<double>(key)
                               : -10 - 0.001 * static_cast<double>(key));
  const QueryKeys row({2}, std::make_shared<const Values>(512, 1, entries), first_keys(512));
  const TreeSearchResult found = tree_search(row, KeyTree(row.keys(), row.unmasked()), 0.01);
  EXPECT_LE(found.head.size(), 32U);
  EXPECT_LT(found.cost, 5 * 33 + 20);
}

TEST(TreeSearch, NeedsAnEpsilonInsideOfItsRange) {
  const QueryKeys row = clustered_row(2, 10, 2);
  const KeyTree tree(row.keys(), row.unmasked());
  for (const double epsilon : {0.0, 1.0, -0.5, std::nan("")})
    EXPECT_THROW((void)tree_search(row, tree, epsilon), DomainError);
}

} // namespace tailmass::stable
