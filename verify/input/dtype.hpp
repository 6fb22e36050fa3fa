// The element types of tensors, and the exact values of floating-point and of integer elements.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tailmass::verify::input {

/// Every element type that a safetensors file may name. F64 to BF16 and the four F8 of several numbers are
/// read as floating-point input, the integers as indices; the others are known by size, so that a file that
/// also holds them can be checked.
enum class DType : std::uint8_t {
  F64,
  F32,
  F16,
  BF16,
  I64,
  I32,
  I16,
  I8,
  U64,
  U32,
  U16,
  U8,
  Bool,
  F8E4M3, ///< without infinities, NaN of all ones (OCP's "fn")
  F8E5M2, ///< as IEEE formats are
  F8E8M0,
  F8E4M3Fnuz, ///< a bias one higher, NaN in place of -0, no infinities
  F8E5M2Fnuz,
  F6E2M3,
  F6E3M2,
  F4,
  C64,
  Unknown ///< of a name that is none of these
};

/// Bits of one element; F6 and F4 elements are packed, and those of a type that is unknown have none.
std::size_t dtype_bits(DType dtype);

/// Name in a safetensors header, such as "BF16".
std::string_view dtype_name(DType dtype);

/// The type of that name; Unknown if there is none.
DType dtype_named(std::string_view name);

/// Whether elements of this type are read as floating-point input: F64, F32, F16, BF16, F8_E4M3, F8_E5M2,
/// F8_E4M3FNUZ or F8_E5M2FNUZ.
bool is_floating(DType dtype);

/// Whether elements of this type stand for numbers by a scale beside them: I8 and the floating ones of 8
/// bits.
bool is_quantised(DType dtype);

/// Whether elements of this type are read as indices: I8 to I64 and U8 to U64.
bool is_integer(DType dtype);

/// Whether it is an integer without a sign: U8 to U64.
bool is_unsigned(DType dtype);

/// Exact values of an IEEE binary16 and of a bfloat16 given as bits; a NaN gives a quiet NaN.
double half_to_double(std::uint16_t bits);
double bfloat16_to_double(std::uint16_t bits);

/// Fills `values` with the exact values of as many little-endian elements, which need not be aligned.
/// Throws InputError naming the dtype when it is neither floating nor quantised.
void elements_to_double(DType dtype, const std::byte* elements, std::span<double> values);

/// An integer of any of the types: U64 holds more than a signed number of 64 bits can.
struct Integer {
  bool negative = false;
  std::uint64_t magnitude = 0;
};

/// Fills `values` with the exact values of as many little-endian elements, which need not be aligned.
/// Throws InputError naming the dtype when it is not an integer.
void elements_to_integers(DType dtype, const std::byte* elements, std::span<Integer> values);

/// The reason to refuse a dtype as indices, naming it.
std::string not_integer(DType dtype);

/// The reason to refuse a dtype as floating-point input, naming it.
std::string not_floating(DType dtype);

} // namespace tailmass::verify::input
