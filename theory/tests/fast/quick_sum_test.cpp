// Quick sums and splits on every instruction set: what they enclose, what they say nothing of, and the
// weights.
#include "theory/fast/distribution/quick_sum.hpp"
#include "theory/fast/kernels/quick_split.hpp"
#include "theory/tests/fast/rows.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

using namespace tailmass;
using namespace tailmass::fast;

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

std::vector<double> sorted(std::vector<double> x) {
  std::ranges::sort(x);
  return x;
}

/// Whether [low, high] 2^exponent holds the sum of these exponentials.
bool encloses(const QuickSum& sum, const std::vector<double>& scores, std::int64_t exponent) {
  const double top = scores.empty() ? -infinite : *std::ranges::max_element(scores);
  if (top == -infinite)
    return sum.low() == 0;
  const Ball unit = exp(Ball(top).at_precision(192) -
                        Ball(static_cast<double>(exponent)) * log(Ball(2.0).at_precision(192)));
  const Ball truth = true_partition(scores) * unit;
  return !certainly_less(truth, Ball(sum.low())) && !certainly_less(Ball(sum.high()), truth);
}

template <class T>
void expect_split(const FastRow& on, Bracket<T> bracket, std::string_view target) {
  const std::vector<T> row(on.scores.begin(), on.scores.end());
  const auto exponent = quick_exponent(some_top(std::span<const T>(row)));
  if (!exponent)
    return;
  const std::string where = on.name + " n = " + std::to_string(row.size()) + " [" +
                            std::to_string(bracket.low) + ", " + std::to_string(bracket.high) + "] " +
                            std::string(target);
  std::vector<double> below, between, above;
  for (const T x : row)
    (x < bracket.low ? below : x > bracket.high ? above : between).push_back(static_cast<double>(x));
  const QuickParts<T> parts = quickly_split(std::span<const T>(row), bracket, *exponent);
  EXPECT_EQ(parts.between_count, between.size()) << where;
  EXPECT_EQ(parts.above_count, above.size()) << where;
  if (!bracket.one_key()) {
    EXPECT_EQ(sorted({parts.between.begin(), parts.between.end()}), sorted(between)) << where;
  }
  if (!parts.all.known())
    return;
  EXPECT_TRUE(encloses(parts.all, on.scores, *exponent)) << where;
  EXPECT_TRUE(encloses(parts.below, below, *exponent)) << where;
  EXPECT_EQ(parts.below.empty(), below.empty()) << where;
  EXPECT_LE(parts.all.high() - parts.all.low(), 1.2e-10 * parts.all.high()) << where;
}

} // namespace

TEST(QuickSum, EnclosesBothSidesOnEveryTarget) {
  for (const std::string_view target : targets()) {
    const OnTarget on(target);
    for (const std::size_t n : {1UL, 2UL, 7UL, 31UL, 32UL, 33UL, 100UL, 4095UL, 4097UL})
      for (const FastRow& row : fast_rows(n, n + 1)) {
        const std::vector<double> ascending = sorted(row.scores);
        const double low = ascending[n / 4], high = ascending[3 * n / 4];
        for (const auto& [from, to] :
             {std::pair{low, high}, {low, low}, {-infinite, high}, {low, infinite}, {-infinite, infinite}}) {
          expect_split<double>(row, {from, to, 0.1}, target);
          expect_split<float>(row, {static_cast<float>(from), static_cast<float>(to), 0.1}, target);
        }
      }
  }
}

// The largest relative error of a weight is what the source says, and the larger part of it occurs.
TEST(QuickSum, AWeightIsWithinItsError) {
  std::mt19937_64 random(11);
  std::uniform_real_distribution<double> scores(-600, 600);
  for (const std::string_view target : targets()) {
    const OnTarget on(target);
    double worst = 0;
    for (int i = 0; i < 20000; ++i) {
      const double x = scores(random);
      const auto exponent = *quick_exponent(x);
      const Ball truth = exp(Ball(x).at_precision(128) -
                             Ball(static_cast<double>(exponent)) * log(Ball(2.0).at_precision(128)));
      const Ball error = Ball(quick_sum(&x, 1, exponent).all) / truth - Ball(1.0);
      worst = std::max(worst, std::abs(approximate(error)));
    }
    EXPECT_LE(worst, quick_error()) << target;
    EXPECT_GE(worst, 0.1 * quick_error()) << target;
  }
}

