// Rows of a file in which groups of heads share values, keys and indices.
#include "verify/cases/dataset.hpp"

#include "verify/tests/input/float_file.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <numeric>

namespace tailmass::verify::cases {

namespace {

/// Four query heads of two queries over three keys, with two heads of values and indices and one of keys.
/// The values tell their head, counted from 1.
samples::Bytes grouped_file() {
  using samples::bytes_of;
  std::vector<float> scores(24), lse(8);
  std::iota(scores.begin(), scores.end(), 0.0F);
  std::iota(lse.begin(), lse.end(), 100.0F);
  return samples::safetensors_stored(
      {{"a.scores", "F32", {4, 2, 3}, bytes_of(scores)},
       {"a.values", "F32", {2, 3, 1}, bytes_of(std::vector<float>{1, 1, 1, 2, 2, 2})},
       {"a.keys", "F32", {1, 3, 1}, bytes_of(std::vector<float>{1, 1, 1})},
       {"a.queries", "F32", {4, 2, 1}, bytes_of(std::vector<float>(8))},
       {"a.lse", "F32", {4, 2, 1}, bytes_of(lse)},
       {"a.indices", "I32", {2, 2, 1}, bytes_of(std::vector<std::int32_t>{0, 1, 2, 0})}});
}

/// The key that each query of a head of indices keeps.
constexpr std::uint64_t kept[2][2] = {{0, 1}, {2, 0}};

std::vector<std::uint64_t> magnitudes(const std::vector<input::Integer>& integers) {
  std::vector<std::uint64_t> keys;
  for (const input::Integer& integer : integers)
    keys.push_back(integer.magnitude);
  return keys;
}

} // namespace

TEST(Dataset, GroupsOfHeadsShareWhatIsStoredOnce) {
  const samples::Folder folder;
  Dataset dataset({folder.write("a.safetensors", grouped_file())}, {}, 1);
  ASSERT_EQ(dataset.rows(), 8U);
  std::vector<AttentionRow> rows;
  for (std::size_t i = 0; i < dataset.rows(); ++i)
    rows.push_back(dataset.row(i));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::size_t group = i / 4;
    EXPECT_EQ(rows[i].values->at(0, 0), static_cast<double>(group + 1));
    EXPECT_EQ(rows[i].values, rows[4 * group].values) << "row " << i << " has a copy";
    EXPECT_EQ(rows[i].keys, rows[0].keys) << "row " << i << " has a copy";
    EXPECT_EQ(i > 0 && dataset.same_matrix(i - 1, i), i % 4 != 0) << i;
    EXPECT_EQ(rows[i].lse->numbers, std::vector{100.0 + static_cast<double>(i)});
    EXPECT_EQ(magnitudes(rows[i].indices->numbers), std::vector{kept[group][i % 2]});
  }
}

TEST(Dataset, NeighboursHaveTheIndicesOfTheirGroup) {
  const samples::Folder folder;
  Dataset dataset({folder.write("a.safetensors", grouped_file())}, {}, 1);
  for (std::size_t i = 0; i < dataset.rows(); ++i) {
    const AttentionRow row = dataset.row(i);
    const Neighbour other = row.neighbours->all().front();
    const std::size_t query = 1 - i % 2;
    EXPECT_EQ(other.cause,
              "it were that of row [" + std::to_string(i / 2) + ", " + std::to_string(query) + "]");
    EXPECT_EQ(row.neighbours->scores(other).front(), static_cast<double>((i - i % 2 + query) * 3));
    EXPECT_EQ(magnitudes(row.neighbours->indices(other)), std::vector{kept[i / 4][query]});
    EXPECT_EQ(row.neighbours->values(other), row.values);
  }
}

TEST(Dataset, RowsOfTheHeadsThatReadTheSameKeysAreFound) {
  const samples::Folder folder;
  Dataset shared({folder.write("a.safetensors", grouped_file())}, {}, 1);
  const AttentionRow last = shared.row(7); // query 1 of head 3
  const std::vector<std::vector<double>> heads{{3, 4, 5}, {9, 10, 11}, {15, 16, 17}, {21, 22, 23}};
  EXPECT_EQ(last.neighbours->heads_together(), heads) << "there is one head of keys";
  const samples::FloatTensor scores{"a.scores", {4, 1, 1}, {1, 2, 3, 4}};
  Dataset by_values(
      {folder.write("b.safetensors", samples::safetensors_of({scores, {"a.values", {2, 1, 1}, {1, 1}}}))}, {},
      1);
  EXPECT_EQ(by_values.row(2).neighbours->heads_together(), (std::vector<std::vector<double>>{{3}, {4}}));
  Dataset apart({folder.write("c.safetensors",
                              samples::safetensors_of({scores, {"a.values", {4, 1, 1}, {1, 1, 1, 1}}}))},
                {}, 1);
  EXPECT_TRUE(apart.row(2).neighbours->heads_together().empty());
}

TEST(Dataset, WhatAnEmptyQueryHoldsIsNotRead) {
  const samples::Folder folder;
  const float nan = std::nanf("");
  Dataset dataset({folder.write("a.safetensors", samples::safetensors_of({{"a.queries", {2, 1}, {nan, 1}},
                                                                          {"a.keys", {1, 1}, {1}}}))},
                  {.tensors = {}, .declared = {{"causal", "true"}}}, 1);
  EXPECT_EQ(dataset.row(0).scores, nullptr);
  EXPECT_NE(dataset.row(1).scores, nullptr);
}

