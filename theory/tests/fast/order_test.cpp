// Partition and summary of a block: what they say of a plain loop, on every instruction set.
#include "theory/tests/fast/rows.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

using namespace tailmass;
using namespace tailmass::fast;

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

/// Few levels, so that many scores are equal to an end of a bracket; masks among them.
template <class T>
std::vector<T> levels(std::size_t n, std::uint64_t seed) {
  std::mt19937_64 engine(seed);
  std::vector<T> x(n);
  for (T& each : x) {
    const auto level = static_cast<int>(engine() % 9);
    each = level == 8 ? -std::numeric_limits<T>::infinity() : static_cast<T>(level) / 4 - 1;
  }
  return x;
}

template <class T>
void expect_partition(const std::vector<T>& x, T low, T high, std::string_view target) {
  std::vector<T> below(x.size() + spare), between(x.size() + spare), above(x.size() + spare);
  const Parts parts =
      partition_block(x.data(), x.size(), low, high, below.data(), between.data(), above.data());
  below.resize(parts.below);
  between.resize(parts.between);
  above.resize(parts.above);
  std::vector<T> under, neither, over;
  for (const T each : x)
    (each < low ? under : each > high ? over : neither).push_back(each);
  EXPECT_EQ(below, under) << target << ' ' << x.size() << ' ' << low << ' ' << high;
  EXPECT_EQ(between, neither) << target << ' ' << x.size() << ' ' << low << ' ' << high;
  EXPECT_EQ(above, over) << target << ' ' << x.size() << ' ' << low << ' ' << high;
}

template <class T>
void expect_partitions() {
  constexpr T none = std::numeric_limits<T>::infinity();
  for (const std::string_view target : targets()) {
    const OnTarget on(target);
    for (std::size_t n = 1; n <= 300; ++n)
      for (const auto& [low, high] : {std::pair{T(-0.5), T(0.25)},
                                      {T(0), T(0)},
                                      {-none, T(-1)},
                                      {T(0.75), none},
                                      {-none, none},
                                      {-none, -none},
                                      {T(2), T(3)}})
        expect_partition(levels<T>(n, n), low, high, target);
    for (const std::size_t n : {1021UL, 2048UL})
      expect_partition(levels<T>(n, n), T(-0.25), T(0.5), target);
  }
}

} // namespace

TEST(FastOrder, DoublesOfTheEndsOfABracketAreInIt) {
  expect_partitions<double>();
}
TEST(FastOrder, FloatsOfTheEndsOfABracketAreInIt) {
  expect_partitions<float>();
}

TEST(FastOrder, ANaNIsInEveryBracket) {
  for (const std::string_view target : targets()) {
    const OnTarget on(target);
    std::vector<double> x(37, 1), below(64), between(64), above(64);
    x[11] = x[35] = std::nan("");
    const Parts parts = partition_block(x.data(), x.size(), 2, 3, below.data(), between.data(), above.data());
    EXPECT_EQ(parts.between, 2U) << target;
    EXPECT_EQ(parts.below, 35U) << target;
  }
}

TEST(FastOrder, ASummaryCountsAndAddsTheFiniteOnes) {
  for (const std::string_view target : targets()) {
    const OnTarget on(target);
    for (std::size_t n = 1; n <= 300; ++n)
      for (const double unit : {1.0, 1e6, 1e300}) {
        std::mt19937_64 engine(n);
        std::normal_distribution<double> normal;
        std::vector<double> x(n);
        std::size_t finite = 0;
        double least = infinite, largest = -infinite, magnitude = 0;
        Ball sum = Ball().at_precision(192);
        for (double& each : x) {
          each = engine() % 5 == 0 ? -infinite : unit * normal(engine);
          if (!std::isfinite(each))
            continue;
          ++finite;
          least = std::min(least, each);
          largest = std::max(largest, each);
          magnitude += std::abs(each);
          sum += Ball(each);
        }
        const BlockSummary summary = summarise_block(x.data(), n);
        EXPECT_EQ(summary.finite, finite) << target << ' ' << n;
        EXPECT_EQ(summary.least, least) << target << ' ' << n;
        EXPECT_EQ(summary.largest, largest) << target << ' ' << n;
        EXPECT_FALSE(summary.invalid) << target << ' ' << n;
        const double count = static_cast<double>(n);
        EXPECT_LE(std::abs(summary.low), count * 0x1p-52 * magnitude) << target << ' ' << n;
        EXPECT_TRUE(certainly_at_most(abs(Ball(summary.high) + Ball(summary.low) - sum),
                                      Ball((count + 2) * 0x1p-53 * count * 0x1p-52 * magnitude)))
            << target << ' ' << n;
        for (const double bad : {std::nan(""), infinite}) {
          std::vector<double> broken = x;
          broken[n / 2] = bad;
          EXPECT_TRUE(summarise_block(broken.data(), n).invalid) << target << ' ' << n;
        }
      }
  }
}
