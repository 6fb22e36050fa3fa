// Stored scores and outputs against what they come from, on files made right and made wrong.
#include "verify/kernel/consistency.hpp"

#include "verify/cases/dataset.hpp"
#include "verify/kernel/error.hpp"
#include "verify/kernel/expected.hpp"
#include "verify/tests/input/float_file.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <random>

namespace tailmass::verify::kernel {

namespace {

constexpr std::size_t queries = 3;
constexpr std::size_t keys = 40;
constexpr std::size_t dimension = 5;

/// One head of attention, computed in float32 as a plain kernel would.
struct Attention {
  std::vector<float> scores, q, k, v, outputs;

  Attention() : scores(queries * keys), q(queries * dimension), k(keys * dimension), v(keys * dimension) {
    std::mt19937_64 random(11);
    std::normal_distribution<float> normal;
    for (std::vector<float>* part : {&q, &k, &v})
      for (float& x : *part)
        x = normal(random);
    for (std::size_t i = 0; i < queries; ++i)
      for (std::size_t j = 0; j < keys; ++j)
        for (std::size_t x = 0; x < dimension; ++x)
          scores[i * keys + j] += q[i * dimension + x] * k[j * dimension + x];
    outputs.resize(queries * dimension);
    for (std::size_t i = 0; i < queries; ++i)
      attend(i);
  }

  void attend(std::size_t i) {
    const float* row = &scores[i * keys];
    const float max = *std::max_element(row, row + keys);
    float sum = 0;
    for (std::size_t j = 0; j < keys; ++j)
      sum += std::exp(row[j] - max);
    for (std::size_t j = 0; j < keys; ++j)
      for (std::size_t x = 0; x < dimension; ++x)
        outputs[i * dimension + x] += std::exp(row[j] - max) / sum * v[j * dimension + x];
  }

