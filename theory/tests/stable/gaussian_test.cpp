// The quantities of the Gaussian score model and of the normal distribution in doubles, against balls.
#include "theory/exact/gaussian/expected_gap.hpp"
#include "theory/exact/gaussian/gaussian.hpp"
#include "theory/quantities/error.hpp"
#include "theory/stable/gaussian/gaussian.hpp"
#include "theory/stable/gaussian/normal.hpp"
#include "theory/stable/gaussian/quadrature.hpp"

#include <algorithm>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <gtest/gtest.h>
#include <vector>

#include <cmath>
#include <cstdio>

using namespace tailmass;

namespace {

const Precision<Ball> reference_bits{400};

/// The largest share of a bound that was used, over all arguments of a function.
class BoundShare {
public:
  explicit BoundShare(const char* name) : name_(name) {}
  BoundShare(const BoundShare&) = delete;
  BoundShare& operator=(const BoundShare&) = delete;
  ~BoundShare() {
    std::printf("%-28s %4zu arguments, at most %.3f of the bound\n", name_, met_, worst_);
    EXPECT_GT(met_, 0U) << name_;
    EXPECT_GT(worst_, 0.005) << "the bound of " << name_ << " is silly";
  }
  void hold(const stable::Estimate<>& computed, const Ball& truth) {
    EXPECT_TRUE(computed.bound.relative >= 0 && computed.bound.relative < 1 && computed.bound.absolute >= 0 &&
                std::isfinite(computed.bound.absolute))
        << name_ << ' ' << computed.bound.relative << ' ' << computed.bound.absolute;
    const auto share = used_share(computed.value, truth, computed.bound);
    EXPECT_TRUE(share && *share <= 1)
        << name_ << ": " << computed.value << " for " << to_decimal(truth, 20) << ", bound "
        << computed.bound.relative << ", " << computed.bound.absolute;
    worst_ = std::max(worst_, share.value_or(0));
    ++met_;
  }

private:
  const char* name_;
  double worst_ = 0;
  std::size_t met_ = 0;
};

struct HeadOf {
  std::size_t n;
  std::size_t k;
};
constexpr HeadOf heads_of_all_sizes[] = {{2, 1},          {3, 1},
                                         {3, 2},          {7, 6},
                                         {1000, 1},       {1000, 10},
                                         {1000, 333},     {1000, 500},
                                         {1000, 501},     {1000, 999},
                                         {99991, 7},      {1000000, 999999},
                                         {1UL << 40U, 1}, {1UL << 40U, (1UL << 40U) - 1}};
constexpr double all_sigmas[] = {0,  5e-324, 1e-300, 1e-9, 0.01, 0.3, 1,   1.7,   3,    8,
                                 20, 33.3,   36.1,   38,   39,   41,  1e5, 1e154, 1e308};

std::vector<double> epsilons_of_all_sizes() {
  std::vector<double> result{5e-324, 1e-310, 0.5, std::nextafter(0.5, 0), std::nextafter(0.5, 1), 0.25, 0.75};
  for (int i = 1; i < 60; ++i)
    result.push_back(std::exp(-12.3 * i)), result.push_back(i / 60.0);
  for (int i = 2; i <= 53; ++i)
    result.push_back(1 - std::ldexp(1.0, -i));
  return result;
}

} // namespace

TEST(StableNormal, KeepsItsBounds) {
  BoundShare survival("normal_survival"), below("normal_below"), density("normal_density"),
      quantile("normal_quantile");
  for (int i = -400; i <= 400; ++i) {
    const double x = 0.1003 * i;
    survival.hold(stable::normal_survival(x), normal_survival(reference_bits(x)));
    below.hold(stable::normal_below(x), normal_cdf(reference_bits(x)));
    density.hold(stable::normal_density_near(x), normal_density(reference_bits(x)));
    for (const double off : {1e-15, 1e-8, 1e-3}) { // whatever the number that is meant
      survival.hold(stable::normal_survival(x, off),
                    normal_survival(Ball(reference_bits(x) + reference_bits(off))));
      survival.hold(stable::normal_survival(x, off),
                    normal_survival(Ball(reference_bits(x) - reference_bits(off))));
      density.hold(stable::normal_density_near(x, off),
                   normal_density(Ball(reference_bits(x) - reference_bits(off))));
    }
  }
  for (const double p : epsilons_of_all_sizes())
    if (p != 0.5)
      quantile.hold(stable::normal_quantile_of(p), normal_quantile(reference_bits(p)));
  EXPECT_EQ(stable::normal_quantile_of(0.5).value, 0);
}

