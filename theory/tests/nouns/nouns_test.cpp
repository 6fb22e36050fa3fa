// Domain checks and orders of the nouns.
#include "theory/nouns/case.hpp"
#include "theory/nouns/domain_error.hpp"
#include "theory/numbers/random.hpp"
#include "theory/theorems/cases.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <gtest/gtest.h>
#include <limits>
#include <numeric>

using namespace tailmass;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double inf = std::numeric_limits<double>::infinity();

template <class F>
std::string reason(F&& f) {
  try {
    f();
  } catch (const DomainError& error) {
    return error.what();
  }
  return "accepted";
}

} // namespace

TEST(Scores, RefusesWhatIsOutsideTheDomain) {
  EXPECT_EQ(reason([] { Scores({}); }), "empty row of scores");
  EXPECT_EQ(reason([] { Scores({1, not_a_number}); }), "score is NaN at key 1");
  EXPECT_EQ(reason([] { Scores({inf, 1}); }), "score is +inf at key 0");
  EXPECT_EQ(reason([] { Scores({masked, masked}); }), "every key of the row is masked");
}

TEST(Scores, OrderOfLongRowsIsThatOfComparisons) {
  RandomStream random(5, {"long rows"});
  for (const std::size_t n : {255U, 256U, 1000U}) {
    std::vector<double> scores(n);
    for (double& score : scores)
      score = random.normal() * std::ldexp(1, static_cast<int>(random.below(2000)) - 1000);
    const double special[] = {masked, 0.0, -0.0, 0x1p-1074, -0x1p-1074, 0x1p-1022, 1e308, -1e308};
    for (std::size_t i = 0; i < n / 2; ++i)
      scores[random.below(n)] = i % 2 == 0 ? special[random.below(8)] : scores[random.below(n)];
    std::vector<Key> expected(n);
    std::iota(expected.begin(), expected.end(), Key{0});
    std::ranges::stable_sort(expected, std::greater<>{}, [&](Key key) { return scores[key]; });
    const Scores row(scores);
    EXPECT_EQ(std::vector<Key>(row.order().begin(), row.order().end()), expected) << n;
  }
}

TEST(Scores, OrderDescendsBreaksTiesByKeyAndPutsMaskedKeysLast) {
  const Scores s({1, masked, 3, 1, -0.0, 0.0, masked});
  const std::vector<Key> expected{2, 0, 3, 4, 5, 1, 6};
  EXPECT_EQ(std::vector<Key>(s.order().begin(), s.order().end()), expected);
  EXPECT_EQ(s.finite_count(), 5U);
  EXPECT_EQ(s.finite().size(), 5U);
  EXPECT_EQ(s.ranked(1), 3);
  EXPECT_EQ(s.ranked(7), masked);
  EXPECT_TRUE(s.masked(1));
  EXPECT_FALSE(s.masked(0));
}

TEST(Head, TopKRangeAndParts) {
  const Scores s({1, masked, 3, 1});
  EXPECT_EQ(reason([&] { (void)Head::top_k(s, 0); }), "k = 0 is outside 1..4");
  EXPECT_EQ(reason([&] { (void)Head::top_k(s, 5); }), "k = 5 is outside 1..4");
  const Head head = Head::top_k(s, 2);
  EXPECT_EQ(std::vector<Key>(head.head().begin(), head.head().end()), (std::vector<Key>{2, 0}));
  EXPECT_EQ(std::vector<Key>(head.tail().begin(), head.tail().end()), (std::vector<Key>{3, 1}));
  EXPECT_EQ(head.finite_tail().size(), 1U);
  EXPECT_TRUE(head.is_top_k());
  EXPECT_TRUE(Head::top_k(s, 4).finite_tail().empty());
}

TEST(Head, AnySetIsJudgedTopKByItsScores) {
  const Scores s({1, masked, 3, 1});
  EXPECT_TRUE(Head::of_keys(s, {2, 3}).is_top_k()); // the other side of a tie
  EXPECT_FALSE(Head::of_keys(s, {0}).is_top_k());
  EXPECT_TRUE(Head::of_keys(s, {0, 1, 2, 3}).is_top_k());
  EXPECT_EQ(reason([&] { (void)Head::of_keys(s, {1}); }), "the head has no mass: every kept key is masked");
  EXPECT_EQ(reason([&] { (void)Head::of_keys(s, {}); }), "the head has no mass: every kept key is masked");
  EXPECT_EQ(reason([&] { (void)Head::of_keys(s, {2, 2}); }), "head names a key twice at key 2");
  EXPECT_EQ(reason([&] { (void)Head::of_keys(s, {9}); }), "head names a key outside the row at key 9");
}

