// Conversion to double, held to the definition of each format by std::ldexp, which shares nothing with it.
#include "verify/input/dtype.hpp"

#include "verify/tests/input/samples.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace tailmass::verify::input {
namespace {

// The value of a binary interchange format of 16 bits: (-1)^s 2^(e - bias) (1 + m / 2^p), with gradual
// underflow.
double by_definition(unsigned bits, int fraction_bits) {
  const int exponent_bits = 15 - fraction_bits;
  const int bias = (1 << (exponent_bits - 1)) - 1;
  const int exponent = static_cast<int>(bits >> fraction_bits) & ((1 << exponent_bits) - 1);
  const int fraction = static_cast<int>(bits) & ((1 << fraction_bits) - 1);
  double magnitude = 0;
  if (exponent == (1 << exponent_bits) - 1)
    magnitude = fraction == 0 ? std::numeric_limits<double>::infinity() : std::nan("");
  else if (exponent == 0)
    magnitude = std::ldexp(fraction, 1 - bias - fraction_bits);
  else
    magnitude = std::ldexp((1 << fraction_bits) + fraction, exponent - bias - fraction_bits);
  return std::copysign(magnitude, (bits & 0x8000) != 0 ? -1.0 : 1.0);
}

bool same(double a, double b) {
  return (std::isnan(a) && std::isnan(b)) ||
         std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

double element(DType dtype, const samples::Bytes& bytes) {
  double value = 0;
  elements_to_double(dtype, bytes.data(), {&value, 1});
  return value;
}

TEST(InputDType, ConvertsEveryHalf) {
  for (unsigned bits = 0; bits < 0x10000; ++bits) {
    const double expected = by_definition(bits, 10);
    ASSERT_TRUE(same(half_to_double(static_cast<std::uint16_t>(bits)), expected)) << std::hex << bits;
    ASSERT_TRUE(same(element(DType::F16, samples::integer(bits, 2)), expected)) << std::hex << bits;
  }
}

TEST(InputDType, ConvertsEveryBfloat16) {
  for (unsigned bits = 0; bits < 0x10000; ++bits) {
    const double expected = by_definition(bits, 7);
    ASSERT_TRUE(same(bfloat16_to_double(static_cast<std::uint16_t>(bits)), expected)) << std::hex << bits;
    ASSERT_TRUE(same(element(DType::BF16, samples::integer(bits, 2)), expected)) << std::hex << bits;
  }
}

// The numbers of the four tables of 8 bits as their makers give them: fraction bits, bias, the codes of NaN
// and of infinity beside the sign, and the largest number.
struct Octets {
  DType dtype;
  int fraction_bits;
  int bias;
  bool (*is_nan)(unsigned code);
  bool (*is_infinite)(unsigned code);
  double largest;
  double smallest;
};

TEST(InputDType, ConvertsEveryOctet) {
  const auto none = [](unsigned) { return false; };
  const auto in_place_of_minus_zero = [](unsigned code) { return code == 0x80; };
  const Octets all[] = {
      {DType::F8E4M3, 3, 7, [](unsigned code) { return code == 0x7F || code == 0xFF; }, none, 448, 0x1p-9},
      {DType::F8E5M2, 2, 15, [](unsigned code) { return (code & 0x7F) > 0x7C; },
       [](unsigned code) { return (code & 0x7F) == 0x7C; }, 57344, 0x1p-16},
      {DType::F8E4M3Fnuz, 3, 8, in_place_of_minus_zero, none, 240, 0x1p-10},
      {DType::F8E5M2Fnuz, 2, 16, in_place_of_minus_zero, none, 57344, 0x1p-17}};
  for (const Octets& format : all) {
    double largest = 0;
    double smallest = 1;
    for (unsigned code = 0; code < 256; ++code) {
      const double value = element(format.dtype, samples::integer(code, 1));
      const double sign = code < 0x80 ? 1.0 : -1.0;
      const int exponent = static_cast<int>(code & 0x7F) >> format.fraction_bits;
      const int fraction = static_cast<int>(code) & ((1 << format.fraction_bits) - 1);
      const int whole = exponent == 0 ? fraction : (1 << format.fraction_bits) + fraction;
      double expected = std::ldexp(whole, std::max(exponent, 1) - format.bias - format.fraction_bits);
      if (format.is_infinite(code))
        expected = std::numeric_limits<double>::infinity();
      expected = format.is_nan(code) ? std::nan("") : std::copysign(expected, sign);
      ASSERT_TRUE(same(value, expected)) << dtype_name(format.dtype) << " " << code << " gave " << value;
      if (std::isfinite(value)) {
        largest = std::max(largest, value);
        smallest = value > 0 ? std::min(smallest, value) : smallest;
      }
    }
    EXPECT_EQ(largest, format.largest) << dtype_name(format.dtype);
    EXPECT_EQ(smallest, format.smallest) << dtype_name(format.dtype);
  }
}

TEST(InputDType, ConvertsSmallIntegers) {
  for (int value = -128; value < 128; ++value)
    EXPECT_EQ(element(DType::I8, samples::integer(static_cast<unsigned>(value) & 0xFF, 1)), value);
}

TEST(InputDType, ConvertsKnownValues) {
  EXPECT_EQ(half_to_double(0x3C00), 1.0);
  EXPECT_EQ(half_to_double(0x7BFF), 65504.0);
  EXPECT_EQ(half_to_double(0x0001), 0x1p-24);
  EXPECT_EQ(half_to_double(0x03FF), 0x3FFp-24);
  EXPECT_EQ(half_to_double(0xFC00), -std::numeric_limits<double>::infinity());
  EXPECT_EQ(bfloat16_to_double(0xBF80), -1.0);
  EXPECT_EQ(bfloat16_to_double(0x0001), 0x1p-133);
  EXPECT_EQ(bfloat16_to_double(0x7F7F), 0x1.FEp127);
}

TEST(InputDType, ConvertsSinglesAndDoublesExactly) {
  using Single = std::numeric_limits<float>;
  for (const float value : {0.0F, -0.0F, 1.5F, -3.25e-20F, Single::denorm_min(), Single::min(), Single::max(),
                            -Single::infinity(), Single::quiet_NaN()})
    EXPECT_TRUE(same(element(DType::F32, samples::bytes_of(std::vector<float>{value})), double{value}))
        << value;
  using Double = std::numeric_limits<double>;
  for (const double value : {0.0, -0.0, 0.1, -1e300, Double::denorm_min(), Double::min(), Double::max(),
                             -Double::infinity(), Double::quiet_NaN()})
    EXPECT_TRUE(same(element(DType::F64, samples::bytes_of(std::vector<double>{value})), value)) << value;
}

TEST(InputDType, ReadsLittleEndian) {
  EXPECT_EQ(element(DType::F64, samples::integer(0x4009'21FB'5444'2D18, 8)), 0x1.921fb54442d18p1);
  EXPECT_EQ(element(DType::F32, samples::integer(0x4049'0FDB, 4)), 0x1.921fb6p1);
}

TEST(InputDType, KnowsEveryNameAndSize) {
  const std::vector<std::pair<std::string, std::size_t>> known = {
      {"F64", 64},    {"F32", 32},    {"F16", 16},        {"BF16", 16},   {"I64", 64},        {"I32", 32},
      {"I16", 16},    {"I8", 8},      {"U64", 64},        {"U32", 32},    {"U16", 16},        {"U8", 8},
      {"BOOL", 8},    {"F8_E4M3", 8}, {"F8_E5M2", 8},     {"F8_E8M0", 8}, {"F8_E4M3FNUZ", 8}, {"F6_E2M3", 6},
      {"F6_E3M2", 6}, {"F4", 4},      {"F8_E5M2FNUZ", 8}, {"C64", 64}};
  for (const auto& [name, bits] : known) {
    const DType dtype = dtype_named(name);
    ASSERT_NE(dtype, DType::Unknown) << name;
    EXPECT_EQ(dtype_name(dtype), name);
    EXPECT_EQ(dtype_bits(dtype), bits) << name;
    const bool octet = name.starts_with("F8_E4M3") || name.starts_with("F8_E5M2");
    EXPECT_EQ(is_floating(dtype), octet || name == "F64" || name == "F32" || name == "F16" || name == "BF16")
        << name;
    EXPECT_EQ(is_quantised(dtype), octet || name == "I8") << name;
  }
  for (const char* name : {"", "f32", "F32 ", "F128", "F8", "bool"})
    EXPECT_EQ(dtype_named(name), DType::Unknown) << name;
}

TEST(InputDType, ReadsIntegersExactly) {
  const auto read = [](DType dtype, std::uint64_t bits) {
    Integer value;
    elements_to_integers(dtype, samples::integer(bits, dtype_bits(dtype) / 8).data(), {&value, 1});
    return value;
  };
  constexpr std::uint64_t ones = 0xFFFF'FFFF'FFFF'FFFF;
  for (const DType dtype : {DType::I8, DType::I16, DType::I32, DType::I64}) {
    const std::uint64_t least = std::uint64_t{1} << (dtype_bits(dtype) - 1);
    EXPECT_TRUE(read(dtype, ones).negative);
    EXPECT_EQ(read(dtype, ones).magnitude, 1U);
    EXPECT_TRUE(read(dtype, least).negative);
    EXPECT_EQ(read(dtype, least).magnitude, least);
    EXPECT_FALSE(read(dtype, least - 1).negative);
    EXPECT_EQ(read(dtype, least - 1).magnitude, least - 1);
  }
  for (const DType dtype : {DType::U8, DType::U16, DType::U32, DType::U64}) {
    EXPECT_FALSE(read(dtype, ones).negative);
    EXPECT_EQ(read(dtype, ones).magnitude, ones >> (64 - dtype_bits(dtype)));
    EXPECT_EQ(read(dtype, 0).magnitude, 0U);
  }
  EXPECT_EQ(samples::error_of([&] { read(DType::F32, 0); }),
            "dtype F32 is not an integer (I8 to I64 or U8 to U64)");
  EXPECT_EQ(samples::error_of([&] { read(DType::Bool, 0); }),
            "dtype BOOL is not an integer (I8 to I64 or U8 to U64)");
}

TEST(InputDType, RefusesToReadOthersByName) {
  for (const char* name : {"I64", "U8", "BOOL", "F8_E8M0", "F4", "C64"})
    EXPECT_EQ(samples::error_of([&] { element(dtype_named(name), samples::integer(0, 8)); }),
              std::string("dtype ") + name + " is not floating (F64, F32, F16, BF16, F8_E4M3 or F8_E5M2)");
}

} // namespace
} // namespace tailmass::verify::input
