// Ranges that right kernels stay in where no bound of their roundings exists.
#include "verify/kernel/hull.hpp"

#include "verify/kernel/check.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <numeric>
#include <random>
#include <utility>

namespace tailmass::verify::kernel {

namespace {

KernelArithmetic float32(std::size_t row_keys = 0) {
  return kernel_arithmetic(input::DType::F32, input::DType::F64, row_keys, input::DType::F32);
}

/// A row of doubles whose results are float32, with the head 0..k-1 or indices that name none.
cases::AttentionRow row_of(const std::vector<double>& scores, std::size_t k, bool head = true) {
  cases::AttentionRow row{.origin = {.file = "memory", .tensor = "a.scores", .row = "[0]"},
                          .scores = std::make_shared<const Scores>(scores),
                          .values = {}};
  std::vector<double> values;
  for (std::size_t key = 0; key < scores.size(); ++key)
    values.push_back(key % 2 == 0 ? 1 : 0.5);
  row.values = std::make_shared<const Values>(scores.size(), 1, values);
  row.values_dtype = input::DType::F32;
  row.indices.emplace();
  for (std::size_t i = 0; i < k; ++i)
    row.indices->numbers.push_back({.negative = false, .magnitude = head ? i : 0});
  return row;
}

record::ConsistencyRecord lse_check(const std::vector<double>& scores, double stored) {
  cases::AttentionRow row = row_of(scores, 1);
  row.indices.reset();
  row.lse = cases::Stored<double>{"a.lse", input::DType::F32, {stored}};
  return check_kernel(row).checks.at(0);
}

record::ConsistencyRecord output_check(cases::AttentionRow row, double stored) {
  row.truncated = cases::Stored<double>{"a.truncated", input::DType::F32, {stored}};
  return check_kernel(row).checks.at(1);
}

/// That of one coordinate of the values of all keys.
ValueRange range_of(const std::vector<double>& values) {
  std::vector<Key> keys(values.size());
  std::iota(keys.begin(), keys.end(), 0U);
  return value_ranges(Values(values.size(), 1, values), keys).at(0);
}

const std::vector<double> far{1e9, 1e9 + 1, 1e9 - 3}; // float32 numbers are 64 apart there

} // namespace

TEST(KernelHull, HoldsOfKernelsThatConvertTheScores) {
  std::mt19937_64 random(3);
  std::normal_distribution<double> normal;
  for (const double size : {1.0, 1e6, 1e8})
    for (const std::size_t n : {1U, 2U, 15U}) { // one tile
      std::vector<double> scores, values;
      for (std::size_t i = 0; i < n; ++i) {
        scores.push_back(size * (1 + 1e-7 * normal(random)));
        values.push_back(static_cast<float>(normal(random)));
      }
      const auto m = static_cast<float>(*std::ranges::max_element(scores));
      for (const bool base_2 : {false, true}) {
        const float log2e = 1.44269504F;
        float total = 0, sum = 0;
        for (std::size_t i = 0; i < n; ++i) {
          const auto s = static_cast<float>(scores[i]);
          const float w = base_2 ? std::exp2(std::fma(s, log2e, -(m * log2e))) : std::exp(s - m);
          total += w;
          sum += w * static_cast<float>(values[i]);
        }
        const float lse = base_2 ? (m * log2e + std::log2(total)) * 0.693147181F : m + std::log(total);
        const KernelHull hull(scores, float32());
        ASSERT_TRUE(hull.log_sum_exp() && hull.mean(range_of(values)));
        EXPECT_TRUE(within(lse, *hull.log_sum_exp())) << size << " " << n << " " << base_2;
        EXPECT_TRUE(within(sum / total, *hull.mean(range_of(values)))) << size << " " << n << " " << base_2;
      }
    }
}

TEST(KernelHull, IsNoWiderThanItMust) {
  const KernelHull hull(std::vector<double>{3, 1, 0}, float32());
  const Expected lse = hull.log_sum_exp().value();
  EXPECT_NEAR(approximate(lse.value - lse.bound), 3, 2e-5);
  EXPECT_NEAR(approximate(lse.value + lse.bound), 3 + std::log(3), 2e-5);
  const Expected mean = hull.mean(range_of({-1, 2, 0.5})).value();
  EXPECT_NEAR(approximate(mean.value - mean.bound), -1, 2e-6);
  EXPECT_NEAR(approximate(mean.value + mean.bound), 2, 2e-6);
}

TEST(KernelHull, DecidesWhereNoBoundExists) {
  ASSERT_FALSE(KernelAttention(far, float32()).bounded());
  EXPECT_EQ(lse_check(far, 1e9).held, 1U);
  const record::ConsistencyRecord wrong = lse_check(far, 1e9 + 4096);
  EXPECT_EQ(wrong.exceeded, 1U);
  EXPECT_NE(wrong.failures.at(0).message.find("outside the range of the maximum plus up to ln n"),
            std::string::npos)
      << wrong.failures.at(0).message;
  EXPECT_EQ(output_check(row_of(far, 2), 0.75).held, 1U);
  const record::ConsistencyRecord beyond = output_check(row_of(far, 2), 1.25);
  EXPECT_EQ(beyond.exceeded, 1U);
  EXPECT_NE(beyond.failures.at(0).message.find("1.25 outside the range of the values of its head, 0.4999"),
            std::string::npos)
      << beyond.failures.at(0).message;
}

TEST(KernelHull, WhatNothingBoundsIsNotHeld) {
  std::vector<double> farther; // more than a tile, whose rescalings may lose every weight
  for (int i = 0; i < 40; ++i)
    farther.push_back(1e12 + i);
  EXPECT_FALSE(KernelHull(farther, float32()).log_sum_exp());
  const record::ConsistencyRecord lse = lse_check(farther, 1e12);
  EXPECT_EQ(lse.unbounded, 1U);
  EXPECT_EQ(lse.held + lse.exceeded, 0U);
  EXPECT_EQ(lse_check(farther, 1e12 * (1 + 0x1p-20)).unbounded, 1U);
  EXPECT_EQ(lse_check(farther, 1.5e12).exceeded, 1U); // whatever its sum of weights
  const record::ConsistencyRecord output = output_check(row_of(farther, 20), 0.75);
  EXPECT_EQ(output.unbounded, 1U);
  EXPECT_EQ(output.held + output.exceeded, 0U);
}

TEST(KernelHull, ExistsOfScoresWhoseProductsRoundToAllOrNothing) {
  std::mt19937_64 random(5);
  std::normal_distribution<double> normal;
  for (const double size : {1e19, -1e19, 1e30, -1e30, -3.4028234663852886e38})
    for (const bool equal : {false, true}) {
      std::vector<double> scores, values;
      for (int i = 0; i < 40; ++i) {
        scores.push_back(static_cast<float>(equal ? size : size * (1 - 1e-7 * std::abs(normal(random)))));
        values.push_back(static_cast<float>(normal(random)));
      }
      const KernelHull hull(scores, float32(40));
      ASSERT_TRUE(hull.log_sum_exp() && hull.mean(range_of(values))) << size;
      std::size_t finite = 0;
      for (const bool base_2 : {false, true}) {
        const float log2e = 1.44269504F;
        float m = -INFINITY, total = 0, sum = 0;
        for (std::size_t first = 0; first < scores.size(); first += 16) {
          const auto end = scores.begin() + static_cast<std::ptrdiff_t>(std::min(first + 16, scores.size()));
          const auto last =
              std::exchange(m, std::max(m, static_cast<float>(*std::max_element(
                                               scores.begin() + static_cast<std::ptrdiff_t>(first), end))));
          const float factor = base_2 ? std::exp2((last - m) * log2e) : std::exp(last - m);
          total *= factor;
          sum *= factor;
          for (std::size_t i = first; i < std::min(first + 16, scores.size()); ++i) {
            const auto s = static_cast<float>(scores[i]);
            const float w = base_2 ? std::exp2(std::fma(s, log2e, -(m * log2e))) : std::exp(s - m);
            total += w;
            sum += w * static_cast<float>(values[i]);
          }
        }
        const float lse = base_2 ? (m * log2e + std::log2(total)) * 0.693147181F : m + std::log(total);
        if (!std::isfinite(lse) || !std::isfinite(sum / total))
          continue;
        ++finite;
        EXPECT_TRUE(within(lse, *hull.log_sum_exp())) << size << " " << base_2;
        EXPECT_TRUE(within(sum / total, *hull.mean(range_of(values)))) << size << " " << base_2;
      }
      EXPECT_GE(finite, 1U) << size;
    }
  const std::vector<double> lowest(40, -3.4028234663852886e38); // a finite mask over all keys
  EXPECT_EQ(lse_check(lowest, -3.4028234663852886e38).held, 1U);
  EXPECT_EQ(lse_check(lowest, 0).exceeded, 1U);
  EXPECT_EQ(output_check(row_of(lowest, 20), 0.75).held, 1U);
  EXPECT_EQ(output_check(row_of(lowest, 20), 9).exceeded, 1U);
  EXPECT_EQ(lse_check(std::vector<double>(40, 1e17), 1e17).unbounded, 1U); // not that far
}

TEST(KernelHull, OfAnUnknownHeadTheRangeOfAllValuesTellsWhatIsWrongOnly) {
  const cases::AttentionRow row = row_of({1, 2, 3}, 2, false);
  EXPECT_EQ(output_check(row, 0.75).unbounded, 1U);
  EXPECT_EQ(output_check(row, 0.75).held, 0U);
  EXPECT_EQ(output_check(row, 1.5).exceeded, 1U);
}

TEST(KernelHull, KnowsTheRangeOfEachCoordinate) {
  constexpr std::size_t n = 3, d = 10;
  std::vector<double> entries;
  for (std::size_t i = 0; i < n * d; ++i)
    entries.push_back((i % 2 == 0 ? 1 : -1) * static_cast<double>(i));
  const std::vector<ValueRange> ranges = value_ranges(Values(n, d, entries), std::vector<Key>{2, 0});
  ASSERT_EQ(ranges.size(), d);
  for (std::size_t axis = 0; axis < d; ++axis) {
    const double a = entries[axis], b = entries[2 * d + axis];
    EXPECT_EQ(ranges[axis].least, std::min(a, b));
    EXPECT_EQ(ranges[axis].most, std::max(a, b));
    EXPECT_GE(ranges[axis].magnitudes, std::abs(a) + std::abs(b));
    EXPECT_LE(ranges[axis].magnitudes, (std::abs(a) + std::abs(b)) * (1 + 0x1p-48));
  }
}

} // namespace tailmass::verify::kernel