TEST(Values, RefusesBadShapesAndEntries) {
  EXPECT_EQ(reason([] { Values(0, 1, {}); }), "values need at least one key and one dimension");
  EXPECT_EQ(reason([] { Values(2, 2, {1, 2, 3}); }), "values have 3 entries instead of 2 x 2");
  EXPECT_EQ(reason([] { Values(2, 2, {1, 2, 3, not_a_number}); }), "value is NaN at key 1");
  EXPECT_EQ(reason([] { Values(1, 2, {1, -inf}); }), "value is infinite at key 0");
  const Values v(2, 2, {0.0, 1, -0.0, 1});
  EXPECT_TRUE(same_value(v, 0, 1));
}

TEST(Blocks, MustPartitionAndHoldTheirScores) {
  const Scores s({1, masked, 3, 1});
  const auto blocks = [&](std::vector<Block> b) { return reason([&] { Blocks(s, std::move(b)); }); };
  EXPECT_EQ(blocks({{{0, 1}, masked, 1, true}, {{2, 3}, 1, 3, false}}), "accepted");
  EXPECT_EQ(blocks({{{0, 1}, masked, 1, true}, {{2}, 1, 3, false}}), "blocks leave a key out at key 3");
  EXPECT_EQ(blocks({{{0, 1}, masked, 1, true}, {{2, 3, 0}, 1, 3, false}}),
            "blocks do not partition the keys at key 0");
  EXPECT_EQ(blocks({{{0, 1}, 0, 1, true}, {{2, 3}, 1, 3, false}}),
            "score lies outside its block's interval at key 1");
  EXPECT_EQ(blocks({{{0, 1, 2, 3}, masked, 3, false}}), "the head has no mass: every kept key is masked");
  EXPECT_EQ(blocks({{{0, 1, 2, 3}, masked, inf, true}}), "a block's interval is empty or unbounded above");
}

TEST(Blocks, RefinementKeepsSideKeysAndInterval) {
  const Scores s({1, 2, 3, 4});
  const Blocks coarse(s, {{{0, 1}, 1, 2, false}, {{2, 3}, 3, 4, true}});
  EXPECT_TRUE(
      refines(Blocks(s, {{{0}, 1, 1, false, 0}, {{1}, 2, 2, false, 0}, {{2, 3}, 3, 4, true, 1}}), coarse));
  EXPECT_FALSE(
      refines(Blocks(s, {{{0}, 0, 1, false, 0}, {{1}, 2, 2, false, 0}, {{2, 3}, 3, 4, true, 1}}), coarse));
  EXPECT_FALSE(refines(Blocks(s, {{{0, 1}, 1, 2, true, 0}, {{2, 3}, 3, 4, true, 1}}), coarse));
  EXPECT_FALSE(refines(Blocks(s, {{{0, 1}, 1, 2, false, 1}, {{2, 3}, 3, 4, true, 1}}), coarse));
  EXPECT_FALSE(refines(Blocks(s, {{{0, 1}, 1, 2, false, 0}, {{2, 3}, 3, 4, true, 7}}), coarse));
}

