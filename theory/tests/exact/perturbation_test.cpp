// The theorems of perturbation_section 4 about perturbed scores: witnesses, mutants, and equality flags on
// random cases; and what exact/ decides about errors.
#include "theory/exact/perturbation/perturbation.hpp"
#include "theory/tests/exact/output_cases.hpp"
#include "theory/tests/theorems/theorem_check.hpp"
#include "theory/theorems/cases.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <map>

namespace tailmass {
extern const Theorem score_perturbation, tail_mass_perturbation, topk_of_perturbed_scores;
}
using namespace tailmass;
using namespace tailmass::testing;

namespace {

const Theorem* const perturbation_section[] = {&score_perturbation, &tail_mass_perturbation,
                                               &topk_of_perturbed_scores};

/// s' of several kinds: any, one or two errors, one error a side, exchanged scores, all equal.
std::vector<double> random_perturbation(Random& random, const Case& c) {
  const std::size_t kind = below(random, 8);
  const double step =
      std::ldexp(static_cast<double>(1 + below(random, 5)), -static_cast<int>(below(random, 4)));
  const double other = below(random, 2) == 0 ? step : 2.5 * step;
  const double sign = below(random, 2) == 0 ? 1 : -1;
  std::vector<bool> kept(c.scores->size(), false);
  for (const Key key : c.head.head())
    kept[key] = true;
  std::vector<double> perturbed(c.scores->size());
  for (std::size_t key = 0; key < perturbed.size(); ++key) {
    const double score = (*c.scores)[key];
    const double flip = below(random, 2) == 0 ? 1 : -1;
    const double choices[] = {score + 0.1 * normal(random),
                              score + sign * step,
                              score + flip * step,
                              kept[key] ? score + sign * step : score - sign * other,
                              kept[key] ? score + sign * step : score + sign * other,
                              -score,
                              0.25,
                              score};
    perturbed[key] = c.scores->masked(key) ? masked : choices[kind];
  }
  return perturbed;
}

/// Scores with exact errors more often than not; every third time ones that exchange places: pairs x, x +
/// gap.
Case random_perturbed_case(Random& random) {
  const std::size_t n = 1 + below(random, 9);
  std::vector<double> scores = random_scores(random, n);
  scores[0] = std::isinf(scores[0]) ? 0 : scores[0];
  const double gap = 0.5 * static_cast<double>(1 + below(random, 4));
  const bool pairs = below(random, 3) == 0;
  if (pairs)
    for (std::size_t key = 0; key + 1 < n; key += 2) {
      scores[key] = static_cast<double>(below(random, 2));
      scores[key + 1] = scores[key] + gap;
    }
  if (pairs && n % 2 == 1)
    scores[n - 1] = n == 1 ? 0 : masked;
  Case c = below(random, 3) == 0 ? head_case(scores, {0}) : top_k_case(scores, 1 + below(random, n));
  c.perturbed = random_perturbation(random, c);
  if (pairs && below(random, 2) == 0)
    for (std::size_t key = 0; key + 1 < n; key += 2) {
      const double lift = below(random, 5) == 0 ? 0.25 : 0; // now and then exchanged in part only
      c.perturbed[key] = scores[key + 1] + 3 + lift;
      c.perturbed[key + 1] = scores[key] + 3;
    }
  check(c);
  return c;
}

/// D_i at 2200 bits, enough for any difference of doubles.
Ball long_error(const Case& c, Key key) {
  return Ball(c.perturbed[key]).at_precision(2200) - Ball((*c.scores)[key]).at_precision(2200);
}

} // namespace

