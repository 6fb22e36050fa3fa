// The exponentials of the fast path: within their stated errors on every instruction set of this processor.
// The largest errors seen are printed with their inputs, and stand above the kernels.
#include "theory/tests/fast/rows.hpp"
#include "theory/tests/sanitized.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <future>
#include <random>

using namespace tailmass;
using namespace tailmass::fast;

namespace {

struct Worst {
  double error = 0; ///< in units of the roundoff
  double input = 0;
};

/// The error of one weight against balls, relatively.
double true_error(double x, Scale scale, double weight) {
  const Ball exact = exp(Ball(x).at_precision(192) -
                         Ball(static_cast<double>(scale.exponent)) * log(Ball(2).at_precision(192)));
  return approximate(abs(Ball(weight) / exact - Ball(1)));
}

/// Weights of a block of doubles against the x87 exponential, whose own error of 2^-63 is beside the point;
/// what comes near the bound is decided by balls.
Worst worst_of(const std::vector<double>& x) {
  Worst worst;
  std::vector<double> weights(block_size);
  for (std::size_t first = 0; first < x.size(); first += block_size) {
    const std::size_t n = std::min(block_size, x.size() - first);
    const Scale scale{0, exponent_of(x[first], 0)};
    weights_block(x.data() + first, n, scale, weights.data());
    const long double unit = std::ldexp(1.0L, static_cast<int>(scale.exponent));
    for (std::size_t i = 0; i < n; ++i) {
      const long double exact = std::exp(static_cast<long double>(x[first + i]));
      const long double weight = static_cast<long double>(weights[i]) * unit;
      const double error = static_cast<double>(std::abs(weight / exact - 1)) / unit_double;
      if (error > worst.error)
        worst = {error, x[first + i]};
      if (error > 0.95 * sum_error<double>() / unit_double) {
        EXPECT_LE(true_error(x[first + i], scale, weights[i]), sum_error<double>())
            << std::hexfloat << x[first + i];
      }
    }
  }
  return worst;
}

std::size_t samples(std::size_t usual) {
  if (tests::sanitized)
    usual /= 100;
  const char* asked = std::getenv("TAILMASS_EXPONENTIALS");
  return asked == nullptr ? usual : static_cast<std::size_t>(std::atof(asked));
}

void report(std::string_view target, std::string_view type, Worst worst, double bound) {
  std::printf("  %s, %s: largest error %.4f u at %a, bound %.4f u\n", std::string(target).c_str(),
              std::string(type).c_str(), worst.error, worst.input, bound);
}

/// All floats of one sign and of magnitude in [2^-27, 2^11], or one block in `step` of them: against the
/// kernel in double, whose error is beside the point.
Worst worst_float(std::uint32_t sign, std::uint32_t step) {
  Worst worst;
  std::vector<float> x(block_size), weights(block_size);
  std::vector<double> wide(block_size), exact(block_size);
  const auto first = std::bit_cast<std::uint32_t>(0x1p-27f), last = std::bit_cast<std::uint32_t>(0x1p11f);
  for (std::uint32_t bits = first; bits <= last; bits += step * static_cast<std::uint32_t>(block_size)) {
    for (std::uint32_t i = 0; i < block_size; ++i)
      x[i] = std::bit_cast<float>(std::min(bits + i, last) | sign);
    const Scale scale{0, exponent_of(static_cast<double>(x[block_size / 2]), 0)};
    weights_block(x.data(), block_size, scale, weights.data());
    promote_block(x.data(), block_size, wide.data());
    weights_block(wide.data(), block_size, scale, exact.data());
    promote_block(weights.data(), block_size, wide.data());
    for (std::size_t i = 0; i < block_size; ++i)
      if (std::abs(wide[i] - exact[i]) > worst.error * unit_float * exact[i])
        worst = {std::abs(wide[i] - exact[i]) / exact[i] / unit_float, static_cast<double>(x[i])};
  }
  return worst;
}
Worst worst_float(std::uint32_t step) {
  auto negative = std::async(std::launch::async, [step, target = target_in_use()] {
    const OnTarget on(target);
    return worst_float(0x80000000U, step);
  });
  const Worst positive = worst_float(0, step);
  const Worst other = negative.get();
  return positive.error > other.error ? positive : other;
}

void expect_float_error(std::string_view target, std::uint32_t step) {
  const OnTarget on(target);
  const Worst worst = worst_float(step);
  report(target, "float", worst, sum_error<float>() / unit_float);
  EXPECT_LE(worst.error, sum_error<float>() / unit_float) << target;
}

} // namespace

