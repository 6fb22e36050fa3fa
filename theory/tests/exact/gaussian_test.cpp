// The normal distribution and the limits of the Gaussian score model: balls, mpfr and doubles agree.
#include "theory/exact/gaussian/expected_gap.hpp"
#include "theory/exact/gaussian/gaussian.hpp"
#include "theory/exact/gaussian/truncated_mass.hpp"
#include "theory/nouns/domain_error.hpp"
#include "theory/stable/gaussian/gaussian.hpp"

#include <boost/math/distributions/normal.hpp>
#include <boost/multiprecision/mpfr.hpp>
#include <gtest/gtest.h>

using namespace tailmass;

namespace {

using Mpfr = boost::multiprecision::number<boost::multiprecision::mpfr_float_backend<100>,
                                           boost::multiprecision::et_off>;

/// Whether the ball meets a decimal number that is right to 2^-bits of itself.
void expect_near(const Ball& ball, const std::string& decimal, long bits) {
  const Ball number = ball_from_decimal(decimal, 600);
  EXPECT_TRUE(radius_within(ball, ball, bits)) << "the ball is wide";
  const Ball error = abs(ball - number);
  const Ball allowed = abs(ball) * Ball(std::ldexp(1.0, -static_cast<int>(bits)));
  EXPECT_TRUE(certainly_at_most(error, allowed)) << to_decimal(ball, 40) << " and " << decimal;
}
void expect_near(const Ball& ball, double number, double relative) {
  const double exact = approximate(ball);
  EXPECT_LE(std::abs(number - exact), relative * std::abs(exact)) << exact;
}

constexpr double probabilities[] = {1e-300, 1e-20, 1e-3, 0.1, 0.25, 0.5, 0.75, 0.9, 1 - 0x1p-40};

} // namespace

TEST(Normal, QuantilesAgreeBetweenBallsMpfrAndDoubles) {
  const boost::math::normal_distribution<Mpfr> in_mpfr;
  const boost::math::normal_distribution<double> in_double;
  for (const double p : probabilities) {
    SCOPED_TRACE(p);
    const Ball ball = normal_quantile(Ball(p).at_precision(320));
    if (p == 0.5) {
      EXPECT_TRUE(overlap(ball, Ball(0)));
      continue;
    }
    expect_near(ball, quantile(in_mpfr, Mpfr(p)).str(100), 280);
    expect_near(ball, normal_quantile(Mpfr(p)).str(100), 280);
    expect_near(ball, quantile(in_double, p), 1e-14);
  }
}

TEST(Normal, ProbabilitiesAgreeBetweenBallsMpfrAndDoubles) {
  const boost::math::normal_distribution<Mpfr> in_mpfr;
  for (const double x : {-37.0, -8.5, -1.0, -0.125, 0.0, 0.5, 3.0, 20.0}) {
    SCOPED_TRACE(x);
    const Ball ball = Ball(x).at_precision(320);
    expect_near(normal_cdf(ball), cdf(in_mpfr, Mpfr(x)).str(100), 300);
    expect_near(normal_survival(ball), cdf(complement(in_mpfr, Mpfr(x))).str(100), 300);
    expect_near(normal_density(ball), pdf(in_mpfr, Mpfr(x)).str(100), 300);
    expect_near(normal_cdf(ball), normal_cdf(x), 1e-13);
    expect_near(normal_density(ball), normal_density(x), 1e-13);
  }
}

TEST(Normal, AQuantileHoldsThoseOfTheWholeBall) {
  Ball p = Ball(0.25).at_precision(128);
  const Ball wide = Ball(0x1p-20);
  arb_add_error(p.raw(), wide.raw());
  const Ball quantiles = normal_quantile(p);
  for (const double q : {0.25 - 0x1p-20, 0.25, 0.25 + 0x1p-20})
    EXPECT_TRUE(arb_contains(quantiles.raw(), normal_quantile(Ball(q).at_precision(256)).raw()));
  EXPECT_FALSE(arb_contains(quantiles.raw(), normal_quantile(Ball(0.25 + 0x1p-18).at_precision(256)).raw()));
}

