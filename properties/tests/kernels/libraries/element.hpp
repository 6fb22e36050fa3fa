// Elements of the formats of a test's kernel, by arithmetic of its own.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>

struct Half {
  std::uint16_t bits;
};
struct Bfloat16 {
  std::uint16_t bits;
};

inline float number(float x) {
  return x;
}
inline double number(double x) {
  return x;
}
inline float number(Bfloat16 x) {
  const std::uint32_t wide = static_cast<std::uint32_t>(x.bits) << 16U;
  float result = 0;
  std::memcpy(&result, &wide, sizeof result);
  return result;
}
inline float number(Half x) {
  const int exponent = (x.bits >> 10U) & 31U, mantissa = x.bits & 1023U;
  const float size = exponent == 31  ? (mantissa == 0 ? INFINITY : NAN)
                     : exponent == 0 ? std::ldexp(static_cast<float>(mantissa), -24)
                                     : std::ldexp(static_cast<float>(1024 + mantissa), exponent - 25);
  return (x.bits & 0x8000U) != 0 ? -size : size;
}

template <class T>
T element(double x) {
  return static_cast<T>(x);
}
template <>
inline Bfloat16 element<Bfloat16>(double x) {
  const float narrow = static_cast<float>(x);
  std::uint32_t bits = 0;
  std::memcpy(&bits, &narrow, sizeof bits);
  return {static_cast<std::uint16_t>((bits + 0x7FFFU + ((bits >> 16U) & 1U)) >> 16U)};
}
template <>
inline Half element<Half>(double x) {
  const std::uint16_t sign = std::signbit(x) ? 0x8000U : 0U;
  const double size = std::abs(x);
  if (size >= 65520)
    return {static_cast<std::uint16_t>(sign | 0x7C00U)};
  const int exponent = size < 0x1p-14 ? -14 : std::ilogb(size);
  const auto steps = static_cast<int>(std::nearbyint(std::ldexp(size, 10 - exponent))); // may carry
  return {static_cast<std::uint16_t>(sign | (steps + ((exponent + 14) << 10)))};
}
