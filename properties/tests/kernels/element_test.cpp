// Rounding to a kernel's formats, against the reader of their elements.
#include "properties/kernels/element.hpp"

#include <array>
#include <cmath>
#include <cstring>
#include <gtest/gtest.h>
#include <limits>

namespace tailmass::properties::kernels {
namespace {

using verify::input::DType;

double read(DType dtype, double x) {
  std::array<std::byte, 8> bytes{};
  elements_from_double(dtype, std::span(&x, 1), bytes.data());
  double back = 0;
  verify::input::elements_to_double(dtype, bytes.data(), std::span(&back, 1));
  return back;
}

TEST(KernelElement, EveryNumberOfSixteenBitsIsItselfAndItsNeighboursMeetInTheMiddle) {
  for (const DType dtype : {DType::F16, DType::BF16}) {
    double last = -std::numeric_limits<double>::infinity();
    const std::uint16_t infinite = dtype == DType::F16 ? 0x7C00 : 0x7F80;
    for (std::uint16_t bits = 0; bits < infinite; ++bits) {
      const double x =
          dtype == DType::F16 ? verify::input::half_to_double(bits) : verify::input::bfloat16_to_double(bits);
      ASSERT_EQ(rounded_to(dtype, x), x) << bits;
      ASSERT_EQ(read(dtype, x), x) << bits;
      ASSERT_EQ(read(dtype, -x), -x) << bits;
      if (bits > 0) {
        const double middle = (last + x) / 2, even = bits % 2 == 0 ? x : last;
        ASSERT_EQ(rounded_to(dtype, middle), even) << bits;
        ASSERT_EQ(rounded_to(dtype, std::nextafter(middle, x)), x) << bits;
        ASSERT_EQ(rounded_to(dtype, std::nextafter(middle, last)), last) << bits;
      }
      last = x;
    }
    EXPECT_EQ(last, largest_of(dtype));
  }
}

TEST(KernelElement, RoundsToFloatAsTheProcessorDoes) {
  for (double x = 1e-50; x < 1e38; x *= 1.37)
    ASSERT_EQ(rounded_to(DType::F32, x), static_cast<double>(static_cast<float>(x))) << x;
  EXPECT_EQ(largest_of(DType::F32), static_cast<double>(std::numeric_limits<float>::max()));
  EXPECT_EQ(largest_of(DType::F64), std::numeric_limits<double>::max());
  EXPECT_EQ(read(DType::F64, 0.1), 0.1);
}

TEST(KernelElement, WhatIsBeyondTheFormatIsInfinite) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(rounded_to(DType::F16, 65520), infinity);
  EXPECT_EQ(rounded_to(DType::F16, 65519), 65504);
  EXPECT_EQ(rounded_to(DType::BF16, -3.4e38), -infinity);
  EXPECT_EQ(read(DType::F16, -infinity), -infinity);
  EXPECT_EQ(read(DType::BF16, -infinity), -infinity);
}

} // namespace
} // namespace tailmass::properties::kernels