TEST(Normal, OutsideOfItsDomainAQuantileIsTheWholeLine) {
  for (const double p : {0.0, 1.0, -0.5, 2.0})
    EXPECT_FALSE(arb_is_finite(normal_quantile(Ball(p).at_precision(128)).raw()));
  EXPECT_THROW((void)normal_quantile(Ball(0.5)), std::logic_error);
}

TEST(GaussianLimit, AgreesBetweenBallsMpfrAndQuadrature) {
  constexpr std::size_t n = 1000;
  for (const double sigma : {0.25, 1.0, 3.0})
    for (const std::size_t k : {1U, 100U, 500U, 990U}) {
      SCOPED_TRACE(testing::Message() << sigma << " " << k);
      const auto ball = exact::gaussian_limit(Precision<Ball>{320}, sigma, n, k);
      const auto mpfr = exact::gaussian_limit(Precision<Mpfr>{}, sigma, n, k);
      expect_near(ball.tau, mpfr.tau.str(100), 280);
      expect_near(exact::gaussian_variance(ball), exact::gaussian_variance(mpfr).str(100), 250);
      expect_near(exact::gaussian_bias(ball), exact::gaussian_bias(mpfr).str(100), 250);
      expect_near(exact::gaussian_k_epsilon_bias(ball), exact::gaussian_k_epsilon_bias(mpfr).str(100), 240);
      expect_near(ball.tau, stable::gaussian_tail_mass(n, k, sigma).value, 1e-13);
      expect_near(exact::gaussian_variance(ball), stable::gaussian_variance(n, k, sigma).value, 1e-9);
    }
}

TEST(GaussianLimit, SlopesAreThoseOfTheCurve) {
  const Precision<Ball> at{256};
  const Ball sigma = at(0.75);
  for (const double z : {-1.5, 0.0, 1.25}) {
    const Ball step = at(0x1p-60);
    const auto middle = exact::gaussian_limit_at(sigma, at(z));
    const auto left = exact::gaussian_limit_at(sigma, Ball(at(z) - step));
    const auto right = exact::gaussian_limit_at(sigma, Ball(at(z) + step));
    const Ball width = right.rho - left.rho;
    const auto expect_slope = [&](const Ball& slope, const Ball& rise) {
      EXPECT_NEAR(approximate(slope), approximate(rise / width),
                  1e-15 + 1e-12 * std::abs(approximate(slope)));
    };
    expect_slope(exact::gaussian_slope(middle), right.tau - left.tau);
    expect_slope(exact::gaussian_variance_slope(middle),
                 exact::gaussian_variance(right) - exact::gaussian_variance(left));
  }
}

TEST(GaussianLimit, OfEpsilonIsTheInverseOfTheTailMass) {
  const Precision<Ball> at{256};
  for (const double epsilon : {0.5, 0.1, 0.001}) {
    const auto limit = exact::gaussian_limit_of_epsilon(at, 2.0, epsilon);
    EXPECT_TRUE(overlap(limit.tau, Ball(epsilon)));
    expect_near(limit.rho, stable::gaussian_k_epsilon_fraction(2.0, epsilon).value, 1e-13);
  }
}

TEST(GaussianRule, GuessesKEpsilon) {
  EXPECT_EQ(stable::gaussian_k_epsilon(128, 3, 0.1), 6U); // 128 Phi_c(3 - 1.2816) = 5.49
  EXPECT_EQ(stable::gaussian_k_epsilon(1, 1, 0.5), 1U);
  EXPECT_EQ(stable::gaussian_k_epsilon(10, 0, 0.25), 8U); // all equal: ceil(7.5)
  EXPECT_EQ(stable::gaussian_k_epsilon(100, 30, 0.5), 1U);
  EXPECT_THROW((void)stable::gaussian_k_epsilon(0, 1, 0.5), DomainError);
  EXPECT_THROW((void)stable::gaussian_k_epsilon(5, -1, 0.5), DomainError);
  EXPECT_THROW((void)stable::gaussian_k_epsilon(5, 1, 1.0), DomainError);
  EXPECT_THROW((void)stable::gaussian_tail_mass(5, 5, 1), DomainError);
}

