// Headers of .safetensors files that are not what the format asks, one fault each.
#include "verify/input/safetensors_header.hpp"

#include "verify/tests/input/samples.hpp"

#include <gtest/gtest.h>

namespace tailmass::verify::input {
namespace {

std::string error(const std::string& header) {
  return samples::error_of([&] { parse_safetensors_header(header, "s.safetensors"); });
}

// Error of a header whose tensor "a" has this as its entry.
std::string entry_error(const std::string& entry) {
  return error(R"({"a":)" + entry + "}");
}

const std::string file = "s.safetensors: ";
const std::string tensor_a = R"(s.safetensors: tensor "a": )";

TEST(InputSafetensorsHeader, ReadsEntriesInAnyOrderOfKeys) {
  const auto [entries, metadata] = parse_safetensors_header(
      R"({"a":{"data_offsets":[ 3 , 7 ],"shape":[],"dtype":"I32"},"__metadata__":{"x":"y","":""}} )"
      "\n",
      "");
  const std::map<std::string, std::string, std::less<>> expected{{"", ""}, {"x", "y"}};
  EXPECT_EQ(metadata, expected);
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].name, "a");
  EXPECT_EQ(entries[0].dtype, "I32");
  EXPECT_TRUE(entries[0].shape.empty());
  EXPECT_EQ(entries[0].begin, 3U);
  EXPECT_EQ(entries[0].end, 7U);
}

TEST(InputSafetensorsHeader, RefusesWhatIsNotJson) {
  EXPECT_EQ(error(""), file + "header does not start with '{'");
  EXPECT_EQ(error("[]"), file + "header does not start with '{'");
  EXPECT_EQ(error(" {}"), file + "header does not start with '{'");
  EXPECT_EQ(error("\xEF\xBB\xBF{}"), file + "header does not start with '{'");
  EXPECT_EQ(error(std::string("{}\0{", 4)), file + "header has a NUL character");
  for (const char* text : {"{", "{}}", "{} x", "{'a':1}", "{\"a\"}", "{\"a\":}", "{,}",
                           "{\"__metadata__\":{},}", "{/**/}", "{\"a\":NaN}", "{\"a\":tru}"})
    EXPECT_EQ(error(text).find(file + "header is not JSON at byte "), 0U) << error(text);
  EXPECT_EQ(error("{} x"),
            file + "header is not JSON at byte 4: syntax error while parsing value - invalid literal; "
                   "last read: '{} x'; expected end of input");
}

TEST(InputSafetensorsHeader, RefusesBadText) {
  EXPECT_NE(error("{\"a\xff\":1}").find("ill-formed UTF-8 byte; last read: '\"a\\xff'"), std::string::npos)
      << error("{\"a\xff\":1}");
  EXPECT_NE(error("{\"\xC0\xAF\":1}").find("ill-formed UTF-8"), std::string::npos);
  EXPECT_NE(error("{\"\xED\xA0\x80\":1}").find("ill-formed UTF-8"), std::string::npos);
  EXPECT_NE(error(R"({"\ud800":1})").find("surrogate"), std::string::npos);
  EXPECT_NE(error("{\"a\nb\":1}").find("control character"), std::string::npos);
  EXPECT_EQ(error("{\"a\nb\":1}").find('\n'), std::string::npos);
}

TEST(InputSafetensorsHeader, RefusesKeysTwice) {
  const std::string good = R"({"dtype":"U8","shape":[1],"data_offsets":[0,1]})";
  EXPECT_EQ(error(R"({"a":)" + good + R"(,"a":)" + good + "}"),
            file + R"(key "a" appears twice in the header)");
  EXPECT_EQ(error(R"({"a":)" + good + R"(,"\u0061":)" + good + "}"),
            file + R"(key "a" appears twice in the header)");
  EXPECT_EQ(error(R"({"__metadata__":{},"__metadata__":{}})"),
            file + R"(key "__metadata__" appears twice in the header)");
  EXPECT_EQ(error(R"({"__metadata__":{"k":"1","k":"1"}})"),
            file + R"(tensor "__metadata__": key "k" appears twice)");
  EXPECT_EQ(entry_error(R"({"dtype":"U8","dtype":"U8"})"), tensor_a + R"(key "dtype" appears twice)");
  EXPECT_EQ(entry_error(R"({"shape":[1],"shape":[1]})"), tensor_a + R"(key "shape" appears twice)");
  EXPECT_EQ(entry_error(R"({"data_offsets":[0,1],"data_offsets":[0,1]})"),
            tensor_a + R"(key "data_offsets" appears twice)");
}