TEST(Perturbation, WitnessesAttainTheirBounds) {
  const std::map<const Theorem*, std::vector<bool>> attained{{&score_perturbation, {true, true, true}},
                                                             {&tail_mass_perturbation, {true, false}},
                                                             {&topk_of_perturbed_scores, {true, true}}};
  for (const Theorem* theorem : perturbation_section) {
    const Case c = theorem->witness();
    check(c);
    EXPECT_TRUE(hypotheses_hold(*theorem, c)) << theorem->id;
    const Sides<Ball> sides = at_bits(theorem->sides, c, 400);
    ASSERT_EQ(sides.claims.size(), attained.at(theorem).size());
    for (std::size_t i = 0; i < sides.claims.size(); ++i)
      EXPECT_EQ(sides.claims[i].equality, attained.at(theorem)[i]) << sides.claims[i].label;
    expect_to_stand(*theorem, c, "the witness");
  }
}

TEST(Perturbation, LosesEveryMutant) {
  for (const Theorem* theorem : perturbation_section)
    for (const Mutant& mutant : theorem->mutants) {
      const Case c = mutant.refuting_case();
      check(c);
      EXPECT_TRUE(hypotheses_hold(*theorem, c)) << mutant.name;
      expect_to_stand(*theorem, c, std::string(mutant.name));
      EXPECT_TRUE(std::ranges::any_of(at_bits(mutant.sides, c, 400).claims, violated)) << mutant.name;
    }
}

TEST(Perturbation, StandsOnRandomCasesWithTrueFlags) {
  Random random(40);
  std::map<std::string, std::pair<int, int>> seen; // how often a claim's flag was set, and was not
  for (int trial = 0; trial < 4000; ++trial) {
    const Case c = random_perturbed_case(random);
    for (const Theorem* theorem : perturbation_section)
      if (hypotheses_hold(*theorem, c)) {
        expect_to_stand(*theorem, c, "trial " + std::to_string(trial));
        for (const Claim<Ball>& claim : at_bits(theorem->sides, c, 64).claims)
          ++(claim.equality ? seen[std::string(claim.label)].first : seen[std::string(claim.label)].second);
      }
    if (HasFailure())
      return;
  }
  EXPECT_EQ(seen.size(), 7U);
  for (const auto& [label, counts] : seen) {
    EXPECT_GE(counts.first, 50) << label;
    EXPECT_GE(counts.second, 50) << label;
  }
}

TEST(Perturbation, StandsWhereDeviationsAreBelowAnyPrecision) {
  // One key of weight e^-20000 is all that keeps the bounds of the tail from being attained.
  for (const bool swapped : {false, true})
    for (const std::vector<double>& step :
         {std::vector<double>{1, 1, -2, 0}, std::vector<double>{1, 0.5, -2, 0},
          std::vector<double>{1, 1, 2, 2}}) {
      Case c = top_k_case({1, -20000, 0, -20001}, 1);
      c = head_case({1, -20000, 0, -20001}, {0, 1});
      for (std::size_t key = 0; key < step.size(); ++key)
        c.perturbed.push_back((*c.scores)[key] + (swapped ? -step[key] : step[key]));
      for (const Claim<Ball>& claim : at_bits(tail_mass_perturbation.sides, c, 256).claims)
        EXPECT_EQ(stands(claim), true) << claim.label << ", swapped " << swapped;
    }
}

TEST(Perturbation, StandsForErrorsOfAnySize) {
  constexpr double largest = std::numeric_limits<double>::max();
  for (const std::vector<double>& perturbed : {std::vector<double>{5e-324, 0, 1},
                                               {0, 5e-324, 1},
                                               {-500, 500, 1},
                                               {-1e5, 1e5, 1},
                                               {largest, -largest, 1},
                                               {largest, largest, 1},
                                               {1e300, 1e300, 1e300},
                                               {-1e4, 2e4, 1e4}}) {
    Case c = top_k_case({0, 0, 1}, 1);
    c.perturbed = perturbed;
    for (const Theorem* theorem : perturbation_section)
      expect_to_stand(*theorem, c, "s'_1 = " + std::to_string(perturbed[0]));
  }
}

