// The stable variances and eigenvalues at other scales, about far means, and where they are known.
#include "theory/stable/outputs/variances.hpp"

#include "theory/exact/outputs/largest_eigenvalue.hpp"
#include "theory/stable/outputs/eigenvalue.hpp"
#include "theory/tests/exact/output_cases.hpp"
#include "theory/theorems/cases.hpp"

#include <gtest/gtest.h>

using namespace tailmass;
using namespace tailmass::testing;

namespace {

/// The exact number.
Ball exactly(const stable::Scaled<>& x) {
  Ball result(x.value);
  arb_mul_2exp_si(result.raw(), result.raw(), x.exponent);
  return result;
}

} // namespace

// What the properties hold is the covariance bound, in which the error of the eigenvalue itself hardly shows.
TEST(StableCovarianceEigenvalue, KeepsItsBound) {
  Random random(6);
  for (int trial = 0; trial < 300; ++trial) {
    const Case c = random_case(random);
    const stable::ScaledEstimate<> x = stable::covariance_eigenvalue(c);
    Evaluator<Ball> row(c, {256});
    const Ball error = abs(exactly(x.value) - exact::covariance_eigenvalue(row));
    ASSERT_FALSE(certainly_less(exactly(x.absolute) + Ball(x.relative) * exactly(x.value), error)) << trial;
  }
}

TEST(StableVariances, ScaleWithTheValuesExactly) {
  Random random(5);
  for (int trial = 0; trial < 100; ++trial) {
    const std::size_t n = 2 + below(random, 20);
    const Case c = top_k_case(random_scores(random, n), 1 + below(random, n));
    std::vector<double> entries(3 * n);
    for (double& entry : entries)
      entry = normal(random);
    const auto of = [&](int power) {
      std::vector<double> moved = entries;
      for (double& entry : moved)
        entry = std::ldexp(entry, power);
      Case with = c;
      with.values = std::make_shared<const Values>(n, 3, std::move(moved));
      return std::pair{stable::variance(with).value, stable::covariance_eigenvalue(with).value};
    };
    const auto [variance, eigenvalue] = of(0);
    for (const int power : {-900, -500, 500, 1000}) {
      EXPECT_EQ(of(power).first, variance * stable::scaled(1.0, 2 * power));
      EXPECT_EQ(of(power).second, eigenvalue * stable::scaled(1.0, 2 * power));
    }
  }
}

TEST(StableVariances, AreExactlyZeroForOneKeyAndForEqualValues) {
  const Case one = with_values(top_k_case({3, 0, -1}, 1), {{0.1}, {0.3}, {0.3}});
  EXPECT_EQ(stable::head_variance(one).number().value, 0);
  EXPECT_EQ(stable::tail_variance(one).number().value, 0);
  EXPECT_EQ(stable::tail_variance(one).number().bound.absolute, 0);
}

TEST(StableVariances, KeepTheirRelativeErrorAboutAFarMean) {
  const Case c = with_values(top_k_case({0, 0, 0}, 1), {{1e9}, {1e9 + 0.5}, {1e9 + 1}});
  EXPECT_NEAR(stable::variance(c).number().value, 1.0 / 6, 1e-15);
}

namespace {

template <class T>
void check_eigenvalue(const std::vector<T>& entries, std::size_t d, double expected) {
  const stable::Eigenvalue<T> x = stable::largest_eigenvalue<T>({d, entries});
  EXPECT_LE(std::abs(static_cast<double>(x.value) - expected), x.error + 1e-16);
  EXPECT_LT(x.error, 50 * static_cast<double>(d) * stable::unit_roundoff<T>);
}

template <class T>
void check_known_eigenvalues() {
  check_eigenvalue<T>({0.75}, 1, 0.75);
  check_eigenvalue<T>({0.375, 0.125, 0.125, 0.375}, 2, 0.5);
  check_eigenvalue<T>({0.25, 0, 0, 0, 0.25, 0, 0, 0, 0.25}, 3, 0.25);
  check_eigenvalue<T>({0.5, T(0x1p-40), T(0x1p-40), T(0x1p-79)}, 2, 0.5 + 0x1p-79);
}

} // namespace

TEST(LargestEigenvalue, OfKnownMatrices) {
  check_known_eigenvalues<double>();
  check_known_eigenvalues<float>();
}