TEST(ExpectedGap, IsTheDifferenceOfExpectedScores) {
  const Precision<Ball> at{320};
  for (const auto& [n, k] : {std::pair{2U, 1U}, {7U, 1U}, {7U, 6U}, {128U, 13U}}) {
    SCOPED_TRACE(testing::Message() << n << " " << k);
    const Ball gap = exact::gaussian_expected_gap(at, 1.5, n, k);
    const Ball difference =
        exact::gaussian_expected_score(at, 1.5, n, k) - exact::gaussian_expected_score(at, 1.5, n, k + 1);
    EXPECT_TRUE(overlap(gap, difference));
    EXPECT_TRUE(radius_within(gap, gap, 300));
    EXPECT_TRUE(radius_within(difference, gap, 300));
    expect_near(gap, stable::gaussian_expected_gap(n, k, 1.5).value, 1e-10);
    expect_near(gap, exact::gaussian_expected_gap(Precision<double>{}, 1.5, n, k), 1e-10);
    expect_near(exact::gaussian_expected_score(at, 1.5, n, k),
                exact::gaussian_expected_score(Precision<double>{}, 1.5, n, k), 1e-10);
  }
}

TEST(ExpectedGap, AgreesWithMpfr) {
  expect_near(exact::gaussian_expected_gap(Precision<Ball>{400}, 2, 9, 2),
              exact::gaussian_expected_gap(Precision<Mpfr>{}, 2, 9, 2).str(100), 300);
}

TEST(ExpectedGap, AnErrorBoundCoversEveryCoarseGrid) {
  for (const exact::NormalPowers powers : {exact::NormalPowers{3, 2, false}, {20, 5, true}, {0, 1, true}})
    for (const double step : {0.5, 0.25, 0.125, 0.0625}) {
      const auto end = static_cast<long>(4 / step);
      for (const double strip : {0.5, 1.0, 2.0}) {
        const exact::LineGrid grid{step, -end, end, strip};
        const Precision<Ball> at{256};
        const Ball exact = exact::over_the_line(at, powers, at(1.0));
        const Ball off = abs(exact::sum_over(at, powers, grid) - exact);
        EXPECT_TRUE(certainly_at_most(off, exact::grid_error(powers, grid)))
            << powers.below << ' ' << step << ' ' << strip << ' ' << approximate(off) << ' '
            << approximate(exact::grid_error(powers, grid));
      }
    }
}

TEST(ExpectedGap, HasItsKnownValues) {
  const Precision<Ball> at{256};
  // Two scores: E|x - y| = 2/sqrt(pi); three: the largest is 3/(2 sqrt(pi)) above the middle one.
  Ball pi = Ball().at_precision(256);
  arb_const_pi(pi.raw(), 256);
  EXPECT_TRUE(overlap(exact::gaussian_expected_gap(at, 1, 2, 1), Ball(2) / sqrt(pi)));
  EXPECT_TRUE(overlap(exact::gaussian_expected_gap(at, 1, 3, 1), Ball(3) / (sqrt(pi) * Ball(2))));
  EXPECT_NEAR(approximate(exact::gaussian_expected_gap(at, 1, 128, 13)), 0.04382, 5e-6);
  EXPECT_NEAR(stable::gaussian_expected_gap_about(1000000, 100000, 1).value,
              stable::gaussian_expected_gap(1000000, 100000, 1).value,
              1e-4 * stable::gaussian_expected_gap(1000000, 100000, 1).value);
}

TEST(TruncatedMean, QuadratureHoldsTheClosedForm) {
  for (const double sigma : {0.125, 1.0, 3.0})
    for (const double threshold : {-4.0, -0.5, 1.0, 6.0})
      for (const long bits : {64, 320}) {
        const Precision<Ball> at{bits};
        const Ball all = exp(at(sigma) * at(sigma) / Ball(2));
        const Ball below = exact::exponential_mean_below(at, sigma, threshold);
        EXPECT_TRUE(overlap(below, all * normal_cdf(at(threshold) - at(sigma)))) << sigma << " " << threshold;
        EXPECT_TRUE(radius_within(below, all, bits - 12)) << sigma << " " << threshold;
        EXPECT_TRUE(overlap(exact::exponential_mean(at, sigma), all)) << sigma;
        const long double rounded = exact::exponential_mean_below(Precision<long double>{}, sigma, threshold);
        EXPECT_NEAR(static_cast<double>(rounded), approximate(below), 1e-14 * approximate(all));
      }
}
