// Moves and numbers keep cases valid; parts follow their keys.
#include "properties/generated/axes.hpp"
#include "properties/generated/rearranged.hpp"
#include "properties/generated/survey.hpp"
#include "properties/hunt/first_cases.hpp"
#include "properties/hunt/moves.hpp"
#include "properties/hunt/numbers.hpp"
#include "properties/hunt/theorem_objective.hpp"
#include "properties/regimes/regimes.hpp"
#include "theory/nouns/domain_error.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/catalogue.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <set>

namespace tailmass::properties::hunt {

namespace {

/// An objective that has no goal but needs the parts that it is told.
class Needing : public Objective {
public:
  explicit Needing(PartSet needs) : needs_(needs) {}
  [[nodiscard]] std::string name() const override { return "needing"; }
  [[nodiscard]] PartSet needs() const override { return needs_; }
  [[nodiscard]] Scored guide(const Case& /*c*/) const override { return {}; }
  [[nodiscard]] Scored certified(const Case& /*c*/) const override { return {}; }
  [[nodiscard]] verify::judge::Judgement judged(const Case& /*c*/, std::size_t /*goal*/) const override {
    return {};
  }
  [[nodiscard]] std::string theorem() const override { return {}; }

private:
  PartSet needs_;
};

} // namespace

TEST(HuntMoves, GiveCheckedCases) {
  const Needing objective(all_parts);
  const auto moves = moves_for(all_parts);
  EXPECT_GT(moves.size(), 40U);
  std::set<std::string_view> names, worked;
  RandomStream random(7, {"moves"});
  for (const Move* move : moves)
    EXPECT_TRUE(names.insert(move->name).second) << move->name;
  for (const regimes::Regime* regime : regimes::regimes())
    for (std::uint64_t index = 0; index < 4; ++index) {
      const auto c = first_case(*regime, objective, RandomStream(index, {"moved", regime->name}));
      if (!c)
        continue;
      check(*c);
      for (const Move* move : moves) {
        try {
          const Case moved = move->apply(*c, random);
          ASSERT_NO_THROW(check(moved)) << move->name << " on " << regime->name << " " << index;
          worked.insert(move->name);
        } catch (const DomainError&) {
          continue; // it makes no case of this one
        }
      }
    }
  EXPECT_EQ(worked, names) << "every move works on some case";
}

TEST(HuntMoves, EachPartHasItsOwn) {
  const std::size_t of_any = moves_for({}).size();
  Parts::each([&]<class P>(std::type_identity<P>) {
    const bool moved = !OneOf<P, part::Permutation>;
    EXPECT_EQ(moves_for(parts<P>).size() > of_any, moved) << P::name;
  });
}

TEST(HuntMoves, NumbersAreThoseOfEveryPartInTheirOrder) {
  Case c = with_values(top_k_case({3, 1}, 1), {{30, 31}, {10, 11}});
  c.perturbed = {4, 2};
  c.box = ScoreBox{{2, 0}, {5, 3}, {4.5, 2.5}, {1, 1}};
  c.centre = {7, 8};
  c.temperatures = TemperaturePair{0.5, 2};
  c.epsilon = 0.25;
  check(c);
  EXPECT_EQ(numbers_of(c), (std::vector<double>{3, 1, 30, 31, 10, 11, 4, 2, 4.5, 2.5, 7, 8, 2, 0.25}));
}

// Values of every magnitude, and scores that differ by less than a normal number.
TEST(HuntMoves, ReachBothEndsOfTheFormat) {
  const Case start = with_values(top_k_case({1, 0.5, 0}, 1), {{1}, {-2}, {3}});
  const auto moves = moves_for(parts<part::Values>);
  double least = 1, most = 1, closest = 1;
  RandomStream random(7, {"ends"});
  for (int trial = 0; trial < 2000; ++trial)
    for (const Move* move : moves) {
      try {
        const Case moved = move->apply(start, random);
        if (moved.values)
          for (Key key = 0; key < moved.values->keys(); ++key)
            for (const double entry : moved.values->of(key)) {
              most = std::max(most, std::abs(entry));
              least = entry == 0 ? least : std::min(least, std::abs(entry));
            }
        const Scores& s = *moved.scores;
        for (std::size_t rank = 1; rank < s.finite_count(); ++rank)
          if (const double gap = s.ranked(rank) - s.ranked(rank + 1); gap > 0)
            closest = std::min(closest, gap);
      } catch (const DomainError&) {
        continue; // it makes no case of this one
      }
    }
  EXPECT_EQ(least, std::numeric_limits<double>::denorm_min());
  EXPECT_GT(most, 0x1p1022);
  EXPECT_LT(closest, 0x1p-1000);
}

TEST(HuntMoves, NumbersReadBackAsTheSameCase) {
  const Needing objective(all_parts);
  for (const regimes::Regime* regime : regimes::regimes()) {
    const auto c = first_case(*regime, objective, RandomStream(3, {"numbers", regime->name}));
    if (!c)
      continue;
    std::vector<double> x = numbers_of(*c);
    const Case same = with_numbers(*c, x);
    EXPECT_EQ(numbers_of(same), x) << regime->name;
    x.front() = std::nextafter(x.front(), 1e300);
    try {
      EXPECT_EQ(numbers_of(with_numbers(*c, x)).size(), x.size());
    } catch (const DomainError&) {
      continue;
    }
  }
}

TEST(Axes, PartsAreLessTheOneThatIsLeft) {
  Case c = with_values(top_k_case({1, 0}, 1), {{1, 2, 3}, {4, 5, 6}});
  c.centre = {7, 8, 9};
  const Case less = generated::without_axis(c, 1);
  check(less);
  EXPECT_EQ(less.values->dimension(), 2U);
  EXPECT_EQ(less.values->at(1, 0), 4);
  EXPECT_EQ(less.values->at(1, 1), 6);
  EXPECT_EQ(less.centre, (std::vector<double>{7, 9}));
  const Case none = generated::without_values(c);
  check(none);
  EXPECT_FALSE(none.values || !none.centre.empty());
}

TEST(Rearranged, PartsFollowTheirKeys) {
  Case c = with_values(top_k_case({3, 1, 2, 0}, 2), {{3, 30}, {1, 10}, {2, 20}, {0, 0}});
  c.perturbed = {3.5, 1, 2, -1};
  c.companion = CompanionWeights{{1, 0, 0, 2}, {0, 0, 5, 0}};
  c.checkpoints = Checkpoints{{0, 1, 2}, {2, 3, 4}, 2};
  c.sub_row = {0, 3};
  check(c);
  const std::vector<Key> order{3, 0, 2};
  const Case less = generated::rearranged(c, order, {0, 4, 2});
  check(less);
  EXPECT_EQ(less.values->at(1, 1), 30);
  EXPECT_EQ(less.perturbed, (std::vector<double>{-1, 4.5, 2}));
  EXPECT_EQ(less.companion->any, (std::vector<unsigned>{2, 1, 0}));
  EXPECT_EQ(less.companion->in_head, (std::vector<unsigned>{0, 0, 5}));
  EXPECT_EQ(less.checkpoints->tail, (std::vector<std::size_t>{2, 3}));
  EXPECT_EQ(less.checkpoints->known_gaps, 1U);
  EXPECT_EQ(less.sub_row, (std::vector<Key>{0, 1}));
  EXPECT_EQ(less.head.size(), 2U);
  const std::vector<Key> twice{0, 0, 1, 2, 3};
  const Case more = generated::rearranged(c, twice, {3, 3, 1, 2, 0});
  check(more);
  EXPECT_EQ(more.head.size(), 3U) << "a copy of a kept key is kept";
  EXPECT_EQ(more.sub_row.size(), 2U);
  const std::vector<Key> none{1, 3};
  EXPECT_THROW((void)generated::rearranged(c, none, {1, 0}), DomainError) << "no kept key is left";
}

} // namespace tailmass::properties::hunt
