// The list of parts: every member visited, names that differ, sets and orders.
#include "theory/nouns/parts.hpp"

#include <gtest/gtest.h>
#include <set>

using namespace tailmass;

TEST(Parts, EachMemberOfAnEntryIsVisited) {
  Parts::each([]<class P>(std::type_identity<P>) {
    const P part;
    std::size_t visited = 0;
    P::each_member(part, [&](const char* /*name*/, const auto& member) { visited += sizeof(member); });
    EXPECT_EQ(visited, sizeof(P)) << P::name;
    EXPECT_TRUE(is_absent(part)) << P::name;
  });
}

TEST(Parts, NamesDiffer) {
  std::set<std::string_view> names, members;
  Parts::each([&]<class P>(std::type_identity<P>) {
    EXPECT_TRUE(names.insert(P::name).second) << P::name;
    const P part;
    P::each_member(part, [&](std::string_view name, const auto& /*member*/) {
      EXPECT_TRUE(members.insert(name).second) << name;
    });
  });
}

TEST(Parts, AnotherOrderHasEveryPartOnce) {
  std::vector<std::string_view> names;
  Parts::each_first<part::Sample, part::Epsilon>(
      [&]<class P>(std::type_identity<P>) { names.push_back(P::name); });
  EXPECT_EQ(names.size(), Parts::size);
  EXPECT_EQ(std::vector(names.begin(), names.begin() + 4),
            (std::vector{part::Sample::name, part::Epsilon::name, part::Values::name, part::Blocks::name}));
  EXPECT_EQ(names.back(), part::Searches::name);
}

TEST(Parts, ASetHasWhatItIsMadeOf) {
  constexpr PartSet set = parts<part::Values, part::Box> | parts<part::Sample>;
  EXPECT_TRUE(set.has<part::Values>() && set.has<part::Box>() && set.has<part::Sample>());
  EXPECT_FALSE(set.has<part::Epsilon>() || set.has<part::Searches>());
  EXPECT_EQ(set, (parts<part::Sample, part::Values, part::Box>));
  EXPECT_EQ(set | all_parts, all_parts);
  EXPECT_NE(PartSet(), parts<part::Values>);
}

TEST(Parts, WholeIsWithAllMembersAndAbsentWithout) {
  part::Blocks blocks;
  blocks.blocks = std::make_shared<const Blocks>(Scores({1}), std::vector<Block>{{{0}, 1, 1, true}});
  EXPECT_FALSE(is_whole(blocks) || is_absent(blocks));
  blocks.finer_blocks = blocks.blocks;
  EXPECT_TRUE(is_whole(blocks));
}
