// The stable variances and covariance eigenvalue against balls.
#include "theory/stable/outputs/variances.hpp"

#include "theory/exact/outputs/variances.hpp"
#include "theory/stable/outputs/output_bounds.hpp"
#include "theory/tests/stable/value_cases.hpp"
#include "theory/theorems/cases.hpp"

using namespace tailmass;
using namespace tailmass::testing;

namespace {

/// The exact number.
Ball exactly(const stable::Scaled<>& x) {
  Ball result(x.value);
  arb_mul_2exp_si(result.raw(), result.raw(), x.exponent);
  return result;
}

/// Whether x I - M is positive definite, by its pivots; nothing where the balls do not tell.
std::optional<bool> definite(Evaluator<Ball>& row, const exact::Columns<Ball>& m, const Ball& x) {
  const std::size_t d = m.size();
  std::vector<std::vector<Ball>> a(d, std::vector<Ball>(d));
  for (std::size_t i = 0; i < d; ++i)
    for (std::size_t j = 0; j < d; ++j)
      a[i][j] = (i == j ? x : Ball(0)) - Ball(m[i][j]).at_precision(row.precision().bits);
  for (std::size_t k = 0; k < d; ++k) {
    if (certainly_less(a[k][k], Ball(0)))
      return false;
    if (!certainly_less(Ball(0), a[k][k]))
      return std::nullopt;
    for (std::size_t i = k + 1; i < d; ++i)
      for (std::size_t j = k + 1; j < d; ++j)
        a[i][j] -= a[i][k] * a[k][j] / a[k][k];
  }
  return true;
}

} // namespace

TEST(StableCovarianceEigenvalue, IsBetweenItsBounds) {
  double worst = 0;
  std::size_t met = 0;
  for (const Case& c : stable_value_cases()) {
    const stable::ScaledEstimate<> x = stable::covariance_eigenvalue(c);
    if (c.scores->size() > 100 || x.value.value == 0)
      continue;
    Evaluator<Ball> row(c, {4000});
    const auto& m = exact::covariance(row);
    const auto above = [&](const Ball& share) { // whether value + share error is above the eigenvalue
      return definite(row, m, exactly(x.value) + share * exactly(x.absolute));
    };
    EXPECT_EQ(above(Ball(1)).value_or(false), true) << met;
    EXPECT_EQ(above(Ball(-1)).value_or(true), false) << met;
    for (const double share : {0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8})
      if (!above(Ball(share)).value_or(true) || above(Ball(-share)).value_or(false))
        worst = std::max(worst, share);
    ++met;
  }
  std::printf("covariance_eigenvalue: %zu cases, at most about %.2f of the bound\n", met, worst);
  EXPECT_GE(met, 200U);
  EXPECT_GE(worst, 0.02);
}

TEST(StableCovarianceBound, KeepsItsBound) {
  // sqrt(odds) sqrt(lambda) is between its bounds when (value +- error)^2 / odds is so for lambda.
  for (const Case& c : stable_value_cases()) {
    const stable::ScaledEstimate<> x = stable::covariance_bound(c);
    if (c.scores->size() > 20 || x.value.value == 0)
      continue;
    Evaluator<Ball> row(c, {4000});
    const auto above = [&](double sign) {
      const Ball error = (exactly(x.absolute) + Ball(x.relative) * exactly(x.value)) * Ball(1 + 0x1p-20);
      const Ball y = (exactly(x.value) + Ball(sign) * error).at_precision(4000);
      return definite(row, exact::covariance(row), y * y / exact::tail_odds(row));
    };
    EXPECT_EQ(above(1).value_or(false), true);
    if (certainly_less(exactly(x.absolute) + exactly(x.absolute), exactly(x.value))) {
      EXPECT_EQ(above(-1).value_or(true), false);
    }
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
