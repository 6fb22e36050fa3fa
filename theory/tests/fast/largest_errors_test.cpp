// The roundings of the kernels beside the exponentials: within their stated errors on every instruction set
// of this processor. The largest errors seen are printed with their inputs, and stand above the kernels.
#include "theory/tests/fast/rows.hpp"
#include "theory/tests/sanitized.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <random>

using namespace tailmass;
using namespace tailmass::fast;

namespace {

constexpr int tries = tests::sanitized ? 2'000 : 100'000;

/// The largest error of a quantity in units of u = 2^-53 of its reference, with its bound.
class Largest {
public:
  Largest(std::string_view target, const char* quantity, double bound)
      : target_(target), quantity_(quantity), bound_(bound) {}

  void see(double computed, const Ball& truth, const Ball& reference, std::initializer_list<double> input) {
    const double error = approximate(abs(Ball(computed) - truth).at_precision(128) / reference) / unit_double;
    if (error > error_) {
      error_ = error;
      input_.assign(input);
    }
  }
  /// Prints what was seen; it is below the bound and above `least`, so that the bound was tried.
  void expect_above(double least) const {
    std::printf("  %s, %s: largest error %.4g u, bound %.4g u, at", target_.c_str(), quantity_, error_,
                bound_);
    for (const double x : input_)
      std::printf(" %a", x);
    std::printf("\n");
    EXPECT_LE(error_, bound_) << target_ << ' ' << quantity_;
    EXPECT_GE(error_, least) << target_ << ' ' << quantity_;
  }

private:
  std::string target_;
  const char* quantity_;
  double bound_;
  double error_ = 0;
  std::vector<double> input_;
};

} // namespace

TEST(FastLargestErrors, MomentsOfOneValue) {
  for (const std::string_view target : targets()) {
    const OnTarget on(target);
    std::mt19937_64 engine(3);
    std::uniform_real_distribution<double> unit(-2, 2);
    Largest first(target, "w t", 3), second(target, "w t^2", 5), square(target, "|t|^2", 4);
    std::vector<double> sum(padded(1)), squares(padded(1)), centre(padded(1));
    for (int i = 0; i < tries; ++i) {
      const double v = unit(engine), weight = std::abs(unit(engine));
      centre[0] = unit(engine);
      sum[0] = squares[0] = 0;
      const Moments moments{sum.data(), squares.data()};
      const Moments* side = &moments;
      double norm = 0;
      moments_block(&v, 1, 1, centre.data(), &weight, &side, &norm);
      const Ball t = Ball(v) - Ball(centre[0]), product = Ball(weight) * t;
      first.see(sum[0], product, abs(product), {v, centre[0], weight});
      second.see(squares[0], product * t, abs(product * t), {v, centre[0], weight});
      square.see(norm, t * t, t * t, {v, centre[0]});
      EXPECT_EQ(squared_distance(&v, 1, centre.data()), norm);
    }
    first.expect_above(1);
    second.expect_above(1.5);
    square.expect_above(1.5);
  }
}

TEST(FastLargestErrors, SummaryOfFewNumbers) {
  constexpr std::size_t n = 64, runs = 4; // runs of one number, so that lanes add four numbers at least
  for (const std::string_view target : targets()) {
    const OnTarget on(target);
    std::mt19937_64 engine(5);
    std::normal_distribution<double> normal;
    // n^2 2^-106 is n^2 u of u.
    Largest sum(target, "sum of 64 numbers, 16 times each of 4", static_cast<double>(n * n) * unit_double);
    for (int i = 0; i < tries / 8; ++i) {
      std::array<double, runs> y{};
      std::ranges::generate(y, [&] { return std::ldexp(normal(engine), static_cast<int>(engine() % 60)); });
      std::array<double, n> x{};
      Ball exact = Ball(0), magnitude = Ball(0);
      for (std::size_t j = 0; j < n; ++j) {
        x[j] = y[j / (n / runs)];
        exact += Ball(x[j]);
        magnitude += Ball(std::abs(x[j]));
      }
      const BlockSummary summary = summarise_block(x.data(), n);
      sum.see(summary.low, exact - Ball(summary.high), magnitude, {y[0], y[1], y[2], y[3]});
    }
    sum.expect_above(1e-17);
  }
}

TEST(FastLargestErrors, SplitOfOneScore) {
  for (const std::string_view target : targets()) {
    const OnTarget on(target);
    std::mt19937_64 engine(9);
    std::uniform_real_distribution<double> unit(-100, 100);
    const double bound = sum_error<double>() / unit_double;
    Largest above(target, "sum above", bound), below(target, "sum below", bound + 0x1p-4);
    std::vector<double> between(1 + spare);
    for (int i = 0; i < tries; ++i) {
      const double x = unit(engine);
      const Scale scale{0, exponent_of(x, 0)};
      const Ball weight = exp(Ball(x).at_precision(192) -
                              Ball(static_cast<double>(scale.exponent)) * log(Ball(2).at_precision(192)));
      const BlockSplit over = split_block(&x, 1, x - 2, x - 1, scale, 0, between.data());
      above.see(over.above.high + over.above.low, weight, weight, {x});
      const BlockSplit under = split_block(&x, 1, x + 1, x + 2, scale, 4, between.data());
      below.see(under.below.high + under.below.low, weight, weight, {x});
    }
    above.expect_above(0.5);
    below.expect_above(0.5);
  }
}
