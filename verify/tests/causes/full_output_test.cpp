// Outputs of full attention: a fault made by hand is named, and the worst number is told.
#include "verify/kernel/consistency.hpp"
#include "verify/kernel/worst.hpp"
#include "verify/tests/causes/made_row.hpp"

#include <gtest/gtest.h>

namespace tailmass::verify::causes {

using made::mean;
using made::Numbers;
using made::picked;
using made::Row;

namespace {

std::vector<std::size_t> every_key() {
  std::vector<std::size_t> all(made::keys);
  std::iota(all.begin(), all.end(), std::size_t{0});
  return all;
}

std::vector<std::size_t> visible(const Row& made) {
  std::vector<std::size_t> seen = every_key();
  std::erase_if(seen, [&](std::size_t key) { return !std::isfinite(made.scores[key]); });
  return seen;
}

/// The row with an output over these keys at these scores in place of a truncated one.
cases::AttentionRow with_output(const Row& made, const std::vector<std::size_t>& keys,
                                const Numbers& scores) {
  cases::AttentionRow row = made.row;
  row.truncated = row.lse = std::nullopt;
  row.indices = std::nullopt;
  row.outputs = cases::Stored<double>{"a.outputs", input::DType::F32, mean(*made.values, keys, scores)};
  for (double& x : row.outputs->numbers)
    x = static_cast<float>(x);
  return row;
}

std::string cause_of_outputs(const cases::AttentionRow& row) {
  for (record::ConsistencyRecord& check : kernel::check_consistency(row))
    if (check.check == kernel::stored_outputs.name && !check.failures.empty()) {
      name_cause(row, check.check, check.failures.front());
      return check.failures.front().cause;
    }
  return "right";
}

} // namespace

TEST(FullOutputs, FaultsAreNamed) {
  const Row made(3, true, 9);
  const std::vector<std::size_t> seen = visible(made);
  EXPECT_EQ(cause_of_outputs(with_output(made, seen, picked(made.scores, seen))), "right");
  Numbers products;
  for (std::size_t key = 0; key < made::keys; ++key)
    products.push_back(std::inner_product(made.row.query->numbers.begin(), made.row.query->numbers.end(),
                                          made.row.keys->of(key).begin(), 0.0));
  EXPECT_NE(cause_of_outputs(with_output(made, every_key(), products)).find("mask"), std::string::npos);
  Numbers doubled = picked(made.scores, seen);
  for (double& score : doubled)
    score *= 2;
  EXPECT_EQ(cause_of_outputs(with_output(made, seen, doubled)), "every score were multiplied by 2");
}

TEST(FullOutputs, OneLostKeyIsNoLostTile) {
  Row made(4);
  for (std::size_t key = 16; key < 32; ++key) // a tile of which only one key weighs anything
    made.scores[key] = key == 21 ? 3 : -40;
  made.row.scores = std::make_shared<const Scores>(made.scores);
  std::vector<std::size_t> others = every_key();
  std::erase(others, 21U);
  EXPECT_EQ(cause_of_outputs(with_output(made, others, picked(made.scores, others))),
            "one key were left out, key 21");
}

TEST(FullOutputs, OfValuesOneKeyApart) {
  const Row made(5);
  for (const bool next : {true, false}) {
    std::vector<std::size_t> beside;
    for (std::size_t key = 0; key < made::keys; ++key)
      beside.push_back((key + (next ? 1 : made::keys - 1)) % made::keys);
    EXPECT_EQ(cause_of_outputs(with_output(made, beside, made.scores)),
              next ? "each key had the value of the next one" : "each key had the value of the one before");
  }
}

TEST(WorstNumber, IsTheOneNearestToItsBound) {
  Row made(4);
  made.lse(made::log_sum_exp(made.scores) + 0.5);
  const auto lse = kernel::worst_number(made.row, kernel::kernel_lse.name);
  ASSERT_TRUE(lse);
  EXPECT_EQ(lse->tensor, "a.lse");
  EXPECT_NEAR(lse->value, made::log_sum_exp(made.scores), 1e-12);
  EXPECT_NEAR(lse->stored - lse->value, 0.5, 1e-6);
  EXPECT_NEAR(lse->ratio, 0.5 / lse->bound, 1e-3 * lse->ratio);
  Numbers output = mean(*made.values, made.head, picked(made.scores, made.head));
  output[5] += 0.25;
  const auto worst = kernel::worst_number(made.outputs(output).row, kernel::kernel_outputs.name);
  ASSERT_TRUE(worst);
  EXPECT_EQ(worst->axis, 5U);
  EXPECT_NEAR(worst->stored - worst->value, 0.25, 1e-6);
  EXPECT_GT(worst->ratio, 1);
  EXPECT_FALSE(kernel::worst_number(made.row, kernel::kernel_indices.name));
  EXPECT_FALSE(kernel::worst_number(made.row, kernel::stored_outputs.name));
}

TEST(WorstNumber, IsNoneWhereNoneHasABound) {
  Row made(4);
  made.row.indices = std::nullopt; // which keys are summed is not known
  EXPECT_EQ(kernel::check_kernel(made.row).checks.back().unbounded, made::dimension);
  EXPECT_FALSE(kernel::worst_number(made.row, kernel::kernel_outputs.name));
}

} // namespace tailmass::verify::causes