TEST(ScoreErrors, AreComparedExactly) {
  Random random(41);
  int rounded_alike = 0;
  for (int trial = 0; trial < 20000; ++trial) {
    const double scales[] = {1, 1e15, 1e-300, 5e-324, 1e300, 0x1p-53};
    Case c = top_k_case({0, 0}, 1);
    std::vector<double> scores(2);
    c.perturbed.resize(2);
    for (std::size_t key = 0; key < 2; ++key) {
      scores[key] = scales[below(random, 6)] * static_cast<double>(below(random, 4));
      c.perturbed[key] = scores[key] + scales[below(random, 6)] * (static_cast<double>(below(random, 5)) - 2);
    }
    c.scores = std::make_shared<const Scores>(scores);
    const Ball first = long_error(c, 0), second = long_error(c, 1);
    const int order = certainly_less(first, second) ? -1 : certainly_less(second, first) ? 1 : 0;
    EXPECT_EQ(exact::compare_errors(c, 0, 1), order) << trial;
    const Ball negative = -second;
    EXPECT_EQ(exact::sign_of_error_sum(c, 0, 1), certainly_less(first, negative)   ? -1
                                                 : certainly_less(negative, first) ? 1
                                                                                   : 0)
        << trial;
    rounded_alike += order != 0 && c.perturbed[0] - scores[0] == c.perturbed[1] - scores[1];
  }
  EXPECT_GE(rounded_alike, 40); // where doubles would have said "equal"
}

TEST(ScoreErrors, RangeNamesTheExtremeKeys) {
  Case c = top_k_case({0, 0, 0, 0}, 1);
  c.perturbed = {0.5, -3, 2, 3};
  const std::vector<Key> all{0, 1, 2, 3}, some{0, 1, 2};
  const exact::ErrorRange both = exact::error_range(c, all), few = exact::error_range(c, some);
  EXPECT_EQ(both.least, 1U);
  EXPECT_EQ(both.largest, 3U);
  EXPECT_EQ(few.largest, 2U);
  EXPECT_EQ(few.farthest, 1U);
}

TEST(PerturbedTopK, KeepsTheLeastMassAmongTies) {
  Case c = top_k_case({3, 1, 2, 0, masked}, 2);
  c.perturbed = {1, 1, 1, 2, masked};
  EXPECT_EQ(exact::perturbed_top_k(c).kept().size(), 2U);
  const exact::PerturbedTopK chosen = exact::perturbed_top_k(c);
  for (const Key key : chosen.kept())
    EXPECT_TRUE(key == 1 || key == 3);
  for (const Key key : chosen.dropped())
    EXPECT_TRUE(key == 0 || key == 2);
  c.head = Head::top_k(*c.scores, 5);
  EXPECT_EQ(exact::perturbed_top_k(c).kept().size(), 4U);
  EXPECT_TRUE(exact::perturbed_top_k(c).dropped().empty());
}

TEST(Perturbation, ADoubleFollowsTheBalls) {
  Random random(42);
  for (int trial = 0; trial < 300; ++trial) {
    const Case c = random_perturbed_case(random);
    for (const Theorem* theorem : perturbation_section) {
      if (!hypotheses_hold(*theorem, c))
        continue;
      Evaluator<double> row(c);
      Sides<double> doubles({.wants = {}, .resolution = 300, .reach = 2000});
      theorem->sides.doubles(row, c, doubles);
      const Sides<Ball> balls = at_bits(theorem->sides, c, 200);
      ASSERT_EQ(doubles.claims.size(), balls.claims.size());
      for (std::size_t i = 0; i < balls.claims.size(); ++i) {
        const double rhs = approximate(balls.claims[i].rhs);
        if (rhs > 1e-6 && rhs < 1e300) {
          EXPECT_NEAR(doubles.claims[i].rhs / rhs, 1, 1e-9) << theorem->id << ", " << trial;
        }
      }
    }
  }
}
