// The filter proves what balls prove, and nothing else.
#include "verify/judge/judge_filter.hpp"

#include "theory/exact/distribution/softmax.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/catalogue.hpp"
#include "theory/theorems/instantiate.hpp"
#include "verify/attention/bundled.hpp"
#include "verify/campaign/row_campaign.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>

namespace tailmass::verify::judge {

namespace {

Claim<Interval> bound_of(Interval lhs, Interval rhs, bool equality = false) {
  return {"lhs <= rhs", Relation::at_most, equality, false, 0, true, lhs, rhs};
}

/// Every `step`-th row of the bundled scores: all of them with TAILMASS_FILTER_STEP=1.
std::size_t row_step() {
  const char* asked = std::getenv("TAILMASS_FILTER_STEP");
  return asked == nullptr ? 61 : static_cast<std::size_t>(std::atoi(asked));
}

/// tau <= 0.9, false of some heads.
struct NineTenths {
  template <class R>
  static void sides(Evaluator<R>& row, const Case&, Sides<R>& out) {
    out.at_most("tau <= 9/10", [&] {
      return Both<R>{exact::tail_mass(row), R(R(9) / row.precision()(std::size_t{10}))};
    });
  }
};

} // namespace

TEST(JudgeFilter, DecidesOnlyBoundsThatSeparate) {
  EXPECT_EQ(decide_by_intervals(bound_of(1, 2))->verdict, Verdict::proved);
  EXPECT_NEAR(decide_by_intervals(bound_of(1, 2))->slack, std::log(2.0), 1e-15);
  EXPECT_TRUE(decide_by_intervals(bound_of(1, 2))->filtered);
  EXPECT_FALSE(decide_by_intervals(bound_of(2, 1)));
  EXPECT_FALSE(decide_by_intervals(bound_of(1, 1)));
  EXPECT_FALSE(decide_by_intervals(bound_of(0, 0))) << "equal without an equality case";
  EXPECT_FALSE(decide_by_intervals(bound_of(0, Interval::between(0, 1)))) << "the right side may be 0";
  EXPECT_FALSE(decide_by_intervals(bound_of(1, 2, true))) << "an attained bound has to be close";
  EXPECT_EQ(decide_by_intervals(bound_of(3, 3, true))->verdict, Verdict::tight);
  EXPECT_FALSE(decide_by_intervals(bound_of(0, 0, true))) << "close to what?";
  const Interval third = Interval(1) / 3;
  EXPECT_FALSE(decide_by_intervals(bound_of(third, third, true))) << "106 bits are not 200";
  EXPECT_EQ(decide_by_intervals(bound_of(third, third + 0x1p-70))->verdict, Verdict::proved);
  EXPECT_FALSE(decide_by_intervals(bound_of(third, third + 0x1p-90))) << "its slack has no six digits";
  EXPECT_FALSE(decide_by_intervals(bound_of(Interval::between(0, 1.5), 2))) << "its slack is not known";
  EXPECT_FALSE(decide_by_intervals(bound_of(Interval::between(1, 2), Interval::between(1.5, 3))));
  EXPECT_FALSE(decide_by_intervals(bound_of(1, Interval::between(2, INFINITY))));
  EXPECT_TRUE(std::isinf(decide_by_intervals(bound_of(0, 2))->slack));
  Claim<Interval> other = bound_of(1, 2);
  other.relation = Relation::equal;
  EXPECT_FALSE(decide_by_intervals(other));
  other = bound_of(1, 2);
  other.evaluated = false;
  EXPECT_FALSE(decide_by_intervals(other));
}

TEST(JudgeFilter, NeedsItsPremises) {
  EXPECT_TRUE(premises_hold({{1, 2, false}, {3, 3, true}}));
  EXPECT_FALSE(premises_hold({{1, 2, false}, {Interval::between(1, 3), 2, false}}));
  EXPECT_FALSE(premises_hold({{2, 1, false}}));
  EXPECT_FALSE(premises_hold({{1, 2, true}})) << "a contradiction, which balls report";
}

TEST(JudgeFilter, LeavesWhatIsFalseToBalls) {
  const Theorem theorem{.id = "nine-tenths",
                        .words = {},
                        .section = 0,
                        .statement = {},
                        .equality_case = {},
                        .source = {},
                        .scope = Scope::head,
                        .needs = {},
                        .hypotheses = {},
                        .sides = sides_of<NineTenths>(),
                        .witness = nullptr,
                        .no_witness_because = {},
                        .mutants = {}};
  Judge judge;
  const Judgement held = judge.judge(theorem, top_k_case({1, 0, 0}, 2)).front();
  EXPECT_EQ(held.verdict, Verdict::proved);
  EXPECT_TRUE(held.filtered);
  const Judgement refuted = judge.judge(theorem, top_k_case(std::vector<double>(20, 0.0), 1)).front();
  EXPECT_EQ(refuted.verdict, Verdict::refuted);
  EXPECT_FALSE(refuted.filtered);
}

TEST(JudgeFilter, ChangesNoVerdictOnBundledScores) {
  cases::Dataset dataset(attention::bundled_files(), {}, 1);
  const cases::RowChoice rows(dataset.rows());
  const campaign::CampaignOptions options;
  std::size_t bounds = 0, whole = 0, filtered = 0; // whole: attained by whole numbers
  for (std::size_t index = 0; index < dataset.rows(); index += row_step()) {
    Judge balls({.filter = false}), both;
    const auto alone = campaign::judge_row(balls, dataset, rows, index, catalogue(), options).sheet.records();
    const auto with_filter =
        campaign::judge_row(both, dataset, rows, index, catalogue(), options).sheet.records();
    ASSERT_EQ(alone.size(), with_filter.size());
    for (std::size_t t = 0; t < alone.size(); ++t) {
      EXPECT_EQ(alone[t].filtered, 0U);
      ASSERT_EQ(alone[t].claims.size(), with_filter[t].claims.size()) << alone[t].id;
      for (std::size_t i = 0; i < alone[t].claims.size(); ++i) {
        const record::ClaimRecord &a = alone[t].claims[i], &b = with_filter[t].claims[i];
        for (const Verdict verdict : all_verdicts)
          EXPECT_EQ(a.tally.of(verdict), b.tally.of(verdict)) << alone[t].id << ' ' << a.label;
        if (a.worst_slack && std::isfinite(*a.worst_slack)) {
          EXPECT_NEAR(*a.worst_slack, *b.worst_slack, 1e-6 * std::abs(*a.worst_slack)) << alone[t].id;
        }
        bounds += a.tally.of(Verdict::proved);
        whole += a.label.find("ceil(") == std::string::npos ? 0 : a.tally.of(Verdict::tight);
      }
      filtered += with_filter[t].filtered;
    }
  }
  EXPECT_GT(bounds, 1000U);
  EXPECT_GE(static_cast<double>(filtered), 0.99 * static_cast<double>(bounds) + static_cast<double>(whole))
      << filtered << " of " << bounds << " and " << whole;
}

} // namespace tailmass::verify::judge
