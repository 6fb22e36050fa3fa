// The checks of a kernel's results are functions of one row: of memory as of a file.
#include "verify/kernel/check.hpp"

#include "theory/nouns/domain_error.hpp"
#include "verify/cases/dataset.hpp"
#include "verify/causes/causes.hpp"
#include "verify/tests/input/float_file.hpp"
#include "verify/tests/input/samples.hpp"

#include <cmath>
#include <cstdint>
#include <gtest/gtest.h>

namespace tailmass::verify::kernel {

namespace {

const std::vector<double> scores{0.5, 2, -1, 1.25, 0};

double log_sum_exp(const std::vector<double>& row) {
  double sum = 0;
  for (const double score : row)
    sum += std::exp(score);
  return std::log(sum);
}

input::Integer index(std::uint64_t key) {
  return {.negative = false, .magnitude = key};
}

/// A row in memory with the log-sum-exp `lse` in float32.
cases::AttentionRow with_lse(double lse) {
  return {.origin = {.file = "memory", .tensor = "a.scores", .row = "[1]"},
          .dtype = input::DType::F32,
          .scores = std::make_shared<const Scores>(scores),
          .values = {},
          .lse = cases::Stored<double>{"a.lse", input::DType::F32, {lse}}};
}

/// The cause of the one failure of the first check.
std::string cause_of_first(const cases::AttentionRow& row) {
  record::ConsistencyRecord check = check_kernel(row).checks.at(0);
  causes::name_cause(row, check.check, check.failures.at(0));
  return check.failures.at(0).cause;
}

/// As many rows of the same scores.
class Crowd : public cases::Neighbours {
public:
  Crowd(std::size_t rows, std::vector<double> scores) : rows_(rows), scores_(std::move(scores)) {}
  [[nodiscard]] std::vector<cases::Neighbour> all() const override {
    std::vector<cases::Neighbour> all(rows_);
    for (std::size_t row = 0; row < rows_; ++row) {
      all[row].cause = "it were that of row [" + std::to_string(row) + "]";
      all[row].query.query = row;
    }
    return all;
  }
  [[nodiscard]] std::vector<cases::Neighbour> misread() const override { return {}; }
  [[nodiscard]] std::vector<double> scores(const cases::Neighbour& /*unused*/) const override {
    ++looked_at;
    return scores_;
  }
  [[nodiscard]] std::vector<input::Integer> indices(const cases::Neighbour& /*unused*/) const override {
    return {index(0)};
  }
  [[nodiscard]] std::shared_ptr<const Values> values(const cases::Neighbour& /*unused*/) const override {
    return nullptr;
  }
  [[nodiscard]] std::vector<std::vector<double>> heads_together() const override { return {}; }
  mutable std::size_t looked_at = 0;

private:
  std::size_t rows_;
  std::vector<double> scores_;
};

/// Rows that cannot be read.
template <class Error>
class Fallen : public Crowd {
public:
  Fallen() : Crowd(1, {}) {}
  [[nodiscard]] std::vector<double> scores(const cases::Neighbour& /*unused*/) const override {
    ++looked_at;
    if constexpr (std::is_same_v<Error, DomainError>)
      throw DomainError("fallen");
    else
      throw input::InputError({"memory"}, "fallen");
  }
};

template <class Error>
void expect_unknown_beside() {
  const auto fallen = std::make_shared<const Fallen<Error>>();
  cases::AttentionRow row = with_lse(77);
  row.neighbours = fallen;
  EXPECT_EQ(cause_of_first(row), "");
  EXPECT_GT(fallen->looked_at, 0U);
}

} // namespace

TEST(KernelCheck, WhatTheSearchForACauseCannotReadIsNoError) {
  expect_unknown_beside<input::InputError>();
  expect_unknown_beside<DomainError>();
}

TEST(KernelCheck, HoldsOfARowInMemoryAndSeesWhatIsWrong) {
  const KernelResult right = check_kernel(with_lse(static_cast<float>(log_sum_exp(scores))));
  ASSERT_EQ(right.checks.size(), 1U);
  EXPECT_EQ(right.checks[0].held, 1U);
  const cases::AttentionRow row = with_lse(static_cast<float>(log_sum_exp(scores) / std::log(2.0)));
  record::ConsistencyRecord wrong = check_kernel(row).checks.at(0);
  EXPECT_EQ(wrong.exceeded, 1U);
  record::NumberFailure& failure = wrong.failures.at(0);
  EXPECT_TRUE(failure.message.starts_with("memory: tensor \"a.lse\", row [1]: ")) << failure.message;
  EXPECT_TRUE(failure.message.ends_with("over 5 keys; cause unknown")) << failure.message;
  causes::name_cause(row, wrong.check, failure);
  EXPECT_EQ(failure.cause, "it were in base 2, not natural");
  EXPECT_TRUE(failure.message.ends_with("over 5 keys; as if it were in base 2, not natural"))
      << failure.message;
}

TEST(KernelCheck, ARowThatStandsAloneHasNoNeighbourToBlame) {
  const std::vector<double> other{3, 0.25, 0.125, -2, 1};
  cases::AttentionRow row = with_lse(static_cast<float>(log_sum_exp(other)));
  EXPECT_EQ(cause_of_first(row), "");
  row.neighbours = std::make_shared<const Crowd>(1, other);
  EXPECT_EQ(cause_of_first(row), "it were that of row [0]");
}

TEST(KernelCheck, ACauseIsSoughtWithinABudget) {
  const auto crowd = std::make_shared<const Crowd>(10'000, std::vector<double>(5, 9.0));
  cases::AttentionRow row = with_lse(77);
  row.neighbours = crowd;
  EXPECT_EQ(cause_of_first(row), "");
  EXPECT_GT(crowd->looked_at, 20U);
  EXPECT_LT(crowd->looked_at, 400U); // a few times what the check cost
}

TEST(KernelCheck, OfManySwapsThatFitNoneIsTheCause) {
  // Equal weights, values that differ by less than the bound but for one.
  constexpr std::size_t n = 40, k = 20;
  std::vector<double> values(n, 1);
  values[5] = 3.5;
  cases::AttentionRow row{.origin = {.file = "memory", .tensor = "a.scores", .row = "[1]"},
                          .dtype = input::DType::F32,
                          .scores = std::make_shared<const Scores>(std::vector<double>(n, 0.0)),
                          .values = std::make_shared<const Values>(n, 1, values)};
  row.values_dtype = input::DType::F32;
  row.indices.emplace();
  for (std::size_t key = 0; key < k; ++key)
    row.indices->numbers.push_back(index(key));
  row.truncated = cases::Stored<double>{"a.truncated", input::DType::F32, {1}}; // any of 39 keys for key 5
  record::ConsistencyRecord check = check_kernel(row).checks.at(1);
  ASSERT_EQ(check.exceeded, 1U);
  causes::name_cause(row, check.check, check.failures.at(0));
  EXPECT_EQ(check.failures.at(0).cause, "");
}

TEST(KernelCheck, ALostRowHasNoNumberAtAll) {
  const double nan = std::nan("");
  std::vector<double> masked = scores;
  masked.back() = -std::numeric_limits<double>::infinity();
  cases::AttentionRow row = with_lse(nan);
  row.scores = std::make_shared<const Scores>(masked);
  row.values = std::make_shared<const Values>(5, 2, std::vector<double>(10, 1));
  row.values_dtype = input::DType::F32;
  row.indices = cases::Stored<input::Integer>{"a.indices", input::DType::I32, {index(1), index(3)}};
  row.truncated = cases::Stored<double>{"a.truncated", input::DType::F32, {nan, nan}};
  const auto cause = [&] {
    for (const record::ConsistencyRecord& check : check_kernel(row).checks)
      if (!check.failures.empty() && check.failures[0].message.find("on axis") != std::string::npos)
        return check.failures[0].cause;
    return std::string("none");
  };
  EXPECT_EQ(cause(), "a tile of masked keys only gave -inf - (-inf)");
  row.truncated->numbers = {nan, 1}; // whose weights were numbers
  EXPECT_EQ(cause(), "");
  row.truncated->numbers = {nan, nan};
  row.lse->numbers = {log_sum_exp({masked.begin(), masked.end() - 1})};
  EXPECT_EQ(cause(), "");
}

TEST(KernelCheck, TellsWhatIsWrongWithIndices) {
  cases::AttentionRow row = with_lse(0);
  row.lse.reset();
  row.indices = cases::Stored<input::Integer>{"a.indices", input::DType::I32, {index(1), index(2)}};
  const std::string message = check_kernel(row).checks.at(0).failures.at(0).message;
  EXPECT_NE(message.find("keeps key 2 of score -1 and rank 5 and drops key 3 of score 1.25 and rank 2"),
            std::string::npos)
      << message;
}

TEST(KernelCheck, HasNothingToSayOfARowWithoutResults) {
  cases::AttentionRow row = with_lse(0);
  row.lse.reset();
  EXPECT_TRUE(check_kernel(row).checks.empty());
}

TEST(KernelCheck, AFileAndMemoryGiveTheSame) {
  const samples::Folder folder;
  std::vector<float> stored(scores.begin(), scores.end());
  stored.insert(stored.end(), scores.rbegin(), scores.rend());
  const auto lse = static_cast<float>(log_sum_exp(scores) + 0.5);
  cases::Dataset dataset(
      {folder.write("a.safetensors",
                    samples::safetensors_of({{"a.scores", {2, 5}, stored}, {"a.lse", {2}, {lse, lse}}}))},
      {}, 1);
  const KernelResult from_file = check_kernel(dataset.row(1, false));
  cases::AttentionRow row = with_lse(lse);
  row.origin = dataset.origin(1);
  row.scores = std::make_shared<const Scores>(std::vector<double>(scores.rbegin(), scores.rend()));
  const KernelResult from_memory = check_kernel(row);
  ASSERT_EQ(from_file.checks.size(), 1U);
  EXPECT_EQ(from_file.checks[0].exceeded, 1U);
  EXPECT_EQ(from_file.checks[0].worst_ratio, from_memory.checks[0].worst_ratio);
  EXPECT_EQ(from_file.checks[0].failures.front().message, from_memory.checks[0].failures.front().message);
}

TEST(KernelCheck, HoldsALogSumExpToItsDeclaredBaseAndExtent) {
  using D = attention::Declarations;
  const double natural = log_sum_exp(scores);
  const auto held = [](cases::AttentionRow row, D declared) {
    row.declared = declared;
    return check_kernel(row).checks.back().held == 1;
  };
  const double in_base_2 = static_cast<float>(natural / std::log(2.0));
  EXPECT_TRUE(held(with_lse(in_base_2), {.lse_base = D::LseBase::two}));
  EXPECT_FALSE(held(with_lse(in_base_2), {}));
  EXPECT_FALSE(held(with_lse(static_cast<float>(natural)), {.lse_base = D::LseBase::two}));
  cases::AttentionRow of_head = with_lse(static_cast<float>(log_sum_exp({2, 1.25})));
  of_head.indices = cases::Stored<input::Integer>{"a.indices", input::DType::I32, {index(1), index(3)}};
  EXPECT_TRUE(held(of_head, {.lse_over = D::LseOver::head}));
  EXPECT_FALSE(held(of_head, {}));
  of_head.lse->numbers = {static_cast<float>(natural)};
  of_head.declared.lse_over = D::LseOver::head;
  EXPECT_EQ(check_kernel(of_head).checks.back().exceeded, 1U);
  record::ConsistencyRecord check = check_kernel(of_head).checks.back();
  causes::name_cause(of_head, check.check, check.failures.at(0));
  EXPECT_EQ(check.failures.at(0).cause, "it were summed over the whole row, not over the head");
  cases::AttentionRow row = with_lse(static_cast<float>(natural));
  row.declared.lse_base = D::LseBase::two;
  EXPECT_EQ(cause_of_first(row), "it were natural, not in base 2");
  row.declared = {.lse_over = D::LseOver::head}; // of a head that nothing names
  EXPECT_EQ(check_kernel(row).checks.back().unbounded, 1U);
}

TEST(KernelCheck, HoldsAnEmptyQueryToItsConvention) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  cases::AttentionRow row = with_lse(-infinity);
  row.scores = nullptr;
  row.keys_total = 5;
  row.truncated = cases::Stored<double>{"a.truncated", input::DType::F32, {0, -0.0}};
  row.indices = cases::Stored<input::Integer>{"a.indices", input::DType::I32, {index(4), {true, 1}}};
  const auto exceeded = [&] {
    std::vector<std::size_t> counts;
    for (const record::ConsistencyRecord& check : check_kernel(row).checks)
      counts.push_back(check.exceeded);
    return counts;
  };
  EXPECT_EQ(exceeded(), (std::vector<std::size_t>{0, 0, 0}));
  row.indices->numbers = {{true, 1}, index(3), index(3), {true, 1}};
  EXPECT_EQ(exceeded(), (std::vector<std::size_t>{1, 0, 0}));
  EXPECT_NE(check_kernel(row).checks[0].failures.at(0).message.find("key 3 is named twice"),
            std::string::npos);
  row.indices->numbers = {index(4), {true, 1}};
  row.declared.empty = attention::Declarations::Empty::infinity;
  EXPECT_EQ(exceeded(), (std::vector<std::size_t>{0, 1, 0}));
  row.lse->numbers = {infinity};
  row.truncated->numbers = {0, std::nan("")};
  row.indices->numbers = {index(5)};
  EXPECT_EQ(exceeded(), (std::vector<std::size_t>{1, 0, 1}));
  EXPECT_NE(check_kernel(row).checks[2].failures.at(0).message.find(
                "NaN on axis 1 where the query sees no key, which gives 0 (1 of 2 coordinates)"),
            std::string::npos);
}

TEST(KernelCheck, HoldsTiesOfEqualKeysThatAreStoredAlike) {
  using samples::bytes_of;
  using samples::StoredTensor;
  const StoredTensor queries{"a.queries", "F32", {1, 1, 1, 2}, bytes_of(std::vector<float>{1, 0.3F})};
  const StoredTensor indices{"a.indices", "I32", {1, 1, 1, 1}, bytes_of(std::vector<std::int32_t>{1})};
  const auto fault = [&](std::vector<StoredTensor> tensors) {
    tensors.insert(tensors.end(), {queries, indices});
    const samples::Folder folder;
    cases::Dataset dataset({folder.write("a.safetensors", samples::safetensors_stored(tensors))},
                           {.tensors = {}, .declared = {{"ties", "lowest"}}}, 1);
    return check_kernel(dataset.row(0)).checks.at(0).exceeded;
  };
  EXPECT_EQ(fault({{"a.keys", "F32", {1, 1, 2, 2}, bytes_of(std::vector<float>{3, 3, 3, 3})}}), 1U);
  // 3 times (1, 1) and 1 times (3, 3), whose products a kernel scales after it has rounded them
  EXPECT_EQ(fault({{"a.keys", "I8", {1, 1, 2, 2}, bytes_of(std::vector<std::int8_t>{1, 1, 3, 3})},
                   {"a.key_scales", "F32", {1, 1, 2, 1}, bytes_of(std::vector<float>{3, 1})}}),
            0U);
}

} // namespace tailmass::verify::kernel
