// .safetensors files: what is read, and faults of framing and layout.
#include "verify/input/safetensors.hpp"

#include "verify/tests/input/samples.hpp"

#include <gtest/gtest.h>

namespace tailmass::verify::input {
namespace {

using samples::Bytes;
using samples::operator+;
using samples::entry;
using samples::integer;

std::string error(const Bytes& file) {
  return samples::error_of([&] { parse_safetensors(file, "s.safetensors"); });
}

// The error of a file whose header is an object of these entries, with that many bytes of data.
std::string layout_error(const std::string& entries, std::size_t size) {
  return error(samples::safetensors("{" + entries + "}", Bytes(size)));
}

TEST(InputSafetensors, ReadsTensorsInTheOrderOfTheHeader) {
  const Bytes file = samples::attention_safetensors();
  const std::vector<Tensor> tensors = parse_safetensors(file, "s.safetensors");
  ASSERT_EQ(tensors.size(), 6U);
  EXPECT_EQ(tensors[0].name, "layer0.keys");
  EXPECT_EQ(tensors[1].dtype, DType::I64);
  EXPECT_EQ(tensors[2].shape, (std::vector<std::size_t>{2, 2, 3}));
  std::vector<double> values;
  read_row(tensors[2], 3, values);
  EXPECT_EQ(values, (std::vector{9.0, 10.0, 11.0}));
  read_row(tensors[4], 1, values);
  EXPECT_EQ(values, (std::vector{16.0, 32.0, 64.0, 128.0}));
  read_row(tensors[5], 3, values);
  EXPECT_EQ(values, (std::vector{15.0, 16.0, 17.0, 18.0, 19.0}));
}

TEST(InputSafetensors, ReadsWhatTheFormatAllows) {
  EXPECT_TRUE(parse_safetensors(samples::safetensors("{}", {}), "").empty());
  EXPECT_TRUE(parse_safetensors(samples::safetensors("{}       ", {}), "").empty()) << "padding";
  const Bytes scalar = samples::safetensors("{" + entry("scale", "F32", "[]", 0, 4) + "}", Bytes(4));
  EXPECT_EQ(parse_safetensors(scalar, "").at(0).shape.size(), 0U);
  const Bytes packed = samples::safetensors("{" + entry("q", "F4", "[3,2]", 0, 3) + "}", Bytes(3));
  EXPECT_EQ(parse_safetensors(packed, "").at(0).bytes.size(), 3U);
  const Bytes backwards = samples::safetensors(
      "{" + entry("b", "U8", "[2]", 1, 3) + "," + entry("a\\n\\u00e9", "U8", "[1]", 0, 1) + "}", Bytes(3));
  EXPECT_EQ(parse_safetensors(backwards, "").at(1).name, "a\n\u00e9");
}

TEST(InputSafetensors, ReadsFilesThatAlsoHoldWhatCannotBeUsed) {
  const std::string entries = entry("a", "F32", "[2]", 0, 8) + "," + entry("none", "F32", "[2,0]", 8, 8) +
                              "," + entry("w", "C128\\n", "[1]", 8, 24) + "," +
                              entry("b", "U8", "[1]", 24, 25);
  const Bytes file = samples::safetensors("{" + entries + "}", Bytes(25));
  const std::vector<Tensor> tensors = parse_safetensors(file, "");
  ASSERT_EQ(tensors.size(), 4U);
  EXPECT_EQ(tensors[0].refusal, "");
  EXPECT_EQ(tensors[1].refusal, "shape [2, 0] has an axis of length zero");
  EXPECT_EQ(tensors[2].refusal, R"(dtype "C128\x0a" is unknown)");
  EXPECT_EQ(tensors[2].bytes.size(), 16U);
  EXPECT_EQ(tensors[3].refusal, "");
  EXPECT_TRUE(tensors[1].bytes.empty());
}

TEST(InputSafetensors, ChecksThePlacesOfWhatCannotBeUsed) {
  EXPECT_EQ(layout_error(entry("a", "F32", "[0]", 0, 4), 4),
            R"(s.safetensors: tensor "a": data_offsets [0, 4] hold 4 bytes, but shape [0] of F32 needs 0)");
  EXPECT_EQ(layout_error(entry("a", "F31", "[1]", 0, 5), 4),
            R"(s.safetensors: tensor "a": data_offsets [0, 5] go past the end of the data (4 bytes))");
  EXPECT_EQ(layout_error(entry("a", "F32", "[1]", 0, 4) + "," + entry("b", "F31", "[1]", 2, 6), 6),
            R"(s.safetensors: tensor "b": its data overlap those of "a")");
  EXPECT_EQ(layout_error(entry("a", "F32", "[1]", 0, 4) + "," + entry("b", "F32", "[0]", 2, 2), 4),
            R"(s.safetensors: tensor "b": its data overlap those of "a")");
}

TEST(InputSafetensors, RefusesBadFraming) {
  EXPECT_EQ(error({}), "s.safetensors: is too short for a .safetensors header length");
  EXPECT_EQ(error(Bytes(7)), "s.safetensors: is too short for a .safetensors header length");
  EXPECT_EQ(error(integer(3, 8) + samples::bytes_of("{}")),
            "s.safetensors: header of 3 bytes is longer than the file (2 bytes left)");
  EXPECT_EQ(error(integer(100'000'001, 8) + Bytes(10)),
            "s.safetensors: header of 100000001 bytes is longer than 100000000 bytes");
  EXPECT_EQ(error(integer(~std::uint64_t{0}, 8) + Bytes(10)),
            "s.safetensors: header of 18446744073709551615 bytes is longer than 100000000 bytes");
  EXPECT_EQ(error(integer(~std::uint64_t{0} - 7, 8)),
            "s.safetensors: header of 18446744073709551608 bytes is longer than 100000000 bytes");
}

TEST(InputSafetensors, RefusesHolesOverlapsAndRests) {
  const std::string a = entry("a", "F32", "[2]", 0, 8);
  EXPECT_EQ(layout_error(a + "," + entry("b", "F32", "[1]", 4, 8), 8),
            R"(s.safetensors: tensor "b": its data overlap those of "a")");
  EXPECT_EQ(layout_error(a + "," + entry("b", "F32", "[2]", 0, 8), 8).find("s.safetensors: tensor "), 0U);
  EXPECT_EQ(layout_error(a + "," + entry("b", "F32", "[1]", 12, 16), 16),
            R"(s.safetensors: tensor "b": a hole of 4 bytes lies before its data)");
  EXPECT_EQ(layout_error(entry("a", "F32", "[1]", 1, 5), 5),
            R"(s.safetensors: tensor "a": a hole of 1 bytes lies before its data)");
  EXPECT_EQ(layout_error(a, 9), "s.safetensors: the last 1 bytes belong to no tensor");
  EXPECT_EQ(layout_error("", 3), "s.safetensors: the last 3 bytes belong to no tensor");
}

TEST(InputSafetensors, RefusesOffsetsThatDoNotFit) {
  EXPECT_EQ(layout_error(entry("a", "F32", "[2]", 0, 8), 7),
            R"(s.safetensors: tensor "a": data_offsets [0, 8] go past the end of the data (7 bytes))");
  EXPECT_EQ(layout_error(entry("a", "F32", "[2]", 8, 0), 8),
            R"(s.safetensors: tensor "a": data_offsets [8, 0] run backwards)");
  EXPECT_EQ(
      layout_error(entry("a", "F32", "[2]", ~std::size_t{0} - 7, ~std::size_t{0}), 8),
      R"(s.safetensors: tensor "a": data_offsets [18446744073709551608, 18446744073709551615] go past the end )"
      "of the data (8 bytes)");
  EXPECT_EQ(layout_error(entry("a", "F32", "[2]", 0, 4), 4),
            R"(s.safetensors: tensor "a": data_offsets [0, 4] hold 4 bytes, but shape [2] of F32 needs 8)");
  EXPECT_EQ(layout_error(entry("a", "BF16", "[2]", 0, 8), 8),
            R"(s.safetensors: tensor "a": data_offsets [0, 8] hold 8 bytes, but shape [2] of BF16 needs 4)");
}

TEST(InputSafetensors, RefusesShapesWithoutSize) {
  EXPECT_EQ(layout_error(entry("a", "F32", "[4294967296,4294967296]", 0, 8), 8),
            R"(s.safetensors: tensor "a": shape [4294967296, 4294967296] of dtype F32 overflows)");
  EXPECT_EQ(layout_error(entry("a", "U8", "[18446744073709551615]", 0, 8), 8),
            R"(s.safetensors: tensor "a": shape [18446744073709551615] of dtype U8 overflows)");
  EXPECT_EQ(layout_error(entry("a", "F6_E3M2", "[3]", 0, 2), 2),
            R"(s.safetensors: tensor "a": shape [3] of dtype F6_E3M2 overflows or ends within a byte)");
}

} // namespace
} // namespace tailmass::verify::input