TEST(Dataset, AMaskOfNoNumberIsAFaultOfTheRowsThatReadIt) {
  const samples::Folder folder;
  const float infinity = std::numeric_limits<float>::infinity();
  Dataset dataset(
      {folder.write("a.safetensors",
                    samples::safetensors_of({{"a.queries", {3, 1}, {1, 1, 1}},
                                             {"a.keys", {2, 1}, {1, 1}},
                                             {"a.mask", {3, 2}, {infinity, 0, std::nanf(""), 0, 0, 1}}}))},
      {.tensors = {}, .declared = {{"causal", "true"}}}, 1);
  EXPECT_EQ(dataset.row(0).scores, nullptr) << "sees no key";
  const std::string error = samples::error_of([&] { (void)dataset.row(1).origin; });
  EXPECT_NE(error.find(R"(tensor "a.mask", row [1]: is NaN or +inf at key 0)"), std::string::npos) << error;
  const AttentionRow last = dataset.row(2);
  EXPECT_EQ((*last.scores)[1], 2);
  EXPECT_TRUE(std::isnan(last.neighbours->scores(last.neighbours->all().front()).front()))
      << "a neighbour's fault is not the row's";
}

namespace {

/// One query and three keys and values in eight bits, the last of factors 0.
std::vector<samples::StoredTensor> scaled_row(const std::vector<std::uint8_t>& mask) {
  using samples::bytes_of;
  const std::vector<std::int8_t> codes{1, 2, 3};
  const std::vector<float> factors{2, 3, 0};
  return {{"a.queries", "F32", {1, 1, 1, 1}, bytes_of(std::vector<float>{1})},
          {"a.keys", "I8", {1, 1, 3, 1}, bytes_of(codes)},
          {"a.key_scales", "F32", {1, 1, 3, 1}, bytes_of(factors)},
          {"a.values", "I8", {1, 1, 3, 1}, bytes_of(codes)},
          {"a.value_scales", "F32", {1, 1, 3, 1}, bytes_of(factors)},
          {"a.mask", "U8", {1, 3}, bytes_of(mask)}};
}

/// The scores of the only row.
std::vector<double> scores_of(std::vector<samples::StoredTensor> tensors,
                              const std::vector<samples::StoredTensor>& more = {}) {
  tensors.insert(tensors.end(), more.begin(), more.end());
  const samples::Folder folder;
  Dataset dataset({folder.write("a.safetensors", samples::safetensors_stored(tensors))}, {}, 1);
  const AttentionRow row = dataset.row(0);
  return {row.scores->all().begin(), row.scores->all().end()};
}

/// The end of the row's error, from the name of the tensor on.
std::string error_of(const std::vector<samples::StoredTensor>& tensors) {
  const std::string error = samples::error_of([&] { (void)scores_of(tensors); });
  return error.substr(std::min(error.size(), error.find("tensor ")));
}

constexpr double hidden = -std::numeric_limits<double>::infinity();

} // namespace

TEST(Dataset, WhatIsGivenForAllFilesIsReadInOne) {
  const samples::Folder folder;
  const std::vector<float> numbers(3);
  const auto with = folder.write(
      "a.safetensors", samples::safetensors_of({{"a.scores", {1, 3}, numbers}, {"a.lse", {1}, {0}}}));
  const auto without =
      folder.write("b.safetensors", samples::safetensors_of({{"a.scores", {1, 3}, numbers}}));
  const attention::TensorNames base_2{.tensors = {}, .declared = {{"lse_base", "2"}}};
  EXPECT_NO_THROW(Dataset({without, with}, base_2, 1));
  EXPECT_NO_THROW(Dataset({with, without}, base_2, 1));
  EXPECT_EQ(samples::error_of([&] {
              Dataset({without, without}, base_2, 1);
            }),
            without.string() +
                ": tensor \"a.scores\": lse_base is declared, and nothing reads it without X.lse");
}

TEST(Dataset, FactorsOf0AreFaultsOfVisibleKeysOnly) {
  EXPECT_EQ(scores_of(scaled_row({1, 1, 0})), (std::vector<double>{2, 6, hidden}));
  EXPECT_EQ(error_of(scaled_row({1, 1, 1})),
            R"(tensor "a.key_scales", row [0, 0, 0]: element 2 is 0, and what it scales is not)");
  std::vector<samples::StoredTensor> tensors = scaled_row({1, 1, 1});
  tensors[1].bytes.back() = std::byte{0};
  EXPECT_EQ(error_of(tensors),
            R"(tensor "a.value_scales", row [0, 0, 0]: element 2 is 0, and what it scales is not)");
}

TEST(Dataset, AMaskOfBytesIs0And1WhereItIsRead) {
  EXPECT_EQ(error_of(scaled_row({1, 2, 0})),
            R"(tensor "a.mask", row [0, 0, 0]: is 2 at key 1, neither 0 nor 1)");
  EXPECT_EQ(scores_of(scaled_row({1, 1, 2}),
                      {{"a.lengths", "I64", {1}, samples::bytes_of(std::vector<std::int64_t>{2})}}),
            (std::vector<double>{2, 6, hidden}));
  EXPECT_EQ(scores_of(scaled_row({1, 2, 2}),
                      {{"a.positions", "I64", {1}, samples::bytes_of(std::vector<std::int64_t>{0})}}),
            (std::vector<double>{2, hidden, hidden}));
}

} // namespace tailmass::verify::cases
