// Padding among pages and slots, and what leads to no key of the row.
#include "verify/cases/dataset.hpp"

#include "verify/tests/input/float_file.hpp"

#include <gtest/gtest.h>
#include <limits>

namespace tailmass::verify::cases {

namespace {

using Indices = std::vector<std::int64_t>;

/// The indices of one query over five keys in pages 3, 0 and 2 of two keys, of a pool of four, as keys of the
/// row.
Stored<input::Integer> in_row(const Indices& indices, const attention::DeclaredTexts& declared,
                              std::int32_t length = 5) {
  const samples::Folder folder;
  const std::filesystem::path path = folder.write(
      "a.safetensors",
      samples::safetensors_stored(
          {{"a.queries", "F32", {1, 1, 1, 1}, samples::bytes_of(std::vector<float>{1})},
           {"a.keys", "F32", {4, 1, 2, 1}, samples::bytes_of(std::vector<float>(8, 1))},
           {"a.lengths", "I32", {1}, samples::bytes_of(std::vector<std::int32_t>{length})},
           {"a.block_table", "I32", {1, 3}, samples::bytes_of(std::vector<std::int32_t>{3, 0, 2})},
           {"a.indices", "I64", {1, 1, 1, indices.size()}, samples::bytes_of(indices)}}));
  Dataset dataset({path}, {.tensors = {}, .declared = declared}, 1);
  AttentionRow row = dataset.row(0);
  EXPECT_EQ(row.declared.padding, attention::Declarations::Padding::minus_one);
  return *row.indices;
}

Indices signed_numbers(const Stored<input::Integer>& stored) {
  Indices numbers;
  for (const input::Integer& each : stored.numbers)
    numbers.push_back(each.negative ? -static_cast<std::int64_t>(each.magnitude)
                                    : static_cast<std::int64_t>(each.magnitude));
  return numbers;
}

Indices slots(const Indices& indices, const char* padding) {
  const Stored<input::Integer> found = in_row(indices, {{"index_space", "slot"}, {"padding", padding}});
  EXPECT_EQ(found.fault, "");
  return signed_numbers(found);
}
Indices pages(const Indices& indices, const char* padding) {
  const Stored<input::Integer> found = in_row(indices, {{"index_space", "page"}, {"padding", padding}});
  EXPECT_EQ(found.fault, "");
  return signed_numbers(found);
}

constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();

} // namespace

TEST(IndexSpace, SlotsAreKeysAndPaddingCountsSlots) {
  EXPECT_EQ(slots({6, 7, 0, 1, 4}, "-1"), (Indices{0, 1, 2, 3, 4}));
  EXPECT_EQ(slots({-1, 7, -1}, "-1"), (Indices{-1, 1, -1}));
  EXPECT_EQ(slots({8, 7, 8}, "n"), (Indices{-1, 1, -1}));
  EXPECT_EQ(slots({largest, 7}, "max"), (Indices{-1, 1}));
  EXPECT_EQ(slots({0, 7, 0, 0}, "0"), (Indices{2, 1, -1, -1})); // the first names the key that lies there
}

TEST(IndexSpace, PagesAreTheirKeysAndPaddingCountsPages) {
  EXPECT_EQ(pages({2, 0}, "-1"), (Indices{4, 0, 1})); // the last page is not full
  EXPECT_EQ(pages({-1, 1}, "-1"), (Indices{-1, 2, 3}));
  EXPECT_EQ(pages({1, 3}, "n"), (Indices{2, 3, -1}));
  EXPECT_EQ(pages({0, 1, 0}, "0"), (Indices{0, 1, 2, 3, -1}));
}

TEST(IndexSpace, WhatLeadsToNoKeyIsNamed) {
  const auto fault = [](std::int64_t index, const char* space, std::int32_t length = 5) {
    return in_row({index, -1}, {{"index_space", space}}, length).fault;
  };
  EXPECT_EQ(fault(5, "slot"), "slot 5 holds no key of the row"); // beyond the length, in its last page
  EXPECT_EQ(fault(2, "slot"), "slot 2 holds no key of the row"); // of a page of none
  EXPECT_EQ(fault(8, "slot"), "slot 8 holds no key of the row");
  EXPECT_EQ(fault(largest, "slot"), "slot 9223372036854775807 holds no key of the row");
  EXPECT_EQ(fault(-2, "slot"), "index -2 at position 0 is negative");
  EXPECT_EQ(fault(3, "page"), "page 3 is none of the 3 pages of the row");
  EXPECT_EQ(fault(largest, "page"), "page 9223372036854775807 is none of the 3 pages of the row");
  EXPECT_EQ(fault(0, "page", 0), "page 0 is none of the 0 pages of the row");
}

} // namespace tailmass::verify::cases
