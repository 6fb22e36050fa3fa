// Each negative fact is seen: by its own figures, and by the evaluator of the theorems.
#include "theory/theorems/negative_facts.hpp"

#include "theory/exact/distribution/k_epsilon.hpp"
#include "theory/exact/gaps/certified_k.hpp"
#include "theory/exact/outputs/outputs.hpp"
#include "theory/theorems/cases.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <set>

using namespace tailmass;

namespace {

constexpr long fact_bits = 200;

/// The row with scores ln(weight), rounded, which the definition's exact P is an ulp or two from.
Case case_of(const WeightedValues& row, const std::vector<Key>& head) {
  std::vector<double> scores;
  for (const unsigned weight : row.weights)
    scores.push_back(std::log(weight));
  Case c = head_case(scores, head);
  c.values = std::make_shared<const Values>(row.values.size(), 1, row.values);
  check(c);
  return c;
}

Ball evaluated(const WeightedValues& row, const std::vector<Key>& head) {
  const Case c = case_of(row, head);
  Evaluator<Ball> evaluator(c, {fact_bits});
  return exact::error_norm(evaluator);
}

/// Whether a fact's figure is what the evaluator of the theorems says, as far as rounded logarithms tell.
bool agree(const WeightedValues& row, const std::vector<Key>& head) {
  const Ball figure = output_error(row, {head.begin(), head.end()}, fact_bits);
  return certainly_less(abs(figure - evaluated(row, head)), Ball(1e-15) * (figure + Ball(1)));
}

} // namespace

TEST(NegativeFacts, AreAllRefutedByTheirFigures) {
  std::set<std::string_view> ids;
  for (const NegativeFact& fact : negative_facts()) {
    EXPECT_TRUE(ids.insert(fact.id).second) << fact.id;
    EXPECT_FALSE(fact.tempting.empty() || fact.instance.empty()) << fact.id;
    EXPECT_TRUE(fact.refute(fact.figures(fact_bits))) << fact.id;
  }
  EXPECT_EQ(ids,
            (std::set<std::string_view>{"error-not-monotone", "top-k-not-output-optimal",
                                        "head-values-bound-nothing", "holds-is-not-useful",
                                        "compensation-can-hurt", "estimated-variance", "past-attention"}));
}

TEST(NegativeFacts, AreNotRefutedByFiguresThatAgreeWithThem) {
  for (const NegativeFact& fact : negative_facts()) {
    std::vector<Figure> figures = fact.figures(fact_bits);
    for (Figure& figure : figures) // one and the same number throughout: nothing rises, nothing is better
      figure.value = Ball(1).at_precision(fact_bits);
    EXPECT_FALSE(fact.refute(figures)) << fact.id;
  }
}

TEST(NegativeFacts, FiguresAreThoseOfTheEvaluator) {
  for (const std::vector<Key>& head : {std::vector<Key>{0}, {0, 1}, {0, 1, 2}})
    EXPECT_TRUE(agree(row_of_rising_error(), head)) << head.size();
  for (const Key key : {0U, 1U})
    EXPECT_TRUE(agree(row_of_better_head(), {key})) << key;
  EXPECT_TRUE(case_of(row_of_better_head(), {0}).head.is_top_k());
  EXPECT_FALSE(case_of(row_of_better_head(), {1}).head.is_top_k());
}

TEST(NegativeFacts, NoBoundFromTheHeadSurvivesTheTailsValue) {
  for (const double bound : {1e-300, 1.0, 12345.0, 1e100, 1e300}) {
    const WeightedValues row = row_of_unknown_tail(8 * bound); // tau = 1/4
    EXPECT_TRUE(agree(row, {0})) << bound;
    EXPECT_TRUE(certainly_less(Ball(bound), evaluated(row, {0}))) << bound;
    EXPECT_EQ(row.weights, row_of_unknown_tail(1).weights); // all that is known of the head is the same
    EXPECT_EQ(row.values[0], row_of_unknown_tail(1).values[0]);
  }
}

TEST(NegativeFacts, GapBoundIsLooseOnGaussianQuantiles) {
  const GaussianLooseness of;
  const Scores scores = gaussian_quantiles(of);
  EXPECT_EQ(scores.size(), 1024U);
  double sum = 0;
  double squares = 0;
  for (const double s : scores.all()) {
    sum += s;
    squares += s * s;
  }
  EXPECT_NEAR(sum, 0, 1e-9);
  EXPECT_NEAR(squares / 1024, of.sigma * of.sigma, 0.02); // a little less: the ends are missing
  EXPECT_NEAR(static_cast<double>(exact::k_by_gap_bound(exact::RankedWeights(scores), of.epsilon)),
              of.certified, 5);
  EXPECT_NEAR(static_cast<double>(exact::k_epsilon(scores, of.epsilon)), of.needed, 10);
}

TEST(NegativeFacts, MeansOfABlockHurtWhereItsValuesAreFarApart) {
  const KeyAndBlock row = row_of_harmful_means();
  EXPECT_NEAR(approximate(error_of_dropping(row, fact_bits)), 0.0040, 5e-5);
  EXPECT_NEAR(approximate(error_of_means(row, fact_bits)), 0.2427, 5e-5);
  const Case c = with_values(head_case({6, 4, -4}, {0}), {{0}, {0}, {100}});
  Evaluator<Ball> evaluator(c, {fact_bits});
  EXPECT_TRUE(overlap(exact::error_norm(evaluator), error_of_dropping(row, fact_bits)));
  KeyAndBlock level = row; // of one value the mean is as good as the scores are
  level.block_values = {100, 100};
  EXPECT_TRUE(certainly_less(error_of_means(level, fact_bits), error_of_dropping(level, fact_bits)));
}

TEST(NegativeFacts, ASampleThatMissesTheHeavyKeySeesNoVariance) {
  const HeavyKey of = one_heavy_key();
  double missed = 1; // draw after draw, each without replacement
  for (std::size_t i = 0; i < of.draws; ++i)
    missed *= static_cast<double>(of.keys - 1 - i) / static_cast<double>(of.keys - i);
  EXPECT_NEAR(missed, 0.95, 1e-12);
  EXPECT_LT(static_cast<double>(of.keys), 0.001 * (static_cast<double>(of.keys) - 1 + of.weight));
}

TEST(NegativeFacts, ALaterQueryMayGiveAKeyAllOfItsMass) {
  const KeysOfTwoQueries of = keys_of_two_queries();
  const auto mass_of_second = [&](double query) {
    const Case c = head_case({query * of.first, query * of.second}, {0});
    Evaluator<Ball> evaluator(c, {fact_bits});
    return exact::tail_mass(evaluator);
  };
  for (const double query : {of.last, of.next})
    EXPECT_TRUE(overlap(mass_of_second(query), second_mass(of, query, fact_bits))) << query;
}
