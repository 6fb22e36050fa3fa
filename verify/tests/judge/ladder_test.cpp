// Where the ladder starts, what it still reads, and how it climbs.
#include "verify/judge/ladder.hpp"

#include <gtest/gtest.h>

namespace tailmass::verify::judge {

namespace {

/// 1 <= 2, which any precision decides.
Claim<Ball> easy() {
  return {"easy", Relation::at_most, false, false, 0, true, Ball(1), Ball(2)};
}

/// An identity of sides that overlap, but not within 2^-200.
Claim<Ball> wide() {
  Ball side = Ball(1).at_precision(64);
  arb_add_error_2exp_si(side.raw(), -100);
  return {"wide", Relation::equal, false, false, 0, true, side, side};
}

constexpr double range = 500;   // -log2 min(tau, 1 - tau)
constexpr long agreement = 768; // 200 + 64 + 500, in steps of 64
constexpr std::size_t first = 0, second = 1;

} // namespace

TEST(Ladder, StartsAtTheRungOfWhatIsOpen) {
  const Precisions precisions;
  EXPECT_EQ(Ladder(precisions, Scope::head, range, {}).bits(), 320) << "of nothing known a bound may be open";
  Findings identity_open;
  identity_open.enter(first, wide(), std::nullopt);
  EXPECT_EQ(Ladder(precisions, Scope::head, range, identity_open).bits(), agreement);
  identity_open.enter(second, easy(), std::nullopt);
  EXPECT_EQ(Ladder(precisions, Scope::head, range, identity_open).bits(), 320);
  EXPECT_EQ(Ladder(precisions, Scope::head, 1e5, {}).bits(), 320);
}

TEST(Ladder, ReadsWhatIsOpen) {
  const Precisions precisions;
  Ladder ladder(precisions, Scope::row, range, {});
  EXPECT_TRUE(ladder.reading().wants(first, Relation::at_most));
  ladder.decide({easy(), wide()}, true);
  EXPECT_FALSE(ladder.reading().wants(first, Relation::at_most));
  EXPECT_TRUE(ladder.reading().wants(second, Relation::equal));
  EXPECT_EQ(ladder.reading().resolution, precisions.row_resolution);
}

TEST(Ladder, ClimbsToTheAgreementsRungAndThenTwofold) {
  const Precisions precisions;
  Ladder ladder(precisions, Scope::head, range, {});
  std::vector<long> rungs;
  do {
    rungs.push_back(ladder.bits());
    ladder.decide({easy(), wide()}, true);
  } while (ladder.climb());
  EXPECT_EQ(rungs, (std::vector<long>{320, agreement, 2 * agreement, 4 * agreement, 4096}));
  const std::vector<Judgement> judgements = std::move(ladder).judgements();
  ASSERT_EQ(judgements.size(), 2U);
  EXPECT_EQ(judgements[first].verdict, Verdict::proved);
  EXPECT_EQ(judgements[first].bits, 320);
  EXPECT_EQ(judgements[second].verdict, Verdict::undecided);
  EXPECT_EQ(judgements[second].bits, 4096);
}

TEST(Ladder, DecidesNothingWhilePremisesAreOpen) {
  const Precisions precisions;
  Ladder ladder(precisions, Scope::head, 0, {});
  ladder.decide({easy()}, false);
  EXPECT_TRUE(ladder.climb());
  EXPECT_EQ(ladder.bits(), 640);
  ladder.decide({easy()}, true);
  EXPECT_FALSE(ladder.climb());
}

TEST(Ladder, IsNotClimbedWithoutNeed) {
  Findings none;
  EXPECT_FALSE(none.complete()) << "without a claim nothing is decided";
  EXPECT_TRUE(none.separation_open());
  EXPECT_FALSE(none.closeness_open());
  Claim<Ball> attained = wide();
  attained.relation = Relation::at_most;
  attained.equality = true;
  none.enter(first, attained, std::nullopt);
  EXPECT_FALSE(none.separation_open());
  EXPECT_TRUE(none.closeness_open()) << "an attained bound has to be close";
}

} // namespace tailmass::verify::judge
