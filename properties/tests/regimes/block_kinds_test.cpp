// Blocks of every kind partition the keys, know their scores and are refined.
#include "properties/regimes/block_kinds.hpp"

#include "theory/theorems/cases.hpp"

#include <gtest/gtest.h>

#include <set>

namespace tailmass::properties::regimes {

namespace {

Case row() {
  return top_k_case({3, 1, 2, masked, 0, 5, 4, -1, masked, 2}, 4);
}

} // namespace

TEST(BlockKinds, PartitionTheKeysAndAreRefined) {
  for (const BlockKind& kind : block_kinds())
    for (std::uint64_t trial = 0; trial < 30; ++trial) {
      Case c = row();
      RandomStream random(trial, {"blocks test"});
      ASSERT_NO_THROW(add_blocks(c, kind, {.loose = trial % 2 == 0, .with_head = trial % 3 == 0}, random));
      EXPECT_NO_THROW(check(c)) << kind.name; // that the finer ones refine the others, too
      EXPECT_TRUE(refines(*c.finer_blocks, *c.blocks));
    }
}

TEST(BlockKinds, AreAsNamed) {
  RandomStream random(1, {"blocks test"});
  const Case c = row();
  for (const BlockKind& kind : block_kinds()) {
    const Partition parts = kind.cut(c, random);
    if (kind.name == "one-block") {
      EXPECT_EQ(parts.size(), 1U);
    }
    if (kind.name == "single-keys") {
      EXPECT_EQ(parts.size(), c.scores->size());
    }
    if (kind.name == "by-rank") {
      EXPECT_EQ(parts.front().front(), 5U) << "the best key comes first";
    }
  }
}

TEST(BlockKinds, FollowTheHeadWhereAsked) {
  Case c = row();
  RandomStream random(1, {"blocks test"});
  for (const BlockKind& kind : block_kinds()) {
    if (kind.name != "by-rank")
      continue;
    add_blocks(c, kind, {.loose = false, .with_head = true}, random);
    std::vector<Key> head = c.blocks->head_keys();
    EXPECT_EQ(std::set<Key>(head.begin(), head.end()),
              std::set<Key>(c.head.head().begin(), c.head.head().end()));
  }
}

TEST(BlockKinds, AreLooseOnlyWhereAsked) {
  for (const bool loose : {false, true}) {
    std::size_t wider = 0;
    for (std::uint64_t trial = 0; trial < 20; ++trial) {
      Case c = row();
      RandomStream random(trial, {"blocks test"});
      add_blocks(c, block_kinds()[0], {.loose = loose, .with_head = false}, random);
      for (const Block& block : c.blocks->all())
        wider += block.upper > tight_block(*c.scores, block.keys, false).upper ? 1 : 0;
    }
    EXPECT_EQ(wider > 0, loose);
  }
}

} // namespace tailmass::properties::regimes
