// What exact/ decides about errors of scores and about Top-k sets of perturbed ones.
#include "theory/exact/perturbation/perturbation.hpp"
#include "theory/tests/exact/output_cases.hpp"
#include "theory/theorems/cases.hpp"

#include <gtest/gtest.h>

using namespace tailmass;
using namespace tailmass::testing;

namespace {

/// D_i at 2200 bits, enough for any difference of doubles.
Ball long_error(const Case& c, Key key) {
  return Ball(c.perturbed[key]).at_precision(2200) - Ball((*c.scores)[key]).at_precision(2200);
}

} // namespace

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
