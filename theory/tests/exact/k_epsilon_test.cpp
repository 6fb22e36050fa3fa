// k_epsilon against a linear scan at 2000 bits, and where only whole numbers can decide.
#include "theory/exact/distribution/k_epsilon.hpp"
#include "theory/tests/exact/close_row.hpp"
#include "theory/theorems/cases.hpp"

#include "theory/nouns/domain_error.hpp"
#include "theory/numbers/ball.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

using namespace tailmass;
using exact::k_epsilon;

/// min{k : (1 - eps) sum of the tail <= eps sum of the head}, or 0 where 2000 bits do not tell. Scores need
/// not be equal, but if they are the sums are exact.
static std::size_t scanned(std::vector<double> scores, double epsilon) {
  std::erase(scores, masked);
  std::ranges::sort(scores, std::greater{});
  const bool equal = scores.front() == scores.back();
  std::vector<Ball> weights;
  for (const double s : scores)
    weights.push_back(equal ? Ball(1)
                            : exp(Ball(s).at_precision(2000) - Ball(scores.front()).at_precision(2000)));
  for (std::size_t k = 1; k <= scores.size(); ++k) {
    Ball head, tail;
    for (std::size_t rank = 0; rank < scores.size(); ++rank)
      (rank < k ? head : tail) += weights[rank];
    const Ball left = (Ball(1) - Ball(epsilon)) * tail, right = Ball(epsilon) * head;
    if (certainly_at_most(left, right))
      return k;
    if (!certainly_less(right, left))
      return 0;
  }
  return scores.size();
}

TEST(KEpsilon, EqualsALinearScan) {
  std::mt19937_64 random(11);
  std::normal_distribution<double> normal;
  int counted = 0;
  for (int trial = 0; trial < 2000; ++trial) {
    const double scale[] = {0.1, 1, 3, 30, 300, 1e-16, 5e-324};
    std::vector<double> scores(1 + random() % 14);
    for (double& s : scores)
      s = scale[random() % 7] * std::round(4 * normal(random)) + (trial % 5 == 0 ? 1e300 : 0);
    if (trial % 3 == 0)
      scores.push_back(masked);
    double epsilon =
        std::ldexp(1 + static_cast<double>(random() % 1024) / 1024, -1 - static_cast<int>(random() % 20));
    if (trial % 4 == 0)
      epsilon = static_cast<double>(1 + random() % 7) / 8;
    if (trial % 7 == 0)
      epsilon = 1 - epsilon / 2;
    const std::size_t expected = scanned(scores, epsilon);
    if (expected == 0)
      continue;
    ++counted;
    EXPECT_EQ(k_epsilon(Scores(scores), epsilon), expected) << trial;
  }
  EXPECT_GE(counted, 1900);
}

TEST(KEpsilon, LongRow) {
  std::mt19937_64 random(5);
  std::normal_distribution<double> normal;
  std::vector<double> scores(500);
  for (double& s : scores)
    s = 2 * normal(random);
  for (const double epsilon : {0.5, 0.1, 0.01, 1e-9})
    EXPECT_EQ(k_epsilon(Scores(scores), epsilon), scanned(scores, epsilon));
}

TEST(KEpsilon, EqualScoresAndEpsilonsAroundAWholeShare) {
  for (std::size_t n = 1; n <= 40; ++n)
    for (std::size_t k = 1; k < n; ++k) {
      const double share = static_cast<double>(n - k) / static_cast<double>(n);
      for (const double epsilon : {share, std::nextafter(share, 0), std::nextafter(share, 1)}) {
        const std::vector<double> scores(n, -3.7);
        EXPECT_EQ(k_epsilon(Scores(scores), epsilon), scanned(scores, epsilon)) << n << ' ' << k;
      }
      if ((n & (n - 1)) == 0) { // the share is a double
        const Scores scores(std::vector<double>(n, 1e300));
        EXPECT_EQ(k_epsilon(scores, share), k);
        EXPECT_EQ(k_epsilon(scores, std::nextafter(share, 0)), k + 1);
        EXPECT_EQ(k_epsilon(scores, std::nextafter(share, 1)), k);
      }
    }
  EXPECT_EQ(k_epsilon(Scores({1, 1, 1}), 5e-324), 3U);
  EXPECT_EQ(k_epsilon(Scores({1, 1, 1}), std::nextafter(1, 0)), 1U);
  EXPECT_EQ(k_epsilon(Scores({-2}), 0.5), 1U);
}

