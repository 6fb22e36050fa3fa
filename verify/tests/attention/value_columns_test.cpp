// Values that are columns of the keys, wherever these lie.
#include "verify/attention/attention_group.hpp"

#include "verify/tests/input/samples.hpp"

#include <gtest/gtest.h>
#include <numeric>

namespace tailmass::verify::attention {

namespace {

using Shape = std::vector<std::size_t>;
using input::DType;

input::Tensor tensor(const std::string& name, const Shape& shape, DType dtype = DType::F32) {
  return {name, dtype, shape, {}};
}

AttentionGroup group(const std::vector<input::Tensor>& tensors, const std::string& columns,
                     const DeclaredTexts& others = {}) {
  TensorNames names{.tensors = {}, .declared = others};
  names.declared["value_columns"] = columns;
  return group_tensors(tensors, names, {}, "f").at(0);
}

std::string error(const std::vector<input::Tensor>& tensors, const std::string& columns) {
  return samples::error_of([&] { (void)group(tensors, columns); });
}

const input::Tensor queries = tensor("a.queries", {2, 3, 6}), keys = tensor("a.keys", {2, 4, 6});

} // namespace

TEST(ValueColumns, AreReadWhereTheKeysLie) {
  std::vector<float> numbers(2 * 4 * 6);
  std::iota(numbers.begin(), numbers.end(), 0.0F);
  input::Tensor whole = keys;
  whole.bytes = std::as_bytes(std::span(numbers));
  const AttentionGroup found = group({queries, whole}, "4");
  ASSERT_TRUE(found.values);
  EXPECT_EQ(found.values->shape, (Shape{2, 4, 4}));
  EXPECT_EQ(found.values->bytes.data(), whole.bytes.data()); // no copy
  EXPECT_EQ(found.keys->shape, keys.shape);
  std::vector<double> row;
  for (std::size_t key = 0; key < 8; ++key) {
    input::read_row(*found.values, key, row);
    const double first = 6.0 * static_cast<double>(key);
    EXPECT_EQ(row, (std::vector{first, first + 1, first + 2, first + 3}));
  }
}

TEST(ValueColumns, KeepTheStridesOfTheKeys) {
  std::vector<float> numbers(2 * 4 * 6);
  std::iota(numbers.begin(), numbers.end(), 0.0F);
  input::Tensor turned = keys; // every second element, from the last one down, keys and columns in turn
  turned.bytes = std::as_bytes(std::span(numbers));
  turned.strides = input::Strides{.first = 47, .steps = {-24, -1, -4}};
  const AttentionGroup found = group({queries, turned}, "2");
  std::vector<double> row;
  input::read_row(*found.values, 5, row);
  EXPECT_EQ(row, (std::vector{47.0 - 24 - 1, 47.0 - 24 - 1 - 4}));
}

TEST(ValueColumns, HaveTheFactorsOfTheirKeysWhereTheyHaveNoOthers) {
  const input::Tensor codes = tensor("a.keys", {2, 4, 6}, DType::I8);
  std::vector<float> factors(2 * 4 * 3, 1);
  const auto scales = [&](const std::string& name, const Shape& shape) {
    input::Tensor scale = tensor(name, shape);
    scale.bytes = std::as_bytes(std::span(factors));
    return scale;
  };
  const AttentionGroup of_blocks = group({queries, codes, scales("a.key_scales", {2, 4, 3})}, "4");
  EXPECT_EQ(of_blocks.value_scales->shape, (Shape{2, 4, 2}));
  EXPECT_EQ(of_blocks.value_scales->strides->steps, (std::vector<std::ptrdiff_t>{12, 3, 1}));
  EXPECT_EQ(group({queries, codes, scales("a.key_scales", {2, 4})}, "5").value_scales->shape, (Shape{2, 4}));
  EXPECT_EQ(group({queries, codes, scales("a.key_scales", {2, 4, 1})}, "5").value_scales->shape,
            (Shape{2, 4, 1}));
  EXPECT_EQ(group({queries, codes, scales("a.key_scales", {2, 4, 3}), scales("a.value_scales", {1})}, "4")
                .value_scales->name,
            "a.value_scales");
  EXPECT_EQ(
      error({queries, codes, scales("a.key_scales", {2, 4, 3})}, "3"),
      R"(f: tensor "a.key_scales": has a factor for each 2 columns of "a.keys", of which value_columns is 3)");
}

TEST(ValueColumns, AreRefusedWhereThereAreNone) {
  EXPECT_EQ(error({tensor("a.scores", {3, 4})}, "4"),
            R"(f: tensor "a.scores": has no keys of which value_columns may be values)");
  EXPECT_EQ(error({queries, keys}, "7"), R"(f: tensor "a.keys": has 6 columns, of which value_columns is 7)");
  EXPECT_EQ(error({queries, keys, tensor("a.values", {2, 4, 6})}, "6"),
            R"(f: tensor "a.values": beside value_columns, which makes columns of "a.keys" the values)");
  EXPECT_EQ(group({queries, keys}, "6").values->shape, keys.shape);
  for (const char* text : {"0", "-1", "4.5", "99999999999999999999", "all"})
    EXPECT_NE(error({queries, keys}, text).find("not a number of columns"), std::string::npos) << text;
  EXPECT_FALSE(group_tensors(std::vector{queries, keys}, {}, {}, "f").at(0).values);
}

TEST(ValueColumns, FitOutputsOfSoManyColumns) {
  EXPECT_NO_THROW((void)group({queries, keys, tensor("a.outputs", {2, 3, 4})}, "4"));
  EXPECT_NE(error({queries, keys, tensor("a.outputs", {2, 3, 6})}, "4").find("differ in their last axis"),
            std::string::npos);
}

} // namespace tailmass::verify::attention