TEST(StableNormal, BoostIsAsAccurateAsIsAssumed) {
  BoundShare erfc("erfc"), erfc_inv("erfc_inv"), log_gamma("lgamma");
  const stable::ErrorBound assumed{stable::boost_error<>, stable::smallest_subnormal<>};
  const Ball root_two = sqrt(reference_bits(2.0));
  for (int i = -600; i <= 2730; ++i) {
    const double x = 0.01 * i;
    erfc.hold({boost::math::erfc(x), assumed},
              Ball(reference_bits(2.0) * normal_survival(Ball(reference_bits(x) * root_two))));
  }
  for (const double p : epsilons_of_all_sizes())
    if (p != 0.5)
      erfc_inv.hold({boost::math::erfc_inv(2 * p), assumed},
                    Ball(-normal_quantile(reference_bits(p)) / root_two));
  Ball factorials = reference_bits(0.0);
  for (int n = 2; n < 3000; ++n) {
    factorials = Ball(factorials + log(reference_bits(static_cast<double>(n))));
    log_gamma.hold({boost::math::lgamma(n + 1.0), assumed}, factorials);
  }
}

TEST(StableGaussian, KeepsItsBounds) {
  BoundShare threshold("gaussian_threshold"), mass("gaussian_tail_mass"),
      about("gaussian_expected_gap_about");
  for (const auto& [n, k] : heads_of_all_sizes) {
    const Ball z = exact::gaussian_limit(reference_bits, 1, n, k).z;
    if (2 * k == n)
      EXPECT_EQ(stable::gaussian_threshold(n, k).value, 0);
    else
      threshold.hold(stable::gaussian_threshold(n, k), z);
    for (const double sigma : all_sigmas) {
      if (sigma < 1e5)
        mass.hold(stable::gaussian_tail_mass(n, k, sigma),
                  exact::gaussian_limit(reference_bits, sigma, n, k).tau);
      else
        EXPECT_EQ(stable::gaussian_tail_mass(n, k, sigma).value, 0);
      about.hold(stable::gaussian_expected_gap_about(n, k, sigma),
                 Ball(reference_bits(sigma) / (reference_bits(n) * normal_density(z))));
    }
  }
  BoundShare fraction("gaussian_k_epsilon_fraction");
  for (const double epsilon : epsilons_of_all_sizes())
    for (const double sigma : all_sigmas)
      if (sigma < 1e5)
        fraction.hold(stable::gaussian_k_epsilon_fraction(sigma, epsilon),
                      exact::gaussian_limit_of_epsilon(reference_bits, sigma, epsilon).rho);
}

/// Holds a float where its bound says that there is one, which `inside` says that there has to be.
void hold_in_float(BoundShare& share, const stable::Estimate<float>& computed, const Ball& truth,
                   bool inside) {
  if (computed.bound.relative < 1 && std::isfinite(computed.bound.absolute) && std::isfinite(computed.value))
    share.hold({static_cast<double>(computed.value), computed.bound}, truth);
  else
    EXPECT_FALSE(inside) << to_decimal(truth, 20);
}

