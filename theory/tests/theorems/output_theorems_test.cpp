// The theorems of output_section 3: witnesses are exact, mutants die, and no case violates a claim or
// misleads an equality flag.
#include "theory/exact/outputs/variances.hpp"
#include "theory/tests/exact/output_cases.hpp"
#include "theory/tests/theorems/theorem_check.hpp"
#include "theory/theorems/cases.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>

namespace tailmass {
extern const Theorem norm_bound, head_tail_identity, diameter_bound, centre_distance_bound,
    variance_decomposition, variance_bound, covariance_bound, best_of_three, spanning_tree_diameter,
    log_sum_exp_merge, vertex_softmax;
}
using namespace tailmass;
using namespace tailmass::testing;

namespace {

const Theorem* const output_section[] = {
    &norm_bound,     &head_tail_identity, &diameter_bound, &centre_distance_bound,  &variance_decomposition,
    &variance_bound, &covariance_bound,   &best_of_three,  &spanning_tree_diameter, &log_sum_exp_merge,
    &vertex_softmax};

} // namespace

TEST(OutputTheorems, AttainTheirBoundsOnTheirWitnesses) {
  for (const Theorem* theorem : output_section) {
    ASSERT_TRUE(theorem->witness) << theorem->id;
    const Case c = theorem->witness();
    check(c);
    EXPECT_TRUE(hypotheses_hold(*theorem, c)) << theorem->id;
    for (const Claim<Ball>& claim : at_bits(theorem->sides, c, 400).claims) {
      EXPECT_TRUE(claim.relation == Relation::equal || claim.equality) << theorem->id << ": " << claim.label;
      EXPECT_TRUE(overlap(claim.lhs, claim.rhs)) << theorem->id << ": " << claim.label;
      EXPECT_TRUE(narrow(claim)) << theorem->id << ": " << claim.label;
    }
  }
}

TEST(OutputTheorems, LoseEveryMutant) {
  for (const Theorem* theorem : output_section) {
    EXPECT_FALSE(theorem->mutants.empty());
    for (const Mutant& mutant : theorem->mutants) {
      const Case c = mutant.refuting_case();
      check(c);
      EXPECT_TRUE(hypotheses_hold(*theorem, c)) << theorem->id << ": " << mutant.name;
      EXPECT_TRUE(std::ranges::any_of(at_bits(mutant.sides, c, 400).claims, violated))
          << theorem->id << ": " << mutant.name;
    }
  }
}

TEST(OutputTheorems, StandOnRandomCasesWithTrueFlags) {
  Random random(20);
  std::map<std::string, std::pair<int, int>> seen; // how often a claim's flag was set, and was not
  for (int trial = 0; trial < 1200; ++trial) {
    const Case c = random_case(random);
    check(c);
    for (const Theorem* theorem : output_section)
      if (hypotheses_hold(*theorem, c)) {
        expect_to_stand(*theorem, c, "trial " + std::to_string(trial));
        for (const Claim<Ball>& claim : at_bits(theorem->sides, c, 64).claims)
          if (claim.relation == Relation::at_most)
            ++(claim.equality ? seen[std::string(claim.label)].first : seen[std::string(claim.label)].second);
      }
    if (HasFailure())
      return;
  }
  for (const auto& [label, counts] : seen) {
    EXPECT_GE(counts.first, 10) << label;
    EXPECT_GE(counts.second, 10) << label;
  }
}

TEST(OutputTheorems, StandWhereTheTailIsBelowAnyPrecision) {
  // e^-20000 is about 2^-28854; heads of one key and of several, with values equal and not.
  for (const std::vector<double>& scores : {std::vector<double>{1, 0, 0.5, -20000, -20001}})
    for (const std::size_t k : {std::size_t{1}, std::size_t{3}, std::size_t{4}}) {
      Case c = with_values(top_k_case(scores, k), {{1, 2}, {1, 2.5}, {0, 2}, {-3, 1}, {4, 4}});
      c.centre = {0.5, 0.5};
      for (const Theorem* theorem : {&norm_bound, &diameter_bound, &centre_distance_bound, &variance_bound,
                                     &covariance_bound, &best_of_three})
        for (const Claim<Ball>& claim : at_bits(theorem->sides, c, 256).claims)
          EXPECT_EQ(stands(claim), true) << theorem->id << ": " << claim.label << " at k = " << k;
    }
}

TEST(OutputTheorems, StandWhereTheErrorVanishesOrTurnsAwayFromTheSpread) {
  // Conditionals that are one distribution of three values in general position; values mirrored about the
  // error.
  for (const Case& c :
       {with_values(top_k_case({2, 1, 0, -1, -2, -3}, 3), {{3, 7}, {4, 5}, {0, 1}, {3, 7}, {4, 5}, {0, 1}}),
        with_values(top_k_case({1, 1, 0, 0}, 2), {{0, 1}, {0, -1}, {2, 3}, {2, -3}}),
        with_values(top_k_case({1, 1, 0, 0}, 2), {{0, 1}, {0, -1}, {0, 3}, {0, -3}})})
    for (const Theorem* theorem :
         {&covariance_bound, &variance_bound, &centre_distance_bound, &diameter_bound,
          &variance_decomposition, &head_tail_identity, &best_of_three})
      expect_to_stand(*theorem, c, "a special case");
}

TEST(OutputTheorems, AreCloseInDoubles) {
  Random random(21);
  for (int trial = 0; trial < 200; ++trial) {
    Case c = random_case(random);
    for (const Theorem* theorem : output_section)
      if (hypotheses_hold(*theorem, c) && theorem != &covariance_bound) {
        Evaluator<double> row(c);
        Sides<double> out;
        theorem->sides.doubles(row, c, out);
        const Sides<Ball> balls = at_bits(theorem->sides, c, 400);
        ASSERT_EQ(out.claims.size(), balls.claims.size());
        for (std::size_t i = 0; i < out.claims.size(); ++i) {
          const double expected = approximate(balls.claims[i].rhs);
          const double largest = exact::largest_norm(row); // squares of others leave the range of double
          if (largest > 1e-100 && largest < 1e100 && expected > 1e-6) {
            EXPECT_NEAR(out.claims[i].rhs / expected, 1, 1e-6) << theorem->id << ": " << out.claims[i].label;
          }
        }
      }
  }
}
