// k_epsilon by the fast path and balls is the one of balls alone, wherever rounding could decide.
#include "verify/judge/decided_k_epsilon.hpp"

#include "theory/exact/distribution/k_epsilon.hpp"
#include "theory/fast/distribution/k_epsilon.hpp"
#include "theory/nouns/domain_error.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

namespace tailmass::verify::judge {

namespace {

constexpr double without_score = -std::numeric_limits<double>::infinity();

/// tau_k as it rounds to double, for epsilons that are as near to it as can be.
double rounded_tail_mass(const Scores& scores, std::size_t k) {
  const exact::TailSums sums(scores, 192);
  return approximate(sums.sums[k] / sums.sums[0]);
}

/// Whether the fast path alone had decided it.
bool expect_settled(const Scores& scores, double epsilon) {
  EXPECT_TRUE(decided_k_epsilon(scores, epsilon).certain());
  EXPECT_EQ(decided_k_epsilon(scores, epsilon).at_most, exact::k_epsilon(scores, epsilon))
      << scores.size() << ' ' << std::hexfloat << epsilon;
  return fast::k_epsilon(scores.all(), epsilon).certain();
}

} // namespace

TEST(SettledKEpsilon, AtEpsilonsNextToATailMass) {
  std::mt19937_64 engine(5);
  std::normal_distribution<double> normal;
  int open = 0;
  for (int i = 0; i < 300; ++i) {
    std::vector<double> row(1 + engine() % 400);
    const int kind = i % 4;
    for (double& score : row)
      score = kind == 0   ? 2 * normal(engine)
              : kind == 1 ? std::round(normal(engine)) // ties across the boundary
              : kind == 2 ? (engine() % 3 == 0 ? without_score : normal(engine))
                          : 1e6 + 8 * normal(engine);
    row.front() = kind == 3 ? 1e6 : 0;
    const Scores scores(row);
    for (const std::size_t k : {std::size_t{1}, scores.finite_count() / 2, scores.finite_count() - 1}) {
      const double tau = k == 0 || k >= scores.finite_count() ? 0.5 : rounded_tail_mass(scores, k);
      for (const double epsilon :
           {std::nextafter(tau, 0), tau, std::nextafter(tau, 1), tau * (1 + 1e-12), 0.01})
        if (0 < epsilon && epsilon < 1)
          open += expect_settled(scores, epsilon) ? 0 : 1;
    }
  }
  EXPECT_GT(open, 1000); // balls decided these
}

TEST(SettledKEpsilon, AtEqualityAndJustBesideIt) {
  for (const std::size_t n : {2UL, 4UL, 10UL, 97UL, 1000UL})
    for (const double epsilon : {0.5, 0.25, 0.1, 0.3, 1.0 / 3}) {
      std::vector<double> row(n, -1.25);
      EXPECT_TRUE(expect_settled(Scores(row), epsilon)); // whole numbers
      row.push_back(-900);                               // no double tells its mass from nothing
      (void)expect_settled(Scores(row), epsilon);
      row.back() = -1e9;
      (void)expect_settled(Scores(row), epsilon);
    }
  EXPECT_EQ(decided_k_epsilon(Scores({0, 0, 0, 0, -900}), 0.5).at_most, 3U);
  EXPECT_FALSE(expect_settled(Scores({0, 0, 0, 0, -900}), 0.5));
}

TEST(SettledKEpsilon, RefusesWhatIsNoEpsilon) {
  const Scores scores({1, 2});
  for (const double epsilon : {0.0, 1.0, -0.5, std::nan("")})
    EXPECT_THROW((void)decided_k_epsilon(scores, epsilon), DomainError);
}

} // namespace tailmass::verify::judge
