// Lengths, pages, sums of sequences, scales and sinks that lead nowhere: each one error with its tensor and
// reason.
#include "verify/attention/geometry.hpp"

#include "verify/attention/attention_file.hpp"
#include "verify/attention/factors.hpp"
#include "verify/attention/mask.hpp"

#include "verify/tests/input/float_file.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <limits>

namespace tailmass::verify::attention {

namespace {

using samples::StoredTensor;
using Shape = std::vector<std::size_t>;

constexpr float nan = std::numeric_limits<float>::quiet_NaN();
constexpr float infinity = std::numeric_limits<float>::infinity();

std::size_t product(const Shape& shape) {
  std::size_t size = 1;
  for (const std::size_t extent : shape)
    size *= extent;
  return size;
}
StoredTensor floats(const std::string& part, const Shape& shape) {
  return {"a." + part, "F32", shape, samples::bytes_of(std::vector<float>(product(shape), 0.5F))};
}
StoredTensor numbers(const std::string& part, const std::vector<float>& entries) {
  return {"a." + part, "F32", {entries.size()}, samples::bytes_of(entries)};
}
template <class Number>
StoredTensor integers(const std::string& part, const std::string& dtype, const std::vector<Number>& entries,
                      Shape shape = {}) {
  if (shape.empty())
    shape = {entries.size()};
  return {"a." + part, dtype, shape, samples::bytes_of(entries)};
}
template <class Number>
StoredTensor i64(const std::string& part, const std::vector<Number>& entries, const Shape& shape = {}) {
  return integers(part, "I64", entries, shape);
}

/// Two sequences of two queries and four heads, whose keys lie in five pages of four.
std::vector<StoredTensor> paged() {
  return {floats("queries", {2, 4, 2, 3}), floats("keys", {5, 2, 4, 3}), floats("values", {5, 2, 4, 1}),
          i64<std::int64_t>("lengths", {7, 4}), i64<std::int64_t>("block_table", {4, 0, 2, 9}, {2, 2})};
}
std::vector<StoredTensor> bhqd() {
  return {floats("queries", {2, 4, 2, 3}), floats("keys", {2, 2, 8, 3}), floats("values", {2, 2, 8, 1})};
}
std::vector<StoredTensor> thd() {
  return {floats("queries", {5, 4, 3}), floats("keys", {8, 2, 3}),
          i64<std::int64_t>("cu_seqlens_q", {0, 2, 5}), i64<std::int64_t>("cu_seqlens_k", {0, 8, 8})};
}

/// The same with tensors replaced or added.
std::vector<StoredTensor> with(std::vector<StoredTensor> tensors, const std::vector<StoredTensor>& others) {
  for (const StoredTensor& other : others) {
    std::erase_if(tensors, [&](const StoredTensor& tensor) { return tensor.name == other.name; });
    tensors.push_back(other);
  }
  return tensors;
}
std::vector<StoredTensor> without(std::vector<StoredTensor> tensors, const std::string& part) {
  std::erase_if(tensors, [&](const StoredTensor& tensor) { return tensor.name == "a." + part; });
  return tensors;
}

/// The error of opening a file of these tensors, after the file's name.
std::string error(const std::vector<StoredTensor>& tensors, const DeclaredTexts& declared = {}) {
  const samples::Folder folder;
  const std::filesystem::path path = folder.write("f.safetensors", samples::safetensors_stored(tensors));
  const std::string text =
      samples::error_of([&] { AttentionFile(path, {.tensors = {}, .declared = declared}); });
  return text.substr(std::min(text.size(), path.string().size() + 2));
}
std::size_t rows(const std::vector<StoredTensor>& tensors, const DeclaredTexts& declared = {}) {
  const samples::Folder folder;
  return AttentionFile(folder.write("f.safetensors", samples::safetensors_stored(tensors)),
                       {.tensors = {}, .declared = declared})
      .groups()[0]
      .geometry.rows();
}

const DeclaredTexts as_thd{{"layout", "thd"}};

} // namespace

TEST(Geometry, CountsRowsByHeadsAndQueriesOfEachSequence) {
  EXPECT_EQ(rows(bhqd()), 16U);
  EXPECT_EQ(rows(paged()), 16U);
  EXPECT_EQ(rows(thd(), as_thd), 20U);
}

TEST(Geometry, PagesMustBeThereForEveryLength) {
  EXPECT_EQ(error(without(paged(), "lengths")),
            R"(tensor "a.block_table": needs lengths, and there are none)");
  EXPECT_EQ(error(with(paged(), {i64<std::int64_t>("block_table", {4, 5, 2, 9}, {2, 2})})),
            R"(tensor "a.block_table": row [0], page 1 is 5, and there are 5 pages)");
  EXPECT_EQ(error(with(paged(), {i64<std::int64_t>("block_table", {4, -1, 2, 9}, {2, 2})})),
            R"(tensor "a.block_table": row [0], page 1 is -1, and there are 5 pages)");
  EXPECT_EQ(
      error(with(paged(), {i64<std::int64_t>("block_table", {4, 0}, {1, 2})})),
      R"(tensor "a.block_table": shape [1, 2] has no row for each of 2 sequences of "a.queries" of shape [2, 4, 2, 3])");
  EXPECT_EQ(error(with(paged(), {i64<std::int64_t>("lengths", {7, 9})})),
            R"(tensor "a.block_table": row [1] has 2 pages of 4 keys, and the sequence 9 keys)");
  const std::uint64_t largest = std::numeric_limits<std::uint64_t>::max();
  EXPECT_EQ(
      error(with(paged(), {integers<std::uint64_t>("lengths", "U64", {7, largest})})),
      R"(tensor "a.block_table": row [1] has 2 pages of 4 keys, and the sequence 18446744073709551615 keys)");
  EXPECT_EQ(
      error(with(paged(), {i64<std::int64_t>("lengths", {std::numeric_limits<std::int64_t>::min(), 4})})),
      R"(tensor "a.lengths": element 0 is -9223372036854775808)");
  EXPECT_EQ(error(with(paged(), {floats("values", {10, 2, 2, 1})})),
            R"(tensor "a.values": has pages of 2 keys, and "a.keys" of 4)");
  EXPECT_EQ(error(with(paged(), {floats("keys", {20, 2, 3}), floats("values", {20, 2, 1}),
                                 floats("queries", {2, 2, 4, 3})}),
                  {{"layout", "bqhd"}, {"page_size", "64"}}),
            R"(tensor "a.block_table": row [0], page 0 is 4, and there are 0 pages)");
  EXPECT_EQ(error(without(without(paged(), "keys"), "values")).find("has no tensor named X.scores"), 0U);
}

TEST(Geometry, SumsOfKeysInPagesAreTheirLengths) {
  const std::vector<StoredTensor> pages{floats("queries", {5, 4, 3}), floats("keys", {5, 4, 2, 3}),
                                        i64<std::int64_t>("cu_seqlens_q", {0, 2, 5}),
                                        i64<std::int64_t>("cu_seqlens_k", {0, 7, 11}),
                                        i64<std::int64_t>("block_table", {4, 0, 2, 9}, {2, 2})};
  const samples::Folder folder;
  const AttentionFile file(folder.write("f.safetensors", samples::safetensors_stored(pages)),
                           {.tensors = {}, .declared = as_thd});
  EXPECT_EQ(file.groups()[0].geometry.sequences()[0].keys, 7U);
  EXPECT_EQ(file.groups()[0].geometry.sequences()[1].keys, 4U);
  EXPECT_EQ(rows(with(pages, {i64<std::int64_t>("lengths", {7, 4})}), as_thd), 20U);
  EXPECT_EQ(rows(with(pages, {i64<std::int64_t>("lengths", {7, 3})}), as_thd), 20U); // that are used
  EXPECT_EQ(error(with(pages, {i64<std::int64_t>("lengths", {7, 5})}), as_thd),
            R"(tensor "a.cu_seqlens_k": gives sequence 1 4 keys, and "a.lengths" 5)");
  EXPECT_EQ(error(with(pages, {i64<std::int64_t>("cu_seqlens_k", {0, 7})}), as_thd),
            R"(tensor "a.cu_seqlens_k": shape [2] is not [3] of 2 sequences)");
  EXPECT_EQ(error(with(pages, {i64<std::int64_t>("cu_seqlens_k", {0, 7, 6})}), as_thd),
            R"(tensor "a.cu_seqlens_k": does not rise from 0 to the 6 keys)");
  EXPECT_EQ(error(with(pages, {i64<std::int64_t>("cu_seqlens_k", {0, 9, 13})}), as_thd),
            R"(tensor "a.block_table": row [0] has 2 pages of 4 keys, and the sequence 9 keys)");
}

TEST(Geometry, PagesWithoutTheirTableAreToldSo) {
  EXPECT_EQ(error(with(thd(), {floats("keys", {5, 4, 2, 3})}), as_thd),
            R"(tensor "a.keys": shape [5, 4, 2, 3] does not fit "a.queries" of shape [5, 4, 3], which needs )"
            "[5, h, c] with h a divisor of 4, or a block_table of pages");
}

TEST(Geometry, LengthsLieWithinTheKeys) {
  EXPECT_EQ(error(with(bhqd(), {i64<std::int64_t>("lengths", {8, 9})})),
            R"(tensor "a.lengths": element 1 is 9 of 8 keys)");
  EXPECT_EQ(
      error(with(bhqd(), {i64<std::int64_t>("lengths", {8})})),
      R"(tensor "a.lengths": shape [1] is not one number for each of 2 sequences of "a.queries" of shape [2, 4, 2, 3])");
  EXPECT_EQ(error(with(bhqd(), {floats("lengths", {2})})),
            R"(tensor "a.lengths": dtype F32 is not an integer (I8 to I64 or U8 to U64))");
  EXPECT_EQ(rows(with(bhqd(), {i64<std::int64_t>("lengths", {0, 8})})), 16U);
}

TEST(Geometry, SumsRiseFromNoneToAll) {
  for (const std::vector<std::int64_t>& sums :
       std::vector<std::vector<std::int64_t>>{{0, 6, 5}, {1, 2, 5}, {0, 2, 4}, {0, 2, std::int64_t{1} << 62}})
    EXPECT_EQ(error(with(thd(), {i64("cu_seqlens_q", sums)}), as_thd),
              R"(tensor "a.cu_seqlens_q": does not rise from 0 to the 5 queries)");
  EXPECT_EQ(error(with(thd(), {i64<std::int64_t>("cu_seqlens_q", {0, -2, 5})}), as_thd),
            R"(tensor "a.cu_seqlens_q": element 1 is -2)");
  EXPECT_EQ(error(with(thd(), {i64<std::int64_t>("cu_seqlens_k", {0, 8})}), as_thd),
            R"(tensor "a.cu_seqlens_k": shape [2] is not [3] of 2 sequences)");
  EXPECT_EQ(error(with(bhqd(), {i64<std::int64_t>("cu_seqlens_q", {0, 2, 4})})),
            R"(tensor "a.cu_seqlens_q": goes with layout thd only)");
  EXPECT_EQ(error(with(thd(), {{"a.scores", "F32", {4, 5, 8}, samples::bytes_of(std::vector<float>(160))}}),
                  as_thd),
            R"(tensor "a.scores": does not go with layout thd)");
}

TEST(Geometry, ScalesAndSinksAreFiniteOnce) {
  EXPECT_EQ(error(with(bhqd(), {numbers("key_scales", {1, nan})})),
            R"(tensor "a.key_scales": element 1 is nan, no finite number of float32 that is 0 or more)");
  EXPECT_EQ(error(with(bhqd(), {numbers("value_scales", {infinity})})),
            R"(tensor "a.value_scales": element 0 is inf, no finite number of float32 that is 0 or more)");
  EXPECT_EQ(error(with(bhqd(), {{"a.key_scales", "F64", {1}, samples::bytes_of(std::vector<double>{0.1})}})),
            R"(tensor "a.key_scales": element 0 is 0.1, no finite number of float32 that is 0 or more)");
  EXPECT_EQ(error(with(bhqd(), {{"a.keys", "F64", {2, 2, 8, 3}, samples::bytes_of(std::vector<double>(96))},
                                numbers("key_scales", {1})})),
            R"(tensor "a.key_scales": scales "a.keys" of F64, whose products would be rounded)");
  EXPECT_EQ(error(with(bhqd(), {numbers("value_scales", {0, -1})})),
            R"(tensor "a.value_scales": element 1 is -1, no finite number of float32 that is 0 or more)");
  EXPECT_EQ(error(with(bhqd(), {floats("lse", {2, 4, 2}), numbers("sinks", {0, 1, infinity, 0})})),
            R"(tensor "a.sinks": element 2 is inf, no score)");
  EXPECT_EQ(error(with(bhqd(), {floats("lse", {2, 4, 2}), numbers("sinks", {nan, 1, 0, 0})})),
            R"(tensor "a.sinks": element 0 is nan, no score)");
  EXPECT_EQ(rows(with(bhqd(), {floats("lse", {2, 4, 2}), numbers("sinks", {0, -infinity, 0, 0})})), 16U);
}

TEST(Geometry, AFactorIs0OnlyOfWhatIs0) {
  const std::vector<float> factors{2, 0}, entries{1, 3, 0, 0, 0, 5};
  const input::Tensor scales{"scales", input::DType::F32, {2}, std::as_bytes(std::span(factors))};
  const input::Tensor scaled{"scaled", input::DType::F32, {2, 1, 3}, std::as_bytes(std::span(entries))};
  const Factors of_heads(scales, scaled, 0);
  std::vector<double> vector{1, 3, 0};
  EXPECT_EQ(of_heads.scale(0, vector), std::nullopt);
  EXPECT_EQ(vector, (std::vector<double>{2, 6, 0}));
  vector = {0, 0, 0};
  EXPECT_EQ(of_heads.scale(1, vector), std::nullopt);
  EXPECT_EQ(vector, (std::vector<double>{0, 0, 0}));
  vector = {0, 0, 5};
  EXPECT_EQ(of_heads.scale(1, vector), 1U);
}

TEST(Geometry, PositionsAreThoseOfKeysOfTheRow) {
  const auto positions = [](std::int64_t last) {
    return with(bhqd(), {i64<std::int64_t>("positions", {0, 7, -1, last}, {2, 2})});
  };
  EXPECT_EQ(rows(positions(7)), 16U);
  EXPECT_EQ(error(positions(8)), R"(tensor "a.positions", row [1, 0, 1]: is 8, and the row has 8 keys)");
  EXPECT_EQ(error(positions(-2)), R"(tensor "a.positions", row [1, 0, 1]: is -2, and the row has 8 keys)");
  EXPECT_EQ(error(positions(std::int64_t{1} << 40)),
            R"(tensor "a.positions", row [1, 0, 1]: is 1099511627776, and the row has 8 keys)");
  EXPECT_EQ(error(with(thd(), {i64<std::int64_t>("positions", {7, 8, 0, 0, 0})}), as_thd),
            R"(tensor "a.positions", row [1, 0]: is 8, and the row has 8 keys)");
}

TEST(Geometry, PositionsOfRowsWithoutKeysMayBeAny) {
  const samples::Folder folder;
  constexpr std::uint64_t farthest = std::uint64_t{1} << 63;
  const AttentionFile file(
      folder.write(
          "f.safetensors",
          samples::safetensors_stored(
              with(thd(), {integers<std::uint64_t>("positions", "U64", {7, 1, 0, farthest, farthest - 1})}))),
      {.tensors = {}, .declared = as_thd});
  const AttentionGroup& group = file.groups()[0];
  EXPECT_EQ(position_of(group, {.sequence = 0, .head = 3, .query = 1}), 1);
  for (std::size_t query = 0; query < 3; ++query)
    EXPECT_EQ(position_of(group, {.sequence = 1, .head = 0, .query = query}), -1);
}

TEST(Geometry, AMaskOfBytesIsRead) {
  const samples::Folder folder;
  for (const char* dtype : {"BOOL", "U8"}) {
    std::vector<std::uint8_t> bytes(16, 1);
    bytes[0] = 0;
    const AttentionFile file(folder.write(
        "f.safetensors", samples::safetensors_stored(
                             with(bhqd(), {{"a.mask", dtype, {2, 1, 1, 8}, samples::bytes_of(bytes)}}))));
    const AttentionGroup& group = file.groups()[0];
    EXPECT_EQ(mask_row(group, {.sequence = 0, .head = 1, .query = 1}),
              (std::vector<double>{0, 1, 1, 1, 1, 1, 1, 1}));
  }
}

TEST(Geometry, WhatAllHeadsShareNeedsNoAxisOfThem) {
  EXPECT_EQ(rows(with(bhqd(), {i64("indices", std::vector<std::int64_t>(12), {2, 2, 3})})), 16U);
  EXPECT_EQ(rows(with(bhqd(), {floats("selection", {2, 2, 8}),
                               i64("indices", std::vector<std::int64_t>(12), {2, 2, 3})})),
            16U);
  EXPECT_EQ(
      error(with(bhqd(), {i64("indices", std::vector<std::int64_t>(18), {2, 3, 3})})),
      R"(tensor "a.indices": shape [2, 3, 3] does not fit "a.queries" of shape [2, 4, 2, 3], which needs )"
      "[2, h, 2, k] with h a divisor of 4 or [2, 2, k]");
}

TEST(Geometry, IndicesOfPagesNeedTheirSize) {
  const std::vector<StoredTensor> tensors =
      with(bhqd(), {i64("indices", std::vector<std::int64_t>(16), {2, 4, 2, 1})});
  EXPECT_EQ(error(tensors, {{"index_space", "page"}}),
            R"(tensor "a.indices": counts pages, and no page_size is declared)");
  EXPECT_EQ(rows(tensors, {{"index_space", "page"}, {"page_size", "4"}}), 16U);
}

} // namespace tailmass::verify::attention