TEST(QuickSum, WeightsAreThoseOfTheSums) {
  for (const std::string_view target : targets()) {
    const OnTarget on(target);
    for (const std::size_t n : {1UL, 31UL, 500UL, 4096UL}) {
      const std::vector<double> row = fast_rows(n, 5).front().scores;
      std::vector<double> weights(n + quick_spare);
      const auto exponent = *quick_exponent(*std::ranges::max_element(row));
      const double all = quick_weights(row.data(), n, exponent, weights.data()).all;
      EXPECT_EQ(all, quick_sum(row.data(), n, exponent).all);
      for (std::size_t i = 0; i < n; ++i)
        ASSERT_EQ(weights[i], quick_sum(&row[i], 1, exponent).all) << target << ' ' << i;
      const double end = sorted(row)[n / 2];
      double sum = 0;
      for (std::size_t i = 0; i < n; ++i)
        sum += row[i] < end ? weights[i] : 0;
      const QuickMass below = quick_mass_below(row.data(), weights.data(), n, end);
      EXPECT_EQ(below.count,
                static_cast<std::size_t>(std::ranges::count_if(row, [&](double x) { return x < end; })));
      EXPECT_NEAR(below.sum, sum, 1e-12 * sum) << target;
    }
  }
}

TEST(QuickSum, SaysNothingOfWhatIsNoNumberOrFarAbove) {
  for (const std::string_view target : targets()) {
    const OnTarget on(target);
    for (const double wrong : {std::nan(""), infinite, 400.0, 1e300})
      for (const std::size_t at : {0UL, 31UL, 2049UL, 4999UL}) {
        std::vector<double> row(5000, 0.25);
        row[at] = wrong;
        QuickSum sum(*quick_exponent(0.25));
        sum.add(row.data(), row.size());
        EXPECT_FALSE(sum.known()) << target << ' ' << wrong << ' ' << at;
        EXPECT_FALSE(quickly_split<double>(row, {0, 1, 1}, *quick_exponent(0.25)).all.known()) << target;
      }
  }
  for (const double top : {-infinite, infinite, std::nan(""), 6000.0, -6000.0})
    EXPECT_FALSE(quick_exponent(top)) << top;
}

// A score far below weighs too much, which the lower end pays for.
TEST(QuickSum, PaysForScoresFarBelow) {
  const std::vector<double> row(100, -2000);
  QuickSum sum(0);
  sum.add(row.data(), row.size());
  EXPECT_GT(sum.high(), 0);
  EXPECT_EQ(sum.low(), 0);
  EXPECT_TRUE(sum.sum().empty());
}

// So does what fills the vectors of a block that is not a multiple of them, at every length and instruction
// set.
TEST(QuickSum, PaysForWhatFillsVectors) {
  constexpr double below = -1005 * 0.6931471805599453; // 2^-1005, where the floor is 2^-1000
  for (const std::string_view target : targets()) {
    const OnTarget on(target);
    for (std::size_t n = 1; n <= 70; ++n) {
      const std::vector<double> row(n, below);
      QuickSum added(0), equal(0);
      added.add(row.data(), n);
      equal.add_equal(below, n);
      EXPECT_TRUE(encloses(added, row, 0)) << n << ' ' << target;
      EXPECT_TRUE(encloses(equal, row, 0)) << n << ' ' << target;
      std::vector<double> two = row;
      two.push_back(0);
      const QuickParts<double> parts = quickly_split(std::span<const double>(two), {-1, 1, 1}, 0);
      EXPECT_TRUE(encloses(parts.below, row, 0)) << n << ' ' << target;
    }
  }
}
