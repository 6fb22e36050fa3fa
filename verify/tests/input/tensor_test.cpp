// Rows of tensors: their place, their text and their bits at every alignment.
#include "verify/input/tensor.hpp"

#include "verify/tests/input/samples.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <numeric>
#include <stdexcept>

namespace tailmass::verify::input {
namespace {

using samples::Bytes;
using samples::operator+;

TEST(InputTensor, CountsRows) {
  EXPECT_EQ((Tensor{"a", DType::F32, {7}, {}}.rows()), 1U);
  EXPECT_EQ((Tensor{"a", DType::F32, {7}, {}}.width()), 7U);
  EXPECT_EQ((Tensor{"a", DType::F32, {2, 3, 7}, {}}.rows()), 6U);
  EXPECT_EQ((Tensor{"a", DType::F32, {}, {}}.rows()), 1U);
  EXPECT_EQ((Tensor{"a", DType::F32, {}, {}}.width()), 1U);
}

TEST(InputTensor, NamesRowsByLeadingIndices) {
  const Tensor tensor{"a", DType::F32, {2, 3, 5, 7}, {}};
  EXPECT_EQ(row_index(tensor, 0), "[0, 0, 0]");
  EXPECT_EQ(row_index(tensor, 29), "[1, 2, 4]");
  EXPECT_EQ(leading_indices(tensor, 16), (std::vector<std::size_t>{1, 0, 1}));
  for (std::size_t row = 0; row < tensor.rows(); ++row) {
    const std::vector<std::size_t> i = leading_indices(tensor, row);
    EXPECT_EQ((i[0] * 3 + i[1]) * 5 + i[2], row);
  }
  EXPECT_EQ(row_index({"a", DType::F32, {7}, {}}, 0), "[]");
  EXPECT_EQ(row_index({"a", DType::F32, {20, 7}, {}}, 17), "[17]");
}

TEST(InputTensor, ReadsRowsOfAnyStrides) {
  const Bytes bytes = samples::bytes_of(std::vector<float>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11});
  const auto rows_of = [&](std::vector<std::size_t> shape, Strides strides) {
    const Tensor tensor{"a", DType::F32, std::move(shape), bytes, {}, std::move(strides)};
    std::vector<double> all, row;
    for (std::size_t i = 0; i < tensor.rows(); ++i) {
      read_row(tensor, i, row);
      all.insert(all.end(), row.begin(), row.end());
    }
    for (std::size_t i = 0; i < all.size(); ++i)
      EXPECT_EQ(read_element(tensor, i), all[i]);
    const Bytes plain = row_major_bytes(tensor);
    EXPECT_EQ(plain, samples::bytes_of(std::vector<float>(all.begin(), all.end())));
    EXPECT_THROW(read_element(tensor, all.size()), std::out_of_range);
    return all;
  };
  using Numbers = std::vector<double>;
  EXPECT_EQ(rows_of({3, 2}, {0, {4, 1}}), (Numbers{0, 1, 4, 5, 8, 9}));  // the first columns
  EXPECT_EQ(rows_of({2, 3}, {1, {1, 4}}), (Numbers{1, 5, 9, 2, 6, 10})); // transposed
  EXPECT_EQ(rows_of({2, 2}, {11, {-4, -2}}), (Numbers{11, 9, 7, 5}));    // from the end
  EXPECT_EQ(rows_of({2, 2, 1}, {3, {0, 5, 0}}), (Numbers{3, 8, 3, 8}));  // repeated
}

TEST(InputTensor, ReadsOneElementAndRowsOfIntegers) {
  const Bytes floats = samples::bytes_of(std::vector<float>{0, 1, 2, 3, 4, 5});
  const Tensor tensor{"a", DType::F32, {2, 3}, floats};
  for (std::size_t i = 0; i < 6; ++i)
    EXPECT_EQ(read_element(tensor, i), static_cast<double>(i));
  EXPECT_THROW(read_element(tensor, 6), std::out_of_range);
  EXPECT_EQ(read_element({"a", DType::F32, {}, std::span(floats).first(4)}, 0), 0);
  const Bytes integers = samples::bytes_of(std::vector<std::int32_t>{5, -6, 7, 8});
  const Tensor rows{"b", DType::I32, {2, 2}, integers};
  std::vector<Integer> values;
  read_row(rows, 0, values);
  ASSERT_EQ(values.size(), 2U);
  EXPECT_EQ(values[0].magnitude, 5U);
  EXPECT_TRUE(values[1].negative);
  EXPECT_EQ(values[1].magnitude, 6U);
  EXPECT_THROW(read_row(rows, 2, values), std::out_of_range);
  EXPECT_EQ(samples::error_of([&] { read_element(rows, 0); }),
            R"(tensor "b": dtype I32 is not floating (F64, F32, F16, BF16, F8_E4M3 or F8_E5M2))");
  EXPECT_EQ(samples::error_of([&] { read_row(tensor, 0, values); }),
            R"(tensor "a": dtype F32 is not an integer (I8 to I64 or U8 to U64))");
}

TEST(InputTensor, RefusesARowPastTheEnd) {
  const Bytes bytes(24);
  const Tensor tensor{"a", DType::F32, {2, 3}, bytes};
  std::vector<double> values;
  EXPECT_THROW(read_row(tensor, 2, values), std::out_of_range);
  EXPECT_THROW(row_index(tensor, 2), std::out_of_range);
  EXPECT_THROW(leading_indices({"a", DType::F32, {7}, {}}, 1), std::out_of_range);
}

TEST(InputTensor, ReadsRowsAtEveryOffset) {
  std::vector<float> numbers(12);
  std::iota(numbers.begin(), numbers.end(), 0.25F);
  std::vector<double> values(99, -1.0);
  for (std::size_t offset = 0; offset < 16; ++offset) {
    const Bytes bytes = Bytes(offset) + samples::bytes_of(numbers);
    const Tensor tensor{"a", DType::F32, {2, 2, 3}, std::span(bytes).subspan(offset)};
    for (std::size_t row = 0; row < 4; ++row) {
      read_row(tensor, row, values);
      EXPECT_EQ(values, (std::vector<double>(numbers.begin() + static_cast<std::ptrdiff_t>(3 * row),
                                             numbers.begin() + static_cast<std::ptrdiff_t>(3 * row + 3))))
          << "offset " << offset;
    }
  }
}

TEST(InputTensor, ReadsEachDtypeUnaligned) {
  std::vector<double> values;
  const Bytes half = Bytes(1) + samples::integer(0x3C00, 2) + samples::integer(0xC000, 2);
  read_row({"a", DType::F16, {2}, std::span(half).subspan(1)}, 0, values);
  EXPECT_EQ(values, (std::vector{1.0, -2.0}));
  const Bytes brain = Bytes(1) + samples::integer(0x3F80, 2) + samples::integer(0xC000, 2);
  read_row({"a", DType::BF16, {2}, std::span(brain).subspan(1)}, 0, values);
  EXPECT_EQ(values, (std::vector{1.0, -2.0}));
  const Bytes wide = Bytes(3) + samples::bytes_of(std::vector{0.1, -1e-310});
  read_row({"a", DType::F64, {2, 1}, std::span(wide).subspan(3)}, 1, values);
  EXPECT_EQ(values, std::vector{-1e-310});
}

TEST(InputTensor, RefusesToReadIntegers) {
  const Bytes bytes(8);
  std::vector<double> values;
  EXPECT_EQ(samples::error_of([&] {
              read_row({"ids", DType::I64, {1}, bytes}, 0, values);
            }),
            R"(tensor "ids": dtype I64 is not floating (F64, F32, F16, BF16, F8_E4M3 or F8_E5M2))");
}

TEST(InputTensor, ComputesSizesWithoutOverflow) {
  const auto size = [](DType dtype, const std::vector<std::size_t>& shape) {
    return byte_size(dtype, shape);
  };
  EXPECT_EQ(size(DType::F32, {2, 3}), 24U);
  EXPECT_EQ(size(DType::F16, {}), 2U);
  EXPECT_EQ(size(DType::F4, {2, 3}), 3U);
  EXPECT_EQ(size(DType::F6E2M3, {3}), std::nullopt);
  EXPECT_EQ(size(DType::U8, {std::size_t{1} << 32, std::size_t{1} << 32}), std::nullopt);
  EXPECT_EQ(size(DType::F64, {std::numeric_limits<std::size_t>::max()}), std::nullopt);
  EXPECT_EQ(size_fault(DType::F32, std::vector<std::size_t>{9, 8}), "shape [9, 8] of dtype F32 overflows");
  EXPECT_EQ(size_fault(DType::F4, std::vector<std::size_t>{1}),
            "shape [1] of dtype F4 overflows or ends within a byte");
}

} // namespace
} // namespace tailmass::verify::input
