// Numbers of a row held to what its kernel sums: by enclosures, by balls, with sinks and formed scores.
#include "verify/causes/causes.hpp"
#include "verify/kernel/kernel_sums.hpp"

#include "verify/kernel/check.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <random>

namespace tailmass::verify::kernel {

namespace {

using input::DType;

/// A row of n keys with d values each, and what a kernel in float32 gives.
cases::AttentionRow row_of(std::size_t n, std::size_t k, DType format, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  constexpr std::size_t d = 4;
  std::vector<double> scores, entries;
  for (std::size_t i = 0; i < n; ++i)
    scores.push_back(static_cast<float>(3 * normal(random)));
  for (std::size_t i = 0; i < n * d; ++i)
    entries.push_back(static_cast<float>(normal(random)));
  cases::AttentionRow row{.origin = {.file = "memory", .tensor = "a.scores", .row = "[0]"},
                          .dtype = DType::F32,
                          .scores = std::make_shared<const Scores>(scores),
                          .values = std::make_shared<const Values>(n, d, entries)};
  row.values_dtype = format;
  row.indices.emplace();
  row.indices->tensor = "a.indices";
  for (const Key key : row.scores->order().first(k))
    row.indices->numbers.push_back({.negative = false, .magnitude = key});
  return row;
}

/// ln of the sum over keys, and the sum itself, of a row in doubles.
struct Truth {
  double lse, sum;
  std::vector<double> means;
};
Truth truth_of(const cases::AttentionRow& row, std::span<const Key> keys) {
  Truth truth{.lse = 0, .sum = row.sink ? std::exp(*row.sink) : 0, .means = std::vector<double>(4, 0.0)};
  for (const Key key : keys) {
    const double w = std::exp((*row.scores)[key]);
    truth.sum += w;
    for (std::size_t axis = 0; axis < 4; ++axis)
      truth.means[axis] += w * row.values->at(key, axis);
  }
  truth.lse = std::log(truth.sum);
  for (double& mean : truth.means)
    mean /= truth.sum;
  return truth;
}

const record::ConsistencyRecord& check_of(const KernelResult& result, std::string_view name) {
  return *std::ranges::find(result.checks, name, &record::ConsistencyRecord::check);
}

/// Puts the log-sum-exp of the row and the output of its head into it, as right kernels give them.
void fill(cases::AttentionRow& row, DType format) {
  row.lse = cases::Stored<double>{"a.lse", format, {truth_of(row, finite_keys(*row.scores)).lse}};
  std::vector<Key> head;
  for (const input::Integer& index : row.indices->numbers)
    if (!index.negative && index.magnitude < row.scores->size())
      head.push_back(static_cast<Key>(index.magnitude));
  row.truncated = cases::Stored<double>{"a.truncated", format, truth_of(row, head).means};
}

} // namespace

TEST(KernelSums, DecidesRightAndWrongNumbersWithoutBalls) {
  cases::AttentionRow row = row_of(500, 20, DType::F32, 1);
  fill(row, DType::F32);
  const KernelResult right = check_kernel(row);
  for (const record::ConsistencyRecord& check : right.checks) {
    EXPECT_EQ(check.exceeded + check.unbounded + check.by_balls, 0U) << check.check;
    EXPECT_LT(check.worst_ratio, 0.01);
  }
  EXPECT_EQ(check_of(right, "kernel-outputs").held, 4U);
  row.lse->numbers[0] *= 1.01;
  row.truncated->numbers[2] = std::nan("");
  row.truncated->numbers[3] += 0.01;
  const KernelResult wrong = check_kernel(row);
  EXPECT_EQ(check_of(wrong, "kernel-lse").exceeded, 1U);
  EXPECT_EQ(check_of(wrong, "kernel-lse").by_balls, 0U);
  const record::ConsistencyRecord& outputs = check_of(wrong, "kernel-outputs");
  EXPECT_EQ(outputs.exceeded, 2U);
  EXPECT_EQ(outputs.by_balls, 0U);
  EXPECT_NE(outputs.failures.at(0).message.find("NaN on axis 2 where the mean of its head is "),
            std::string::npos);
}

TEST(KernelSums, LeavesTheEdgeOfABoundToBalls) {
  // Where scores may be off by much, doubles know the bound to three digits or so.
  cases::AttentionRow row = row_of(300, 20, DType::F32, 2);
  row.formed = cases::FormedScores{
      .radii = std::vector<double>(300, 0.1), .magnitudes = std::vector<double>(300, 1), .products = 8};
  const KernelArithmetic arithmetic = kernel_arithmetic(DType::F32, DType::F32, 300);
  const KernelAttention attention(row.scores->all(), arithmetic, kernel_score_errors(row, arithmetic));
  const Expected expected = attention.log_sum_exp();
  const double value = approximate(expected.value), bound = approximate(expected.bound);
  const auto check = [&](double share) {
    row.lse = cases::Stored<double>{"a.lse", DType::F32, {value + share * bound}};
    return check_of(check_kernel(row), "kernel-lse");
  };
  for (const double share : {0.9999, 1.0001}) {
    const record::ConsistencyRecord edge = check(share);
    EXPECT_EQ(edge.by_balls, 1U);
    EXPECT_EQ(edge.held, share < 1 ? 1U : 0U);
  }
  EXPECT_EQ(check(0.5).by_balls, 0U);
  EXPECT_EQ(check(2).by_balls, 0U);
}

TEST(KernelSums, TellsOnlyDigitsThatAreCertain) {
  cases::AttentionRow row{.origin = {.file = "memory", .tensor = "a.scores", .row = "[0]"},
                          .dtype = DType::F32,
                          .scores = std::make_shared<const Scores>(std::vector<double>{0.0}),
                          .values = {},
                          .lse = cases::Stored<double>{"a.lse", DType::F32, {1}}};
  const record::ConsistencyRecord check = check_of(check_kernel(row), "kernel-lse");
  EXPECT_EQ(check.by_balls, 1U);
  EXPECT_NE(check.failures.at(0).message.find("where the log-sum-exp is 0: "), std::string::npos);
}

TEST(KernelSums, ASinkIsOneMoreTermWithoutAValue) {
  cases::AttentionRow row = row_of(100, 10, DType::F32, 3);
  row.sink = 2.5;
  fill(row, DType::F32);
  row.outputs = cases::Stored<double>{"a.outputs", DType::F32, truth_of(row, finite_keys(*row.scores)).means};
  for (const record::ConsistencyRecord& check : check_kernel(row).checks)
    EXPECT_EQ(check.exceeded, 0U) << check.check;
  cases::AttentionRow without = row;
  without.sink.reset();
  fill(without, DType::F32);
  without.sink = row.sink;
  KernelResult wrong = check_kernel(without);
  for (const char* name : {"kernel-lse", "kernel-outputs"}) {
    record::ConsistencyRecord check = check_of(wrong, name);
    EXPECT_GT(check.exceeded, 0U) << name;
    causes::name_cause(without, name, check.failures.at(0));
    EXPECT_EQ(check.failures[0].cause, "the sink were left out");
  }
}

TEST(KernelSums, AllowsWhatFormingScoresMayRound) {
  cases::AttentionRow row = row_of(100, 10, DType::F32, 4);
  row.formed = cases::FormedScores{
      .radii = std::vector<double>(100, 1e-13), .magnitudes = std::vector<double>(100, 40), .products = 128};
  const cases::AttentionRow real = row;
  // A kernel whose scores are all off by nearly what 134 roundings may do, its indices right for its own.
  const double off = 0.9 * 134 * 0x1p-24 * 40;
  std::vector<double> own(row.scores->all().begin(), row.scores->all().end());
  for (std::size_t i = 0; i < own.size(); ++i)
    own[i] += i % 2 == 0 ? off : -off;
  row.scores = std::make_shared<const Scores>(own);
  fill(row, DType::F32);
  row.scores = real.scores;
  const KernelResult formed = check_kernel(row);
  for (const char* name : {"kernel-lse", "kernel-outputs"})
    EXPECT_EQ(check_of(formed, name).exceeded, 0U) << name;
  EXPECT_GT(check_of(formed, "kernel-lse").held, 0U);
  row.formed.reset(); // as stored scores they would be wrong
  EXPECT_GT(check_of(check_kernel(row), "kernel-outputs").exceeded, 0U);
}

TEST(KernelSums, CountsWrongIndicesWithoutWordsAsWithThem) {
  const cases::AttentionRow right = row_of(50, 6, DType::F32, 6);
  cases::AttentionRow outside = right, twice = right, low = right, dropped = right;
  outside.indices->numbers[2].magnitude = 50;
  twice.indices->numbers[2] = twice.indices->numbers[3];
  low.indices->numbers[2].magnitude = right.scores->order().back();
  dropped.indices->numbers[2] = {.negative = true, .magnitude = 1}; // padding
  cases::AttentionRow fault = right;
  fault.indices->fault = "page 3 is none";
  std::vector rows{right, outside, twice, low, dropped, fault};
  for (cases::AttentionRow& row : rows) {
    fill(row, DType::F32);
    const KernelResult told = check_kernel(row), untold = check_kernel(row, false);
    for (const char* name : {"kernel-indices", "kernel-outputs"}) {
      const record::ConsistencyRecord &a = check_of(told, name), &b = check_of(untold, name);
      EXPECT_EQ(a.held, b.held);
      EXPECT_EQ(a.exceeded, b.exceeded);
      EXPECT_EQ(a.unbounded, b.unbounded);
      EXPECT_EQ(a.failures.size(), b.failures.size());
    }
    EXPECT_EQ(check_of(told, "kernel-indices").exceeded, &row == rows.data() ? 0U : 1U);
    ASSERT_EQ(told.head.has_value(), untold.head.has_value());
    if (told.head) {
      EXPECT_EQ(told.head->top_k, untold.head->top_k);
      EXPECT_EQ(told.head->origin.k, untold.head->origin.k);
      EXPECT_NEAR(std::stod(told.head->tail_mass), std::stod(untold.head->tail_mass), 1e-12);
    }
  }
}

TEST(KernelSums, TellsTheDigitsOfATailMassThatFormedScoresLeave) {
  const auto tail_mass = [](const std::vector<double>& scores, const std::vector<double>& radii) {
    cases::AttentionRow row{.origin = {.file = "memory", .tensor = "a.scores", .row = "[0]"},
                            .dtype = DType::F32,
                            .scores = std::make_shared<const Scores>(scores),
                            .values = {}};
    row.formed = cases::FormedScores{
        .radii = radii, .magnitudes = std::vector<double>(scores.size(), 1), .products = 8};
    row.indices.emplace();
    row.indices->numbers = {{.negative = false, .magnitude = 0}};
    return check_kernel(row).head.value().tail_mass;
  };
  EXPECT_LE(tail_mass({3, 1, 0}, {0, 1e-3, 1e-3}).size(), 6U); // of any key, not of the largest score alone
  EXPECT_NEAR(std::stod(tail_mass({3, 1, -1e9}, {1e-9, 1e-9, 50})), 1 / (1 + std::exp(2.0)), 1e-7);
  EXPECT_LE(tail_mass({1, 0}, {0.04, 0.04}).size(), 4U); // by balls
}

TEST(KernelSums, CertifiesTailMassesInDoubles) {
  cases::AttentionRow row = row_of(400, 30, DType::F32, 5);
  const KernelResult found = check_kernel(row);
  ASSERT_TRUE(found.head);
  EXPECT_TRUE(found.head->top_k);
  const double all = truth_of(row, finite_keys(*row.scores)).sum;
  const double head = truth_of(row, row.scores->order().first(30)).sum;
  EXPECT_NEAR(std::stod(found.head->tail_mass), (all - head) / all, 1e-14);
  EXPECT_GE(found.head->tail_mass.size(), 14U); // "0." and 12 digits
  row.formed = cases::FormedScores{
      .radii = std::vector<double>(400, 1e-6), .magnitudes = std::vector<double>(400, 1), .products = 8};
  const std::string of_formed = check_kernel(row).head.value().tail_mass;
  EXPECT_NEAR(std::stod(of_formed), (all - head) / all, 1e-5);
  EXPECT_LE(of_formed.size(), 9U); // no digit that the scores leave open
}

} // namespace tailmass::verify::kernel
