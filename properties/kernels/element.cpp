// Rounding to a format, and its bits.
#include "properties/kernels/element.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

namespace tailmass::properties::kernels {

namespace {

using verify::input::DType;

/// What of an IEEE format decides its numbers.
struct Shape {
  int digits;         ///< of a normal number
  int least_exponent; ///< its smallest positive number is 2 to this
  int most_exponent;  ///< all are below 2 to this
};

Shape shape_of(DType dtype) {
  switch (dtype) {
  case DType::F16:
    return {11, -24, 16};
  case DType::BF16:
    return {8, -133, 128};
  case DType::F32:
    return {24, -149, 128};
  default:
    return {53, -1074, 1024};
  }
}

/// The bits of a number of a format of 16 bits.
std::uint16_t bits_of(DType dtype, double x) {
  if (dtype == DType::BF16)
    return static_cast<std::uint16_t>(std::bit_cast<std::uint32_t>(static_cast<float>(x)) >> 16U);
  const std::uint16_t sign = std::signbit(x) ? 0x8000U : 0U;
  const double size = std::abs(x);
  if (std::isinf(x))
    return sign | 0x7C00U;
  constexpr double smallest_normal = 0x1p-14;
  if (size < smallest_normal)
    return static_cast<std::uint16_t>(sign | static_cast<std::uint16_t>(std::ldexp(size, 24)));
  const int exponent = std::ilogb(size);
  const auto mantissa = static_cast<std::uint16_t>(std::ldexp(size, 10 - exponent)); // 1024 .. 2047
  return static_cast<std::uint16_t>(sign | (((exponent + 14) << 10) + mantissa));
}

} // namespace

double rounded_to(DType dtype, double x) {
  if (dtype == DType::F64 || x == 0 || !std::isfinite(x))
    return x;
  const Shape shape = shape_of(dtype);
  const int unit = std::max(std::ilogb(x) + 1 - shape.digits, shape.least_exponent);
  const double rounded = std::ldexp(std::nearbyint(std::ldexp(x, -unit)), unit);
  return std::abs(rounded) < std::ldexp(1, shape.most_exponent)
             ? rounded
             : std::copysign(std::numeric_limits<double>::infinity(), x);
}

double largest_of(DType dtype) {
  const Shape shape = shape_of(dtype);
  return std::ldexp(2 - std::ldexp(1, 1 - shape.digits), shape.most_exponent - 1);
}

std::size_t bytes_of(DType dtype) {
  constexpr std::size_t bits = 8;
  return verify::input::dtype_bits(dtype) / bits;
}

void elements_from_double(DType dtype, std::span<const double> numbers, std::byte* elements) {
  const auto put = [&](auto number) {
    std::memcpy(elements, &number, sizeof number);
    elements += sizeof number;
  };
  for (const double x : numbers)
    if (dtype == DType::F64)
      put(x);
    else if (dtype == DType::F32)
      put(static_cast<float>(x));
    else
      put(bits_of(dtype, x));
}

} // namespace tailmass::properties::kernels
