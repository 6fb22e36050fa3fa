// topk-optimality where ties cross the boundary: not every k of the tied keys are a Top-k set.
#include "theory/tests/theorems/theorem_check.hpp"
#include "theory/theorems/cases.hpp"

#include <gtest/gtest.h>

namespace tailmass {
extern const Theorem topk_optimality;
}
using namespace tailmass;
using namespace tailmass::testing;

namespace {

Case with_atoms(Case c, std::vector<unsigned> any) {
  std::vector<unsigned> in_head(any.size());
  in_head[c.head.head().front()] = 1;
  c.companion = CompanionWeights{.any = std::move(any), .in_head = std::move(in_head)};
  return c;
}

} // namespace

TEST(TopkOptimality, IsStrictForTiedAtomsWithoutTheTopKey) {
  const Case c = with_atoms(top_k_case({8, 0, 0}, 2), {0, 1, 1});
  for (const Claim<Ball>& claim : at_bits(topk_optimality.sides, c, 200).claims)
    EXPECT_FALSE(claim.equality) << claim.label;
  expect_to_stand(topk_optimality, c, "two tied keys below the top");
}

TEST(TopkOptimality, IsAttainedByAnyTopKSetAmongTies) {
  for (const std::vector<unsigned>& any : {std::vector<unsigned>{1, 1, 0}, {1, 0, 1}, {0, 1, 1}}) {
    const Case c = with_atoms(top_k_case({0, 0, 0}, 2), any);
    for (const Claim<Ball>& claim : at_bits(topk_optimality.sides, c, 200).claims)
      EXPECT_TRUE(claim.equality) << claim.label;
    expect_to_stand(topk_optimality, c, "a Top-2 set of three tied keys");
  }
}
