// The checks of a kernel's results are functions of one row: of memory as of a file.
#include "verify/kernel/check.hpp"

#include "verify/cases/dataset.hpp"
#include "verify/tests/input/float_file.hpp"
#include "verify/tests/input/samples.hpp"

#include <cmath>
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

/// Two rows, of which the second is the one in question.
class Pair : public cases::Neighbours {
public:
  explicit Pair(std::vector<double> first) : first_(std::move(first)) {}
  [[nodiscard]] std::size_t rows() const override { return 2; }
  [[nodiscard]] std::size_t position() const override { return 1; }
  [[nodiscard]] std::string name(std::size_t row) const override { return "[" + std::to_string(row) + "]"; }
  [[nodiscard]] std::vector<double> scores(std::size_t row) const override {
    return row == 0 ? first_ : kernel::scores;
  }
  [[nodiscard]] std::vector<input::Integer> indices(std::size_t) const override { return {index(0)}; }

private:
  std::vector<double> first_;
};

} // namespace

TEST(KernelCheck, HoldsOfARowInMemoryAndSeesWhatIsWrong) {
  const KernelResult right = check_kernel(with_lse(static_cast<float>(log_sum_exp(scores))));
  ASSERT_EQ(right.checks.size(), 1U);
  EXPECT_EQ(right.checks[0].held, 1U);
  const KernelResult wrong = check_kernel(with_lse(static_cast<float>(log_sum_exp(scores) / std::log(2.0))));
  EXPECT_EQ(wrong.checks[0].exceeded, 1U);
  EXPECT_EQ(wrong.checks[0].failures.front().cause, "it were in base 2, not natural");
  EXPECT_TRUE(wrong.checks[0].failures.front().message.starts_with("memory: tensor \"a.lse\", row [1]: "))
      << wrong.checks[0].failures.front().message;
}

TEST(KernelCheck, ARowThatStandsAloneHasNoNeighbourToBlame) {
  const std::vector<double> other{3, 0.25, 0.125, -2, 1};
  cases::AttentionRow row = with_lse(static_cast<float>(log_sum_exp(other)));
  EXPECT_EQ(check_kernel(row).checks[0].failures.front().cause, "");
  row.neighbours = std::make_shared<const Pair>(other);
  EXPECT_EQ(check_kernel(row).checks[0].failures.front().cause, "it were that of row [0]");
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

} // namespace tailmass::verify::kernel
