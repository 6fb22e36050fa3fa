// k_epsilon in floating point at its boundary: certain for equal scores, never by guess.
#include "theory/stable/distribution/k_epsilon.hpp"

#include "theory/exact/distribution/k_epsilon.hpp"

#include <gtest/gtest.h>

#include <cmath>

using namespace tailmass;

namespace {

template <class T = double>
stable::KEpsilon of(std::vector<double> scores, double epsilon) {
  return stable::k_epsilon<T>(Scores(std::move(scores)), epsilon);
}

template <class T>
void check_equal_scores(bool always_certain) {
  for (const std::size_t n : {2UL, 3UL, 4UL, 7UL, 10UL, 1000UL})
    for (const double epsilon :
         {0.1, 0.25, 0.5, 0.3, 1.0 / 3, 0x1p-149, 0x1p-1074, 1 - 0x1p-24, 1 - 0x1p-53}) {
      const std::vector<double> scores(n, -745.25);
      const stable::KEpsilon result = of<T>(scores, epsilon);
      const bool representable = stable::rounding_of<T>(epsilon) == 0;
      EXPECT_TRUE(result.certain || !(always_certain || representable)) << n << ' ' << epsilon;
      if (result.certain) {
        EXPECT_EQ(result.k, exact::k_epsilon(Scores(scores), epsilon)) << n << ' ' << epsilon;
      }
    }
}

/// How often it is uncertain where epsilon walks by 400 single ulps of T across the tail mass of {0, -1, -2}.
template <class T>
int uncertain_steps(double tau) {
  int uncertain = 0;
  T epsilon = static_cast<T>(tau * (1 - 128 * 2 * stable::unit_roundoff<T>));
  for (int i = 0; i < 400; ++i, epsilon = std::nextafter(epsilon, T(1))) {
    const double exactly = static_cast<double>(epsilon);
    const stable::KEpsilon result = of<T>({0, -1, -2}, exactly);
    if (result.certain)
      EXPECT_EQ(result.k, exact::k_epsilon(Scores({0, -1, -2}), exactly));
    else
      ++uncertain;
  }
  return uncertain;
}

} // namespace

TEST(StableKEpsilon, EqualScoresMeetTheirBoundary) {
  check_equal_scores<double>(true);
  check_equal_scores<float>(false);
}

TEST(StableKEpsilon, NeverCertainAcrossItsBoundary) {
  for (const double tau : {(std::exp(-1) + std::exp(-2)) / (1 + std::exp(-1) + std::exp(-2)),
                           std::exp(-2) / (1 + std::exp(-1) + std::exp(-2))})
    for (const int uncertain : {uncertain_steps<double>(tau), uncertain_steps<float>(tau)}) {
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