TEST(StableGaussian, KeepsItsBoundsInFloat) {
  BoundShare threshold("threshold in float"), mass("tail mass in float"), about("gap about in float"),
      fraction("k_epsilon in float"), variance("variance in float"), gap("expected gap in float");
  for (const auto& [n, k] : heads_of_all_sizes) {
    if (2 * k != n)
      hold_in_float(threshold, stable::gaussian_threshold<float>(n, k),
                    exact::gaussian_threshold(reference_bits, n, k), true);
    for (const double sigma : {1e-3, 0.1, 0.3, 1.0, 1.7, 2.5, 8.0, 20.3, 40.0}) {
      const auto limit = exact::gaussian_limit(reference_bits, sigma, n, k);
      hold_in_float(mass, stable::gaussian_tail_mass<float>(n, k, sigma), limit.tau, true);
      hold_in_float(about, stable::gaussian_expected_gap_about<float>(n, k, sigma),
                    Ball(limit.sigma / (reference_bits(n) * normal_density(limit.z))), true);
      hold_in_float(variance, stable::gaussian_variance<float>(n, k, sigma), exact::gaussian_variance(limit),
                    sigma < 3);
      if (n <= 7)
        hold_in_float(gap, stable::gaussian_expected_gap<float>(n, k, sigma),
                      exact::gaussian_expected_gap(reference_bits, sigma, n, k), true);
    }
  }
  for (const double epsilon : epsilons_of_all_sizes())
    for (const double sigma : {1e-3, 0.7, 3.0, 10.1, 40.0})
      hold_in_float(fraction, stable::gaussian_k_epsilon_fraction<float>(sigma, epsilon),
                    exact::gaussian_limit_of_epsilon(reference_bits, sigma, epsilon).rho,
                    epsilon > 1e-37 && epsilon < 1 - 0x1p-22);
  EXPECT_TRUE(std::isinf(stable::gaussian_expected_gap<float>(std::size_t{1} << 24U, 7, 1).bound.absolute));
}

TEST(StableGaussian, IntegralsKeepTheirBounds) {
  BoundShare variance("gaussian_variance"), gap("gaussian_expected_gap");
  for (const auto& [n, k] : heads_of_all_sizes) {
    for (const double sigma : {1e-9, 0.01, 0.3, 1.0, 1.7, 3.0, 5.0, 8.0})
      variance.hold(stable::gaussian_variance(n, k, sigma),
                    exact::gaussian_variance(exact::gaussian_limit(reference_bits, sigma, n, k)));
    if (n <= 1000) {
      const Ball unit = exact::gaussian_expected_gap(reference_bits, 1, n, k);
      for (const double sigma : {0.0, 1e-320, 1.5, 1e300})
        gap.hold(stable::gaussian_expected_gap(n, k, sigma), Ball(reference_bits(sigma) * unit));
    }
  }
  const auto beyond = stable::gaussian_variance(1000, 100, 30);
  EXPECT_FALSE(std::isfinite(beyond.value) && std::isfinite(beyond.bound.absolute));
}

TEST(StableGaussian, IntegralsAreGoodForTenDigits) {
  for (const auto& [n, k] : {HeadOf{7, 2}, HeadOf{128, 13}, HeadOf{1000, 333}}) {
    const auto variance = stable::gaussian_variance(n, k, 1);
    const auto gap = stable::gaussian_expected_gap(n, k, 1);
    EXPECT_LE(variance.bound.absolute, 1e-10 * variance.value);
    EXPECT_LE(gap.bound.absolute, 1e-10 * gap.value);
  }
}

TEST(StableQuadrature, PaysForItsIntegrand) {
  // An integrand that is off by all that it admits; a step, which no rule is exact for.
  const auto off = stable::integral_of<double>(
      [](double, double) {
        return stable::Estimate<>{1.01, {0, 0.01}};
      },
      0, 20);
  EXPECT_GE(off.bound.absolute, 20 * 0.01);
  EXPECT_LE(off.bound.absolute, 20 * 0.011);
  const auto step = stable::integral_of<double>(
      [](double x, double) {
        return stable::Estimate<>{x < 3.1 ? 1.0 : 0, {}};
      },
      0, 20);
  EXPECT_LE(std::abs(step.value - 3.1), step.bound.absolute);
  EXPECT_EQ(stable::integral_of<double>(
                [](double, double) {
                  return stable::Estimate<>{1, {}};
                },
                2, 2)
                .value,
            0);
}