TEST(CaseParts, AreCheckedAgainstTheRow) {
  const auto with = [](const std::function<void(Case&)>& change) {
    Case c = with_values(top_k_case({3, 2, 1, masked}, 2), {{0, 1}, {1, 0}, {1, 1}, {2, 2}});
    change(c);
    return reason([&] { check(c); });
  };
  EXPECT_EQ(with([](Case&) {}), "accepted");
  EXPECT_EQ(with([](Case& c) { c.epsilon = 1; }), "epsilon is outside (0, 1)");
  EXPECT_EQ(with([](Case& c) { c.epsilon = not_a_number; }), "epsilon is outside (0, 1)");
  EXPECT_EQ(with([](Case& c) {
              c.values = std::make_shared<Values>(3, 1, std::vector<double>{1, 2, 3});
            }),
            "values do not match the scores in number of keys");
  EXPECT_EQ(with([](Case& c) {
              c.temperatures = TemperaturePair{2, 1};
            }),
            "temperatures need 0 <= beta0 <= beta1 < inf");
  EXPECT_EQ(with([](Case& c) { c.checkpoints = Checkpoints{{0, 2}, {2, 3}, 1}; }), "accepted");
  EXPECT_EQ(with([](Case& c) {
              c.checkpoints = Checkpoints{{0, 2}, {2, 3}, 2};
            }),
            "the number of known gaps is outside 1..n_f - k");
  EXPECT_EQ(with([](Case& c) {
              c.checkpoints = Checkpoints{{0, 2}, {2, 2, 3}, 1};
            }),
            "tail checkpoints do not rise from k to n_f");
  EXPECT_EQ(with([](Case& c) {
              c.checkpoints = Checkpoints{{1, 2}, {2, 3}, 1};
            }),
            "head checkpoints do not rise from 0 to k");
  EXPECT_EQ(with([](Case& c) { c.companion = CompanionWeights{{1, 0, 1, 0}, {0, 1, 0, 0}}; }), "accepted");
  EXPECT_EQ(with([](Case& c) {
              c.companion = CompanionWeights{{1, 1, 1, 0}, {0, 1, 0, 0}};
            }),
            "companion needs between 1 and k atoms");
  EXPECT_EQ(with([](Case& c) {
              c.companion = CompanionWeights{{0, 0, 0, 1}, {0, 1, 0, 0}};
            }),
            "companion has an atom on a masked key at key 3");
  EXPECT_EQ(with([](Case& c) {
              c.companion = CompanionWeights{{1, 0, 0, 0}, {0, 0, 1, 0}};
            }),
            "companion inside the head has an atom in the tail at key 2");
  EXPECT_EQ(with([](Case& c) {
              c.box = ScoreBox{{2, 1, 0, masked}, {3, 3, 3, masked}, {2, 2, 2, masked}, {1, 1, 1, 1}};
            }),
            "accepted");
  EXPECT_EQ(with([](Case& c) {
              c.box = ScoreBox{{2, 1, 0, masked}, {3, 3, 3, 3}, {2, 2, 2, 2}, {1, 1, 1, 1}};
            }),
            "the box is finite exactly where the scores are at key 3");
  EXPECT_EQ(with([](Case& c) {
              c.box = ScoreBox{{2, 1, 0, masked}, {3, 3, 3, masked}, {2, 4, 2, masked}, {1, 1, 1, 1}};
            }),
            "the box does not hold its point at key 1");
  EXPECT_EQ(with([](Case& c) { c.centre = {1}; }),
            "the centre does not match the values in dimension, or is not finite");
  EXPECT_EQ(with([](Case& c) { c.shift = inf; }), "the shift is not finite");
  EXPECT_EQ(with([](Case& c) {
              c.permutation = {0, 1, 1, 2};
            }),
            "the permutation names a key twice or not at all");
  EXPECT_EQ(with([](Case& c) { c.sub_row = {0, 3}; }), "the sub-row names a masked key or none of the row");
  EXPECT_EQ(with([](Case& c) { c.sub_row = {0, 0}; }), "the sub-row names a key twice");
  EXPECT_EQ(with([](Case& c) { c.perturbed = {2, 1e300, -1, masked}; }), "accepted");
  EXPECT_EQ(with([](Case& c) {
              c.perturbed = {2, 1, 0};
            }),
            "the perturbed scores do not match the scores in number");
  EXPECT_EQ(with([](Case& c) {
              c.perturbed = {2, not_a_number, 0, masked};
            }),
            "perturbed score is neither a number nor -inf at key 1");
  EXPECT_EQ(with([](Case& c) {
              c.perturbed = {2, 1, inf, masked};
            }),
            "perturbed score is neither a number nor -inf at key 2");
  EXPECT_EQ(with([](Case& c) {
              c.perturbed = {2, 1, 0, 0};
            }),
            "the perturbed scores are masked otherwise than the scores at key 3");
  EXPECT_EQ(with([](Case& c) {
              c.perturbed = {masked, 1, 0, masked};
            }),
            "the perturbed scores are masked otherwise than the scores at key 0");
}
