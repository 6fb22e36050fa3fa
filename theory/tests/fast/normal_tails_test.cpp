// Tails and quantiles of the normal distribution on every instruction set, against balls and Boost.Math.
#include "theory/fast/kernels/normal_tails.hpp"

#include "theory/fast/kernels/kernels.hpp"
#include "theory/fast/kernels/targets.hpp"
#include "theory/numbers/normal.hpp"
#include "theory/numbers/precision.hpp"
#include "theory/quantities/error.hpp"
#include "theory/tests/sanitized.hpp"
#include "theory/tests/source_path.hpp"

#include <boost/math/special_functions/erf.hpp>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <numbers>
#include <random>
#include <regex>
#include <string>
#include <vector>

namespace tailmass::fast {

namespace {

const Precision<Ball> bits{256};

/// The polynomial's coefficients in the kernel's source, highest first.
std::vector<double> coefficients() {
  std::ifstream file(tests::source_path("theory/fast/kernels/normal_kernels.cpp"));
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const std::size_t start = text.find("polynomial(\n"), end = text.find(");", start);
  const std::regex number(R"(-?0x1\.[0-9a-f]+p[+-][0-9]+)");
  std::vector<double> found;
  for (std::sregex_iterator at(text.begin() + static_cast<std::ptrdiff_t>(start),
                               text.begin() + static_cast<std::ptrdiff_t>(end), number),
       last;
       at != last; ++at)
    found.push_back(std::strtod(at->str().c_str(), nullptr));
  return found;
}

/// cos(pi k (2 j + 1)/(2 points)).
Ball cosine(std::size_t j, std::size_t k, std::size_t points) {
  Ball result = bits(static_cast<double>(k * (2 * j + 1))) / bits(static_cast<double>(2 * points));
  arb_cos_pi(result.raw(), result.raw(), bits.bits);
  return result;
}

/// An upper value of |P(y) - F(y)|, F = (1 + sqrt(2) x) e^{x^2/2} 2 Phi_c(x), over 0 <= x <= 42. The
/// difference is interpolated in 128 Chebyshev points, and no larger than the sum of the coefficients' sizes
/// and 4 M r^-127/(r
/// - 1), where M bounds F in the ellipse of radius r about the interval (Trefethen, "Approximation Theory and
/// Approximation Practice", Thm 8.2). For r = 1.8 the ellipse has Re x >= -0.31 and |x| <= 800, so that |F|
/// <= (1 + 800 sqrt(2)) e^{x^2/2} 2 Phi_c(x) at Re x, below 1500.
double largest_difference(const std::vector<double>& polynomial) {
  constexpr std::size_t points = 128;
  const Ball low = bits(-1.0), high = bits(38.0) / bits(46.0), one = bits(1.0), root = sqrt(bits(2.0));
  std::vector<Ball> difference;
  for (std::size_t j = 0; j < points; ++j) {
    const Ball y = (cosine(j, 1, points) * (high - low) + high + low) / bits(2.0);
    const Ball x = bits(4.0) * (one + y) / (one - y);
    Ball p = bits(0.0);
    for (const double coefficient : polynomial)
      p = p * y + bits(coefficient);
    difference.push_back(p - (one + root * x) * exp(x * x / bits(2.0)) * bits(2.0) * normal_survival(x));
  }
  Ball sum = bits(6000.0) * exp(bits(-127.0) * log(bits(1.8))) / bits(0.8);
  for (std::size_t k = 0; k < points; ++k) {
    Ball coefficient = bits(0.0);
    for (std::size_t j = 0; j < points; ++j)
      coefficient += difference[j] * cosine(j, k, points);
    sum += abs(coefficient) * bits(k == 0 ? 1.0 : 2.0) / bits(static_cast<double>(points));
  }
  return not_below(sum);
}

/// Probabilities of all sizes, a multiple of `spare`.
std::vector<double> probabilities() {
  std::mt19937_64 engine(5);
  std::uniform_real_distribution<double> unit(0, 1);
  std::vector<double> p{0x1p-1074, 1e-310, 0x1p-1022, 1e-300, 1e-16, 0.25, std::nextafter(0.5, 0), 0.5};
  const std::size_t count = tests::sanitized ? 200 : 4000;
  for (std::size_t i = 0; i < count; ++i) {
    p.push_back(std::exp2(-1 - 1073 * unit(engine)));
    p.push_back(unit(engine) / 2);
    p.push_back(0.5 - std::exp2(-2 - 50 * unit(engine)));
  }
  p.resize(padded(p.size()), 0.125);
  return p;
}

/// The largest of some numbers, with what it is of.
struct Largest {
  double value = 0, at = 0;
  void see(double x, double of) {
    if (x > value)
      value = x, at = of;
  }
};

} // namespace

TEST(NormalTails, ThePolynomialIsWithinWhatItsSourceSays) {
  const std::vector<double> polynomial = coefficients();
  ASSERT_EQ(polynomial.size(), 25U);
  const double largest = largest_difference(polynomial);
  std::printf("  largest difference below %.3g u\n", largest / unit_double);
  EXPECT_LE(largest, 0.4 * unit_double);
}

TEST(NormalTails, ADigitChangedIsSeen) {
  std::vector<double> polynomial = coefficients();
  polynomial[12] += 0x1p-52;
  EXPECT_GT(largest_difference(polynomial), 0.4 * unit_double);
}

TEST(NormalTails, QuantilesOfAllProbabilitiesKeepTheirBounds) {
  const std::vector<double> p = probabilities();
  std::vector<Ball> truths;
  for (const double each : p)
    truths.push_back(Ball(-normal_quantile(bits(each))));
  for (const std::string_view target : targets()) {
    const OnTarget on(target);
    std::vector<double> x(p.size()), off(p.size()), mills(p.size());
    normal_quantiles(p.data(), p.size(), {.x = x.data(), .off = off.data(), .mills = mills.data()});
    Largest used, error, of_mills, of_bound;
    for (std::size_t i = 0; i < p.size(); ++i) {
      const double miss = not_below(abs(Ball(x[i]) - truths[i]));
      if (p[i] == 0.5)
        ASSERT_TRUE(x[i] == 0 && off[i] == 0);
      else
        ASSERT_LE(miss, off[i]) << target << ' ' << p[i];
      used.see(off[i] > 0 ? miss / off[i] : 0, p[i]);
      error.see(miss / (unit_double * (x[i] + 1)), p[i]);
      of_bound.see(off[i] / (unit_double * (x[i] + 1)), p[i]);
      const Ball ratio = normal_survival(bits(x[i])) / normal_density(bits(x[i]));
      of_mills.see(not_below(abs(bits(mills[i]) - ratio) / ratio), p[i]);
      const double boost = std::numbers::sqrt2 * boost::math::erfc_inv(2 * p[i]);
      ASSERT_LE(std::abs(x[i] - boost), off[i] + 8 * unit_double * boost) << target << ' ' << p[i];
    }
    std::printf(
        "  %s: quantile off by %.3g u of 1 + x at %a, bound %.3g u, %.3f of it; Mills' ratio by %.3g u at "
        "%a\n",
        std::string(target).c_str(), error.value, error.at, of_bound.value, used.value,
        of_mills.value / unit_double, of_mills.at);
    EXPECT_LE(of_mills.value, mills_error);
    EXPECT_GE(of_mills.value, 2 * unit_double);
    EXPECT_GE(used.value, 0.1);
    EXPECT_LE(of_bound.value, 32);
  }
}

TEST(NormalTails, SurvivalsOfAllNumbersKeepTheirBounds) {
  std::mt19937_64 engine(6);
  std::uniform_real_distribution<double> unit(-1, 1);
  std::vector<double> y{0,    -0.0, 1e-300, 41.9, 42,   42.1, 64,        104,
                        -104, -8.3, 37.5,   38.4, 38.5, 38.6, 0x1p-1074, 1},
      moved;
  for (std::size_t i = 0; i < (tests::sanitized ? 400 : 6000); ++i)
    y.push_back(unit(engine) * (i % 3 == 0 ? 40 : i % 3 == 1 ? 4 : 1e-3));
  y.resize(padded(y.size()));
  for (std::size_t i = 0; i < y.size(); ++i)
    moved.push_back(i % 2 == 0 ? 0 : std::exp2(-8 * (1 + std::abs(unit(engine)) * 6)));
  for (const std::string_view target : targets()) {
    const OnTarget on(target);
    std::vector<double> value(y.size()), radius(y.size());
    normal_survivals(y.data(), moved.data(), y.size(), value.data(), radius.data());
    Largest used;
    for (std::size_t i = 0; i < y.size(); ++i)
      for (const double by : {-moved[i], moved[i]}) {
        const Ball error = abs(Ball(value[i]) - normal_survival(bits(y[i]) + bits(by)));
        ASSERT_TRUE(certainly_at_most(error, Ball(radius[i])))
            << target << ' ' << y[i] << " moved by " << by << ": " << value[i] << " within " << radius[i];
        if (moved[i] == 0 && value[i] > 1e-290)
          used.see(not_below(error) / radius[i], y[i]);
      }
    std::printf("  %s: %.3f of the bound at %a\n", std::string(target).c_str(), used.value, used.at);
    EXPECT_GE(used.value, 0.1);
    const std::vector<double> far(spare, 3), much(spare, 0.5);
    normal_survivals(far.data(), much.data(), spare, value.data(), radius.data());
    EXPECT_TRUE(std::isinf(radius[0]));
  }
}

} // namespace tailmass::fast
