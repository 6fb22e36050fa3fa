// Prim against Kruskal and against brute force over partitions.
#include "theory/exact/outputs/spanning_tree.hpp"
#include "theory/tests/exact/output_cases.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <numeric>

using namespace tailmass;
using namespace tailmass::testing;
using exact::KeyPair;

namespace {

Ball exact_square(const Values& values, KeyPair pair) {
  return exact::exact_squared_distance(values.of(pair.first), values.of(pair.second));
}

/// Squared edge lengths of a maximum spanning tree, longest first, by Kruskal's algorithm on exact lengths.
std::vector<Ball> kruskal(const Values& values) {
  std::vector<KeyPair> pairs;
  for (Key i = 0; i < values.keys(); ++i)
    for (Key j = 0; j < i; ++j)
      pairs.push_back({i, j});
  std::ranges::stable_sort(pairs, [&](KeyPair x, KeyPair y) {
    return certainly_less(exact_square(values, y), exact_square(values, x));
  });
  std::vector<std::size_t> component(values.keys());
  std::iota(component.begin(), component.end(), std::size_t{0});
  std::vector<Ball> lengths;
  for (const KeyPair pair : pairs) {
    const std::size_t from = component[pair.first];
    const std::size_t to = component[pair.second];
    if (from == to)
      continue;
    lengths.push_back(exact_square(values, pair));
    std::ranges::replace(component, from, to);
  }
  return lengths;
}

/// The least over partitions of the greatest squared distance across, exactly.
Ball least_diameter(const Values& values) {
  std::optional<Ball> least;
  for (unsigned part = 1; part < 1U << (values.keys() - 1); ++part) {
    Ball widest;
    for (Key i = 0; i < values.keys(); ++i)
      for (Key j = 0; j < values.keys(); ++j)
        if ((part >> i & 1U) == 1 && (part >> j & 1U) == 0 &&
            certainly_less(widest, exact_square(values, {i, j})))
          widest = exact_square(values, {i, j});
    if (!least || certainly_less(widest, *least))
      least = widest;
  }
  return *least;
}

bool same(const Ball& x, const Ball& y) {
  return !certainly_less(x, y) && !certainly_less(y, x);
}

} // namespace

TEST(MaximumSpanningTree, HasTheEdgesOfKruskals) {
  Random random(1);
  for (int trial = 0; trial < 300; ++trial) {
    const Case c = random_case(random);
    const exact::SpanningTree& tree = c.values->derived<exact::SpanningTree>();
    std::vector<Ball> lengths;
    for (const KeyPair edge : tree.edges)
      lengths.push_back(exact_square(*c.values, edge));
    std::ranges::stable_sort(lengths, [](const Ball& x, const Ball& y) { return certainly_less(y, x); });
    EXPECT_TRUE(std::ranges::equal(lengths, kruskal(*c.values), same)) << trial;
  }
}

TEST(MaximumSpanningTree, HasTheLeastDiameterForItsLeastEdge) {
  Random random(2);
  int trials = 0;
  while (trials < 60) {
    const Case c = random_case(random);
    if (c.values->keys() > 9)
      continue;
    ++trials;
    const exact::SpanningTree& tree = c.values->derived<exact::SpanningTree>();
    EXPECT_TRUE(same(exact_square(*c.values, tree.edges[tree.least]), least_diameter(*c.values)));
    std::vector<Key> keys(c.values->keys());
    std::iota(keys.begin(), keys.end(), Key{0});
    Evaluator<Ball> row(c, {400});
    const Ball by_force = exact::length(row, exact::least_diameter_by_force(*c.values, keys));
    EXPECT_TRUE(overlap(by_force * by_force, least_diameter(*c.values)));
  }
}

TEST(MaximumSpanningTree, CutsIntoTwoPartsAsFarApartAsTheEdgeRemoved) {
  Random random(3);
  for (int trial = 0; trial < 200; ++trial) {
    const Case c = random_case(random);
    const exact::SpanningTree& tree = c.values->derived<exact::SpanningTree>();
    for (std::size_t removed = 0; removed < tree.edges.size(); ++removed) {
      const exact::Cut cut = exact::cut_at(tree.edges, removed);
      EXPECT_FALSE(cut.one.empty());
      EXPECT_FALSE(cut.other.empty());
      std::vector<Key> all = cut.one;
      all.insert(all.end(), cut.other.begin(), cut.other.end());
      std::ranges::sort(all);
      EXPECT_EQ(all.size(), c.values->keys());
      EXPECT_EQ(std::ranges::adjacent_find(all), all.end());
      for (std::size_t i = 0; i < tree.edges.size(); ++i) // of the tree's edges only the removed one crosses
        EXPECT_EQ(std::ranges::count(cut.one, tree.edges[i].first) !=
                      std::ranges::count(cut.one, tree.edges[i].second),
                  i == removed);
      EXPECT_TRUE(same(exact_square(*c.values, exact::farthest_pair(*c.values, cut.one, cut.other)),
                       exact_square(*c.values, tree.edges[removed])));
    }
  }
}

TEST(Shorter, ComparesBeyondTheRoundingOfDoubles) {
  const Values values(3, 2, {0, 0, 1, 0, 1, 0x1p-53});
  EXPECT_TRUE(exact::shorter(values, {0, 1}, {0, 2}));
  EXPECT_FALSE(exact::shorter(values, {0, 2}, {0, 1}));
  EXPECT_FALSE(exact::shorter(values, {0, 1}, {1, 0}));
}