TEST(KEpsilon, FiniteMasksFarBelowStillCount) {
  for (const double mask : {-1e4, -1e9, -3.4028234663852886e38, -1.7e308}) {
    // Half of the two ties is exactly eps; the mask adds to the tail.
    EXPECT_EQ(k_epsilon(Scores({0, 0, mask}), 0.5), 2U) << mask;
    EXPECT_EQ(k_epsilon(Scores({0, 0, mask}), std::nextafter(0.5, 1)), 1U) << mask;
    EXPECT_EQ(k_epsilon(Scores({0, 0, mask}), std::nextafter(0.5, 0)), 2U) << mask;
    EXPECT_EQ(k_epsilon(Scores({0, 0, 0, 0, mask, mask, mask - 1e300}), 0.25), 4U) << mask;
    EXPECT_EQ(k_epsilon(Scores({0, mask, mask}), 5e-324), 1U) << mask;
    // Equality among the second largest scores decides nothing, the largest one does.
    EXPECT_EQ(k_epsilon(Scores({1, 0, 0, mask}), 0.5), 1U) << mask;
  }
  EXPECT_EQ(k_epsilon(Scores({0, -744}), 5e-324), 2U);
  EXPECT_EQ(k_epsilon(Scores({0, -745}), 5e-324), 1U);
  EXPECT_EQ(k_epsilon(Scores({5e-324, 0}), 0.5), 1U);
  EXPECT_EQ(k_epsilon(Scores({5e-324, 5e-324, 0, 0}), 0.5), 2U);
}

TEST(KEpsilon, RefusesEpsilonsOutsideTheOpenUnitInterval) {
  const Scores scores({1, 0});
  for (const double epsilon : {0.0, -0.0, 1.0, -0.5, 2.0, std::nan(""), -masked, masked})
    EXPECT_THROW((void)k_epsilon(scores, epsilon), DomainError) << epsilon;
}

TEST(KEpsilon, IsARangeWhereATailMassIsTooCloseToTell) {
  for (const double epsilon : {0.1, 0.3}) {
    const Scores counted(tests::close_row(epsilon, 3500)), close(tests::close_row(epsilon, 4300));
    EXPECT_EQ(k_epsilon(counted, epsilon), 1U);
    const exact::KEpsilonRange range = exact::k_epsilon_range(close, epsilon);
    EXPECT_EQ(range.at_least, 1U);
    EXPECT_EQ(range.at_most, 2U);
    EXPECT_THROW((void)k_epsilon(close, epsilon), exact::TooClose);
    EXPECT_EQ(k_epsilon(close, std::nextafter(epsilon, 1)), 1U);
    EXPECT_EQ(k_epsilon(close, std::nextafter(epsilon, 0)), 2U);
  }
}

TEST(KEpsilon, WholeNumbersAreExact) {
  std::mt19937_64 random(2);
  for (int trial = 0; trial < 20000; ++trial) {
    const std::size_t n = 1 + random() % (trial % 2 == 0 ? 64 : 0xffffffff);
    const std::size_t part = random() % n;
    double epsilon = static_cast<double>(part) / static_cast<double>(n);
    if (trial % 3 == 0)
      epsilon = std::nextafter(epsilon, trial % 2 == 0 ? 0 : 1);
    if (!(0 < epsilon && epsilon < 1))
      epsilon = 5e-324;
    const Ball product = Ball(n) * Ball(epsilon); // exact
    const std::size_t whole = exact::whole_part(n, epsilon);
    EXPECT_TRUE(certainly_at_most(Ball(whole), product) && certainly_less(product, Ball(whole + 1)));
    EXPECT_EQ(exact::is_share(part, n, epsilon), is_exact(product) && overlap(product, Ball(part)));
    const Ball rest = Ball(n) - product;
    const std::size_t ceiling = exact::ceil_of_rest(n, epsilon);
    EXPECT_TRUE(certainly_at_most(rest, Ball(ceiling)) && certainly_less(Ball(ceiling - 1), rest));
  }
}
