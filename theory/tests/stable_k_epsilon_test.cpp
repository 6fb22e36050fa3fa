// k_epsilon in doubles: exact where it says that it is certain, and certain nearly everywhere.
#include "theory/stable/k_epsilon.hpp"

#include "theory/exact/k_epsilon.hpp"
#include "theory/tests/stable_score_cases.hpp"

#include <gtest/gtest.h>

#include <cmath>

using namespace tailmass;

namespace {

stable::KEpsilon of(std::vector<double> scores, double epsilon) {
  return stable::k_epsilon(Scores(std::move(scores)), epsilon);
}

} // namespace

TEST(StableKEpsilon, ExactWhereCertain) {
  std::size_t certain = 0;
  for (const StableCase& on : stable_score_cases()) {
    const stable::KEpsilon result = stable::k_epsilon(*on.c.scores, *on.c.epsilon);
    if (result.certain) {
      EXPECT_EQ(result.k, exact::k_epsilon(*on.c.scores, *on.c.epsilon)) << on.name;
      ++certain;
    }
  }
  EXPECT_GE(certain, stable_score_cases().size() - 5);
}

TEST(StableKEpsilon, EqualScoresMeetTheirBoundary) {
  for (const std::size_t n : {2UL, 3UL, 4UL, 7UL, 10UL, 1000UL})
    for (const double epsilon : {0.1, 0.25, 0.5, 0.3, 1.0 / 3, 0x1p-1074, 1 - 0x1p-53}) {
      const std::vector<double> scores(n, -745.25);
      const stable::KEpsilon result = of(scores, epsilon);
      EXPECT_TRUE(result.certain);
      EXPECT_EQ(result.k, exact::k_epsilon(Scores(scores), epsilon)) << n << ' ' << epsilon;
    }
}

TEST(StableKEpsilon, NeverCertainAcrossItsBoundary) {
  // epsilon walks by single ulps across the tail mass of {0, -1, -2} at k = 1 and k = 2.
  for (const double tau : {(std::exp(-1) + std::exp(-2)) / (1 + std::exp(-1) + std::exp(-2)),
                           std::exp(-2) / (1 + std::exp(-1) + std::exp(-2))}) {
    int uncertain = 0;
    double epsilon = tau * (1 - 0x1p-46);
    for (int i = 0; i < 400; ++i, epsilon = std::nextafter(epsilon, 1.0)) {
      const stable::KEpsilon result = of({0, -1, -2}, epsilon);
      if (result.certain)
        EXPECT_EQ(result.k, exact::k_epsilon(Scores({0, -1, -2}), epsilon));
      else
        ++uncertain;
    }
    EXPECT_GT(uncertain, 0);
    EXPECT_LT(uncertain, 200);
  }
}

TEST(StableKEpsilon, TinyEpsilonIsNotGuessed) {
  EXPECT_EQ(of({0, -700, -701}, 1e-300).k, 1U);
  EXPECT_EQ(of({0, -700, -701}, 5e-305).k, 2U);
  EXPECT_TRUE(of({0, -700, -701}, 5e-305).certain);
  EXPECT_EQ(of({0, -2000}, 0.5).k, 1U);
  EXPECT_FALSE(of({0, -744.5}, 5e-324).certain); // both sides are of the size of the smallest double
}