TEST(InputSafetensorsHeader, RefusesMetadataOtherThanStrings) {
  const std::string metadata = file + R"(tensor "__metadata__": )";
  EXPECT_EQ(error(R"({"__metadata__":null})"), metadata + "must be an object of strings, not null");
  EXPECT_EQ(error(R"({"__metadata__":"x"})"), metadata + "must be an object of strings, not a string");
  EXPECT_EQ(error(R"({"__metadata__":[]})"), metadata + "must be an object of strings, not an array");
  EXPECT_EQ(error(R"({"__metadata__":{"k":1}})"), metadata + "must hold strings only, not a number");
  EXPECT_EQ(error(R"({"__metadata__":{"k":-1}})"), metadata + "must hold strings only, not a number");
  EXPECT_EQ(error(R"({"__metadata__":{"k":{}}})"), metadata + "must hold strings only, not an object");
  EXPECT_EQ(error(R"({"__metadata__":{"k":true}})"), metadata + "must hold strings only, not a boolean");
}

TEST(InputSafetensorsHeader, RefusesOtherEntries) {
  EXPECT_EQ(entry_error("3"), tensor_a + "entry must be an object, not a number");
  EXPECT_EQ(entry_error("[]"), tensor_a + "entry must be an object, not an array");
  EXPECT_EQ(entry_error("null"), tensor_a + "entry must be an object, not null");
  EXPECT_EQ(entry_error("{}"), tensor_a + "the header gives no dtype");
  EXPECT_EQ(entry_error(R"({"dtype":"F32"})"), tensor_a + "the header gives no shape");
  EXPECT_EQ(entry_error(R"({"dtype":"F32","shape":[]})"), tensor_a + "the header gives no data_offsets");
  EXPECT_EQ(entry_error(R"({"dtype":"F32","device":"cpu"})"),
            tensor_a + R"(unknown key "device"; an entry is dtype, shape and data_offsets)");
  EXPECT_EQ(entry_error(R"({"dtype":32})"), tensor_a + "dtype must be a string, not a number");
  EXPECT_EQ(entry_error(R"({"dtype":["F32"]})"), tensor_a + "dtype must be a string, not an array");
}

TEST(InputSafetensorsHeader, RefusesOtherShapes) {
  const auto shape_error = [](const std::string& shape) { return entry_error(R"({"shape":)" + shape + "}"); };
  EXPECT_EQ(shape_error("3"), tensor_a + "shape must be an array, not a number");
  EXPECT_EQ(shape_error("-3"), tensor_a + "shape must be an array, not a number");
  EXPECT_EQ(shape_error("[-3]"), tensor_a + "shape has a negative axis, -3");
  EXPECT_EQ(shape_error("[3.0]"), tensor_a + "shape has 3.0, which is not a 64-bit integer");
  EXPECT_EQ(shape_error("[1e2]"), tensor_a + "shape has 1e2, which is not a 64-bit integer");
  EXPECT_EQ(shape_error("[18446744073709551616]"),
            tensor_a + "shape has 18446744073709551616, which is not a 64-bit integer");
  EXPECT_EQ(shape_error("[-9223372036854775809]"),
            tensor_a + "shape has -9223372036854775809, which is not a 64-bit integer");
  EXPECT_EQ(shape_error("[\"3\"]"), tensor_a + "shape must hold integers, not a string");
  EXPECT_EQ(shape_error("[[3]]"), tensor_a + "shape must hold integers, not an array");
  EXPECT_EQ(shape_error("[null]"), tensor_a + "shape must hold integers, not null");
  EXPECT_NE(shape_error("[1e999]").find("header is not JSON"), std::string::npos);
  EXPECT_NE(shape_error("[" + std::string(400, '9') + "]").find("number overflow"), std::string::npos);
  std::string ones = "1";
  for (int i = 1; i < 65; ++i)
    ones += ",1";
  EXPECT_EQ(shape_error("[" + ones + "]"), tensor_a + "shape has more than 64 axes");
}

TEST(InputSafetensorsHeader, RefusesOtherOffsets) {
  const auto offset_error = [](const std::string& pair) {
    return entry_error(R"({"data_offsets":)" + pair + "}");
  };
  EXPECT_EQ(offset_error("{}"), tensor_a + "data_offsets must be an array, not an object");
  EXPECT_EQ(offset_error("[]"), tensor_a + "data_offsets must be two integers");
  EXPECT_EQ(offset_error("[0]"), tensor_a + "data_offsets must be two integers");
  EXPECT_EQ(offset_error("[0,1,2]"), tensor_a + "data_offsets must be two integers");
  EXPECT_EQ(offset_error("[-1,1]"), tensor_a + "data_offsets has a negative offset, -1");
  EXPECT_EQ(offset_error("[0,1.5]"), tensor_a + "data_offsets has 1.5, which is not a 64-bit integer");
  EXPECT_EQ(offset_error("[0,false]"), tensor_a + "data_offsets must hold integers, not a boolean");
}

TEST(InputSafetensorsHeader, SurvivesDeepNesting) {
  const std::size_t depth = 10'000'000;
  EXPECT_EQ(entry_error(R"({"shape":)" + std::string(depth, '[')),
            tensor_a + "shape must hold integers, not an array");
  std::string objects;
  for (std::size_t i = 0; i < depth / 10; ++i)
    objects += R"({"a":)";
  EXPECT_EQ(error(objects), tensor_a + R"(unknown key "a"; an entry is dtype, shape and data_offsets)");
}

} // namespace
} // namespace tailmass::verify::input
