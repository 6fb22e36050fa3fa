// Clusters of key vectors: what is apart, and the same as one distance at a time, on every instruction set.
#include "theory/fast/search/clusters.hpp"

#include "theory/fast/kernels/targets.hpp"
#include "theory/tests/fast/rows.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <limits>
#include <numeric>
#include <random>

using namespace tailmass;

namespace {

double square(std::span<const double> a, std::span<const double> b) {
  double sum = 0;
  for (std::size_t axis = 0; axis < a.size(); ++axis)
    sum += (a[axis] - b[axis]) * (a[axis] - b[axis]);
  return sum;
}

Partition by_nearest(const Values& keys, const std::vector<std::vector<double>>& centres) {
  Partition parts(centres.size());
  for (Key key = 0; key < keys.keys(); ++key)
    parts[static_cast<std::size_t>(
              std::ranges::min_element(centres, {}, [&](const auto& c) { return square(keys.of(key), c); }) -
              centres.begin())]
        .push_back(key);
  std::erase_if(parts, [](const std::vector<Key>& part) { return part.empty(); });
  return parts;
}

/// k-means as it is told, one distance at a time.
Partition told(const Values& keys, std::size_t count) {
  std::vector<std::vector<double>> centres{{keys.of(0).begin(), keys.of(0).end()}};
  std::vector<double> nearest(keys.keys());
  while (centres.size() < count) {
    for (Key key = 0; key < keys.keys(); ++key) {
      nearest[key] = square(keys.of(key), centres.front());
      for (const std::vector<double>& centre : centres)
        nearest[key] = std::min(nearest[key], square(keys.of(key), centre));
    }
    const auto next = static_cast<std::size_t>(std::ranges::max_element(nearest) - nearest.begin());
    if (nearest[next] == 0)
      break;
    centres.emplace_back(keys.of(next).begin(), keys.of(next).end());
  }
  Partition parts = by_nearest(keys, centres);
  for (int round = 1; round < 8; ++round) {
    centres.clear();
    for (const std::vector<Key>& part : parts)
      centres.push_back(centre_of(keys, part));
    parts = by_nearest(keys, centres);
  }
  return parts;
}

} // namespace

TEST(Clusters, FindWhatIsApart) {
  const Values keys(6, 1, {0, 10, 0.5, 10.5, 1, -20});
  EXPECT_EQ(fast::clusters(keys, 3), (Partition{{0, 2, 4}, {5}, {1, 3}}));
  EXPECT_EQ(fast::clusters(keys, 1), (Partition{{0, 1, 2, 3, 4, 5}}));
  EXPECT_EQ(fast::clusters(keys, 99).size(), 6U);
  EXPECT_EQ(fast::clusters(Values(3, 1, {2, 2, 2}), 2), (Partition{{0, 1, 2}})); // equal keys are not apart
}

TEST(Clusters, AreThoseOfOneDistanceAtATime) {
  std::mt19937_64 engine(4);
  std::normal_distribution<double> normal;
  for (const std::size_t n : {1UL, 63UL, 65UL, 300UL})
    for (const std::size_t d : {1UL, 5UL, 16UL})
      for (const std::size_t count : {1UL, 7UL, 70UL}) {
        std::vector<double> entries(n * d);
        for (double& x : entries)
          x = count == 7 ? std::round(2 * normal(engine)) : normal(engine); // the former are tied
        const Values keys(n, d, entries);
        const Partition expected = told(keys, count);
        for (const std::string_view target : fast::targets()) {
          const OnTarget on(target);
          EXPECT_EQ(fast::clusters(keys, count), expected) << n << ' ' << d << ' ' << count << ' ' << target;
        }
      }
}

TEST(Clusters, OfManyKeysAreCutCoarselyFirst) {
  // Groups of 8 keys, apart on two scales: 2,048 groups of 64 clouds. Clusters find every group.
  constexpr std::size_t groups = 2048, clouds = 64, n = 8 * groups;
  static_assert(n * groups > fast::most_pairs_at_once);
  std::mt19937_64 engine(5);
  std::uniform_real_distribution<double> noise(-0.01, 0.01);
  std::vector<double> entries;
  for (std::size_t key = 0; key < n; ++key) {
    const std::size_t group = key % groups, cloud = group % clouds, member = group / clouds;
    for (const std::size_t place :
         {1000 * (cloud % 8), 1000 * (cloud / 8), 10 * (member % 6), 10 * (member / 6)})
      entries.push_back(static_cast<double>(place) + noise(engine));
  }
  const Values keys(n, 4, entries);
  const Partition parts = fast::clusters(keys, groups);
  EXPECT_LE(parts.size(), groups);
  std::vector<Key> all;
  std::size_t whole = 0;
  for (const std::vector<Key>& part : parts) {
    EXPECT_FALSE(part.empty());
    EXPECT_TRUE(std::ranges::is_sorted(part));
    all.insert(all.end(), part.begin(), part.end());
    whole += part.size() == 8 &&
             std::ranges::all_of(part, [&](Key key) { return key % groups == part.front() % groups; });
  }
  std::ranges::sort(all);
  ASSERT_EQ(all.size(), n);
  for (Key key = 0; key < n; ++key)
    ASSERT_EQ(all[key], key);
  EXPECT_EQ(whole, groups);
  EXPECT_EQ(fast::clusters(Values(5000, 1, std::vector<double>(5000, 2.0)), 2500).size(),
            1U); // none is apart
}
