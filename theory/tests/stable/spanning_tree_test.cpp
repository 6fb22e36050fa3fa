// The stable least edge of a maximum spanning tree by hand.
#include "theory/stable/outputs/spanning_tree.hpp"

#include "theory/tests/stable/stable_of.hpp"
#include "theory/theorems/cases.hpp"

#include <gtest/gtest.h>

using namespace tailmass;
using tests::stable_of;

TEST(StableSpanningTree, IsThatOfTheMaximumTreeOverFiniteKeys) {
  // Distances 1, 3, 2 between 0, 1, 3: the tree of 3 and 2, though 1 and 2 are the nearest neighbours'.
  const Case c = with_values(top_k_case({0, 0, masked, 0}, 1), {{0}, {1}, {-50}, {3}});
  EXPECT_EQ(stable::spanning_tree_edge(c).number().value, 2);
}

TEST(StableSpanningTree, HandlesEqualValuesAndOneKey) {
  EXPECT_EQ(stable::spanning_tree_edge(with_values(top_k_case({0, 1}, 1), {{7}, {7}})).number().value, 0);
  const Case one = with_values(top_k_case({0, masked}, 1), {{7}, {8}});
  EXPECT_EQ(stable::spanning_tree_edge(one).number().value, 0);
  EXPECT_TRUE(stable_of("spanning_tree_edge", "double").compute(one).empty());
}

TEST(StableSpanningTree, ComparesEdgesOfEveryScale) {
  const Case c = with_values(top_k_case({0, 0, 0}, 1), {{1e300, 0}, {1e300, 1e-300}, {0, 0}});
  EXPECT_EQ(stable::spanning_tree_edge(c).number().value, 1e300);
  const Case close = with_values(top_k_case({0, 0}, 1), {{1e300, 0}, {1e300, 1e-300}});
  EXPECT_EQ(stable::spanning_tree_edge(close).number().value, 1e-300);
}