TEST(FastExponential, DoubleIsWithinItsErrorOnEveryTarget) {
  ASSERT_FALSE(targets().empty());
  for (const std::string_view target : targets()) {
    const OnTarget on(target);
    const std::size_t count = samples(target == targets().front() ? 10'000'000 : 200'000);
    std::mt19937_64 engine(7);
    std::uniform_real_distribution<double> unit(-1, 1);
    Worst worst;
    std::vector<double> block(block_size);
    for (std::size_t done = 0; done < count; done += block_size) {
      // Around points of all magnitudes of the x87 range, and close to the ends of the reduced interval.
      const double centre = std::ldexp(unit(engine), static_cast<int>(done / block_size % 15) - 1);
      const bool at_ends = done / block_size % 3 == 0;
      for (double& x : block) {
        x = centre + unit(engine);
        if (at_ends)
          x = (std::floor(x * 8 / 0.6931471805599453) + 0.5) * (0.6931471805599453 / 8) + unit(engine) * 1e-4;
      }
      const Worst here = worst_of(block);
      if (here.error > worst.error)
        worst = here;
    }
    report(target, "double", worst, sum_error<double>() / unit_double);
    EXPECT_LE(worst.error, sum_error<double>() / unit_double) << target;
    EXPECT_GE(worst.error, 0.5) << "the bound is not tried";
  }
}

TEST(FastExponential, DoubleIsWithinItsErrorOverTheWholeDomain) {
  for (const std::string_view target : targets()) {
    const OnTarget on(target);
    std::mt19937_64 engine(11);
    std::uniform_real_distribution<double> unit(-1, 1);
    for (int i = 0; i < 3000; ++i) {
      const double x = domain_of<double> * std::ldexp(unit(engine), -(i % 12));
      const Scale scale{0, exponent_of(x, 0)};
      double weight = 0;
      weights_block(&x, 1, scale, &weight);
      EXPECT_LE(true_error(x, scale, weight), sum_error<double>()) << target << ' ' << std::hexfloat << x;
    }
  }
}

TEST(FastExponential, FloatIsWithinItsErrorOnASampleOfItsDomain) {
  for (const std::string_view target : targets())
    expect_float_error(target, 997);
}

TEST(WholeRange, FloatExponentialIsWithinItsError) {
  expect_float_error(targets().front(), 1);
}

TEST(FastExponential, OfTinyFloatsIsOne) {
  // |y| < 2^-27: s + s p rounds to 1.
  for (const std::string_view target : targets()) {
    const OnTarget on(target);
    for (std::uint32_t bits = 0; bits < std::bit_cast<std::uint32_t>(0x1p-27f); bits += 99991)
      for (const std::uint32_t sign : {0U, 0x80000000U}) {
        const float x = std::bit_cast<float>(bits | sign);
        float weight = 0;
        weights_block(&x, 1, {}, &weight);
        ASSERT_EQ(weight, 1) << target << ' ' << std::hexfloat << x;
      }
  }
}

TEST(FastExponential, OfMaskedAndFarScoresIsNothing) {
  for (const std::string_view target : targets()) {
    const OnTarget on(target);
    for (const double x : {-std::numeric_limits<double>::infinity(), -1e300, -1e9, -800.0}) {
      double weight = 1;
      weights_block(&x, 1, {}, &weight);
      EXPECT_LE(weight, 0x1p-990) << target;
      EXPECT_GE(weight, 0);
    }
    const double nan = std::numeric_limits<double>::quiet_NaN();
    double weight = 1;
    weights_block(&nan, 1, {}, &weight);
    EXPECT_TRUE(std::isnan(weight)) << target;
  }
}
