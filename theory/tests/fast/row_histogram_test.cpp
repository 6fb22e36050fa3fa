// Outlines of rows: extremes and steps as a plain loop has them, and brackets that hold what they are for.
#include "theory/fast/distribution/row_histogram.hpp"
#include "theory/nouns/domain_error.hpp"
#include "theory/tests/fast/rows.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>

using namespace tailmass;
using namespace tailmass::fast;

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

std::vector<double> gaussian(std::size_t n, double sigma, std::uint64_t seed) {
  std::mt19937_64 engine(seed);
  std::normal_distribution<double> normal(0, sigma);
  std::vector<double> x(n);
  std::ranges::generate(x, [&] { return normal(engine); });
  return x;
}

template <class T>
void expect_extremes(const std::vector<double>& scores, std::string_view target) {
  const std::vector<T> x(scores.begin(), scores.end());
  double least = infinite, largest = -infinite;
  for (const T each : x) {
    least = each > -infinite ? std::min(least, static_cast<double>(each)) : least;
    largest = std::max(largest, static_cast<double>(each));
  }
  const Extremes extremes = extremes_of(x.data(), x.size());
  EXPECT_EQ(extremes.least, least) << target << ' ' << x.size();
  EXPECT_EQ(extremes.largest, largest) << target << ' ' << x.size();
  EXPECT_FALSE(extremes.nan) << target << ' ' << x.size();
}

template <class T>
void expect_steps(const std::vector<double>& scores, std::string_view target) {
  const std::vector<T> x(scores.begin(), scores.end());
  std::vector<std::int32_t> steps(x.size() + spare);
  steps_of(x.data(), x.size(), -3, 4.0, 24, steps.data());
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double at = std::clamp((static_cast<double>(x[i]) + 3) * 4, 0.0, 24.0);
    EXPECT_LE(std::abs(steps[i] - at), 1) << target << ' ' << x[i];
  }
}

/// Whether the ranks k and k + 1 are in the bracket.
bool holds(Bracket<double> bracket, const std::vector<double>& descending, std::size_t k) {
  const double last = descending[k - 1], next = k < descending.size() ? descending[k] : bracket.low;
  return bracket.low <= next && last <= bracket.high;
}

} // namespace

TEST(FastOutline, KernelsAreAPlainLoop) {
  for (const std::string_view target : targets()) {
    const OnTarget on(target);
    for (std::size_t n = 1; n <= 100; ++n)
      for (const FastRow& row : fast_rows(n, n)) {
        expect_extremes<double>(row.scores, target);
        expect_extremes<float>(row.scores, target);
        expect_steps<double>(row.scores, target);
        expect_steps<float>(row.scores, target);
      }
    std::vector<double> x(100, 1);
    for (const std::size_t at : {0UL, 50UL, 99UL}) {
      x[at] = std::nan("");
      EXPECT_TRUE(extremes_of(x.data(), x.size()).nan) << target << ' ' << at;
      x[at] = -infinite;
    }
    const std::vector<double> masked(37, -infinite);
    expect_extremes<double>(masked, target);
  }
}

TEST(FastOutline, ARowCountedWholeIsBracketedTightly) {
  for (const std::size_t n : {97UL, 1000UL, 4096UL}) {
    std::vector<double> row = gaussian(n, 2, n);
    const std::vector<double> x = row;
    const RowHistogram<double> histogram(x);
    std::ranges::sort(row, std::greater{});
    for (std::size_t k = 1; k <= n; ++k) {
      const Bracket<double> bracket = histogram.of_rank(k);
      ASSERT_TRUE(holds(bracket, row, k)) << n << ' ' << k;
      const auto within =
          std::ranges::count_if(x, [&](double s) { return bracket.low <= s && s <= bracket.high; });
      // Steps in the middle hold 3 scores each, and are 1/32 wider for roundings.
      if (k > n / 10 && k < n - n / 10) {
        EXPECT_LE(within, 60) << n << ' ' << k;
      }
    }
  }
}

TEST(FastOutline, ASampleMissesSeldom) {
  std::size_t misses = 0, cases = 0;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    std::vector<double> row = gaussian(30000, 2, seed);
    const std::vector<double> x = row;
    const RowHistogram<double> histogram(x);
    std::ranges::sort(row, std::greater{});
    for (const std::size_t k : {1UL, 10UL, 300UL, 3000UL, 15000UL, 29000UL, 30000UL}) {
      const Bracket<double> bracket = histogram.of_rank(k);
      misses += holds(bracket, row, k) ? 0 : 1;
      ++cases;
      EXPECT_LE(bracket.share, 0.15) << k;
    }
  }
  EXPECT_LE(misses, cases / 50);
}

TEST(FastOutline, MassesAreBracketed) {
  for (const std::size_t n : {500UL, 4000UL, 60000UL})
    for (const double sigma : {0.5, 2.0}) {
      std::vector<double> row = gaussian(n, sigma, n);
      const std::vector<double> x = row;
      const double epsilon = 0.01;
      const RowHistogram<double> histogram(x, std::log(static_cast<double>(n)) - std::log(epsilon) + 1);
      const double top = histogram.top();
      double mass = 0;
      for (const double s : x)
        mass += std::exp(s - top);
      // A sample's largest score may be below the row's: all is in units of its weight.
      const auto [low, high] = histogram.mass();
      EXPECT_LE(low, mass) << n << ' ' << sigma;
      EXPECT_GE(high, mass) << n << ' ' << sigma;
      std::ranges::sort(row);
      double below = 0;
      std::size_t i = 0;
      while (below + std::exp(row[i] - top) <= epsilon * mass)
        below += std::exp(row[i++] - top);
      const Bracket<double> bracket = histogram.of_mass({epsilon * mass, epsilon * mass});
      EXPECT_LE(bracket.low, row[i]) << n << ' ' << sigma;
      EXPECT_GE(bracket.high, row[i]) << n << ' ' << sigma;
      EXPECT_LE(bracket.share, n <= 4096 ? 0.1 : 0.25) << n << ' ' << sigma;
    }
}

TEST(FastOutline, RowsThatHaveNoStepsAreOneKey) {
  const std::vector<double> ties(300, 2.5), masked(300, -infinite);
  const RowHistogram<double> of_ties(ties, 10), of_masked(masked, 10);
  EXPECT_EQ(of_ties.of_rank(7).low, 2.5);
  EXPECT_TRUE(of_ties.of_rank(7).one_key());
  EXPECT_TRUE(of_ties.of_mass({1, 1}).one_key());
  EXPECT_EQ(of_ties.mass().low, 300);
  EXPECT_EQ(of_masked.top(), -infinite);
  EXPECT_EQ(of_masked.middle(of_masked.of_rank(7)).low, -infinite);
  std::vector<double> wide(300, -1e308);
  wide[7] = 1.7e308;
  const RowHistogram<double> histogram(wide);
  EXPECT_LE(histogram.of_rank(1).low, 1.7e308);
  EXPECT_LE(histogram.of_rank(200).low, -1e308);
  wide[7] = std::nan("");
  EXPECT_THROW(RowHistogram<double>{wide}, DomainError);
}
