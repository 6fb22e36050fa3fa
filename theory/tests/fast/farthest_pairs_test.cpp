// The farthest pairs and keys against all of them, ties and budgets, on every instruction set.
#include "theory/fast/outputs/farthest_pairs.hpp"

#include "theory/fast/kernels/targets.hpp"
#include "theory/tests/fast/rows.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <random>

using namespace tailmass;
using fast::farthest_keys;
using fast::farthest_pairs;
using fast::FarthestPairs;

namespace {

constexpr std::size_t no_budget = std::size_t{1} << 40;

Values values_of(std::size_t n, std::size_t d, int kind) {
  std::mt19937_64 engine(n * 7 + d);
  std::normal_distribution<double> normal;
  std::vector<double> values(n * d);
  for (std::size_t i = 0; i < n; ++i) {
    const double length = kind == 1 ? std::exp(normal(engine)) : 1;
    for (std::size_t a = 0; a < d; ++a) {
      const double x = length * normal(engine);
      values[i * d + a] = kind == 2 ? 1000 + 0.01 * x : kind == 3 ? (x > 0 ? 1 : -1) : x;
    }
  }
  return Values(n, d, values);
}

long double true_square(const Values& values, Key i, Key j) {
  long double sum = 0;
  for (std::size_t a = 0; a < values.dimension(); ++a) {
    const long double t = static_cast<long double>(values.at(i, a)) - values.at(j, a);
    sum += t * t;
  }
  return sum;
}

struct Sides {
  std::vector<Key> first, second;
};
Sides sides_of(std::size_t n, std::size_t k) {
  Sides sides;
  for (Key key = 0; key < n; ++key)
    (key * 7 % n < k ? sides.first : sides.second).push_back(key);
  return sides;
}

} // namespace

TEST(FarthestPairs, NameTheFarthestOne) {
  for (const std::size_t n : {2UL, 5UL, 60UL, 400UL})
    for (const std::size_t d : {1UL, 3UL, 17UL, 64UL})
      for (const int kind : {0, 1, 2, 3}) {
        const Values values = values_of(n, d, kind);
        const Sides sides = sides_of(n, n / 3 + 1);
        long double farthest = 0;
        for (const Key i : sides.first)
          for (const Key j : sides.second)
            farthest = std::max(farthest, true_square(values, i, j));
        for (const std::string_view target : fast::targets()) {
          const OnTarget on(target);
          SCOPED_TRACE(std::string(target) + " n " + std::to_string(n) + " d " + std::to_string(d) +
                       " kind " + std::to_string(kind));
          const FarthestPairs found = farthest_pairs(values, sides.first, sides.second, no_budget);
          ASSERT_FALSE(found.pairs.empty());
          EXPECT_NE(found.outcome, FarthestPairs::Outcome::over_budget);
          EXPECT_GE(static_cast<long double>(found.most) * found.most, farthest * (1 - 1e-18L));
          long double named = 0;
          for (const auto& [i, j] : found.pairs)
            named = std::max(named, true_square(values, i, j));
          EXPECT_GE(named, farthest * (1 - 1e-12L));
          if (found.outcome == FarthestPairs::Outcome::found) {
            EXPECT_EQ(named, farthest);
          }
          if (kind < 2) {
            EXPECT_EQ(found.outcome, FarthestPairs::Outcome::found);
            EXPECT_LE(found.pairs.size(), 4U);
          }
        }
      }
}

TEST(FarthestPairs, SayWhereManyAreTied) {
  const Values same(2000, 1, [] {
    std::vector<double> values(2000);
    for (std::size_t i = 0; i < values.size(); ++i)
      values[i] = i % 2 == 0 ? 1 : -1;
    return values;
  }());
  Sides sides;
  for (Key key = 0; key < 2000; ++key)
    (key % 2 == 0 ? sides.first : sides.second).push_back(key);
  const FarthestPairs found = farthest_pairs(same, sides.first, sides.second, no_budget);
  EXPECT_EQ(found.outcome, FarthestPairs::Outcome::tied);
  EXPECT_EQ(found.pairs.size(), 1U);
  EXPECT_NEAR(found.most, 2, 1e-14);
}

TEST(FarthestPairs, OverBudgetEncloseTheFarthestOne) {
  const Values values = values_of(300, 16, 0);
  const Sides sides = sides_of(300, 100);
  const double most = farthest_pairs(values, sides.first, sides.second, no_budget).most;
  double least = 0;
  for (const std::size_t budget : {0UL, 16UL * 2000, 16UL * 4000}) {
    SCOPED_TRACE(budget);
    const FarthestPairs found = farthest_pairs(values, sides.first, sides.second, budget);
    EXPECT_EQ(found.outcome, FarthestPairs::Outcome::over_budget);
    const auto [i, j] = found.pairs.front();
    const double seen = std::sqrt(static_cast<double>(true_square(values, i, j)));
    EXPECT_GE(seen, least); // more operations see no less
    EXPECT_LE(seen, most);
    EXPECT_GE(found.most, most * (1 - 1e-14));
    least = seen;
  }
}

TEST(FarthestKeys, NameTheFarthestFromAPointThatIsNearlyKnown) {
  for (const int kind : {0, 1, 2, 3}) {
    const Values values = values_of(200, 9, kind);
    std::vector<Key> keys;
    for (Key key = 0; key < 200; key += 3)
      keys.push_back(key);
    const std::vector<double> point(values.of(5).begin(), values.of(5).end());
    std::vector<double> moved = point;
    moved[2] += 1e-6;
    long double farthest = 0;
    for (const Key key : keys)
      farthest = std::max(farthest, true_square(values, key, 5));
    const std::vector<Key> found = farthest_keys(values, keys, moved, 1e-6);
    EXPECT_TRUE(std::ranges::any_of(found, [&](Key key) { return true_square(values, key, 5) == farthest; }));
    if (kind < 2) {
      EXPECT_LE(found.size(), 3U);
    }
  }
}