  [[nodiscard]] std::vector<record::ConsistencyRecord>
  checked(const attention::DeclaredTexts& declared = {}) const {
    const samples::Folder folder;
    const std::filesystem::path path = folder.write(
        "a.safetensors", samples::safetensors_of({{"a.scores", {queries, keys}, scores},
                                                  {"a.queries", {queries, dimension}, q},
                                                  {"a.keys", {keys, dimension}, k},
                                                  {"a.values", {keys, dimension}, v},
                                                  {"a.outputs", {queries, dimension}, outputs}}));
    cases::Dataset dataset({path}, {.tensors = {}, .declared = declared}, 1);
    record::Record all;
    for (std::size_t row = 0; row < dataset.rows(); ++row) {
      record::Record one;
      one.consistency = check_consistency(dataset.row(row));
      merge(all, std::move(one));
    }
    return all.consistency;
  }
};

} // namespace

TEST(Consistency, HoldsOfAPlainFloat32Kernel) {
  const std::vector<record::ConsistencyRecord> records = Attention().checked();
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(records[0].check, "stored-scores");
  EXPECT_EQ(records[0].held, queries * keys);
  EXPECT_EQ(records[0].exceeded, 0U);
  EXPECT_GT(records[0].worst_ratio, 0.01); // float32 does round
  EXPECT_LE(records[0].worst_ratio, 1);
  EXPECT_EQ(records[1].check, "stored-outputs");
  EXPECT_EQ(records[1].held, queries * dimension);
  EXPECT_EQ(records[1].exceeded, 0U);
  EXPECT_GT(records[1].worst_ratio, 1e-4);
  EXPECT_LE(records[1].worst_ratio, 1);
}

TEST(Consistency, CappedScoresAreHeldToTheirCap) {
  Attention attention;
  for (float& score : attention.scores)
    score = 3 * std::tanh(score / 3);
  EXPECT_EQ(attention.checked({{"soft_cap", "3"}})[0].exceeded, 0U);
  EXPECT_GT(attention.checked({{"soft_cap", "3.1"}})[0].exceeded, queries * keys / 2);
  EXPECT_GT(attention.checked()[0].exceeded, queries * keys / 2);
}

TEST(Consistency, SeesOneWrongScoreAndNamesItsRow) {
  Attention attention;
  attention.scores[2 * keys + 7] *= 1 + 0x1p-15F;
  const std::vector<record::ConsistencyRecord> records = attention.checked();
  EXPECT_EQ(records[0].exceeded, 1U);
  EXPECT_EQ(records[0].worst->row, "[2]");
}

TEST(Consistency, SeesOneWrongOutput) {
  Attention attention;
  attention.outputs[dimension] += 0.01F;
  const std::vector<record::ConsistencyRecord> records = attention.checked();
  EXPECT_EQ(records[1].exceeded, 1U);
  ASSERT_EQ(records[1].failures.size(), 1U);
  EXPECT_EQ(records[1].failures[0].tensor, "a.outputs");
  EXPECT_EQ(records[1].failures[0].row, "[1]");
  EXPECT_NE(records[1].failures[0].message.find("on axis 0 where the mean of its row is"), std::string::npos);
  EXPECT_EQ(records[1].worst->row, "[1]");
}

TEST(Consistency, TellsScoresInsideTheirBoundFromThoseOutside) {
  // Of one key each: q.k times 1/2, and what a mask adds.
  const std::vector<double> q{1, 0.3, -2, 1e-3, 5, 0.7, 0.1, 3, -0.2}, k{0.5, 2, 0.25, -9, 0.1, 1, 4, -1, 8};
  long double product = 0, magnitude = 0;
  for (std::size_t x = 0; x < q.size(); ++x) {
    product += static_cast<long double>(q[x]) * k[x];
    magnitude += std::abs(static_cast<long double>(q[x]) * k[x]);
  }
  for (const input::DType dtype : {input::DType::F64, input::DType::F32, input::DType::BF16}) {
    const long double bound = gamma<double>(q.size() + 3, format_of(dtype).unit_roundoff);
    for (const double share : {-1.02, -0.5, 0.0, 0.98, 1.02, 1.5, 100.0}) {
      // F64 itself rounds the stored number, by up to a twelfth of the bound
      if (dtype == input::DType::F64 && std::abs(std::abs(share) - 1) < 0.1)
        continue;
      const long double score = product / 2 + 0.75L + share * bound * (magnitude / 2 + 0.75L);
      cases::AttentionRow row{
          .origin = {.file = "memory", .tensor = "a.scores", .row = "[0]"},
          .dtype = dtype,
          .scores = std::make_shared<const Scores>(std::vector<double>{static_cast<double>(score)}),
          .added = {0.75},
          .values = {}};
      row.declared.scale = 0.5;
      row.query = cases::Stored<double>{"a.queries", dtype, q};
      row.keys = std::make_shared<const Values>(1, k.size(), k);
      const record::ConsistencyRecord check = check_consistency(row).at(0);
      EXPECT_EQ(check.held, std::abs(share) <= 1 ? 1U : 0U) << share;
      EXPECT_EQ(check.exceeded, std::abs(share) <= 1 ? 0U : 1U) << share;
      EXPECT_EQ(check.by_balls, 0U) << share;
      EXPECT_NEAR(check.worst_ratio, std::abs(share), 0.15);
    }
  }
}

TEST(Consistency, AFarFiniteMaskDoesNotLoosenTheBound) {
  Attention attention;
  for (std::size_t i = 0; i < queries; ++i)
    attention.scores[i * keys + 3] = -3.4e38F;
  attention.outputs.assign(attention.outputs.size(), 0);
  for (std::size_t i = 0; i < queries; ++i)
    attention.attend(i);
  EXPECT_EQ(attention.checked()[1].exceeded, 0U);
  attention.outputs[dimension] += 0.01F;
  EXPECT_EQ(attention.checked()[1].exceeded, 1U);
}

} // namespace tailmass::verify::kernel
