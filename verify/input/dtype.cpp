// Names, sizes and exact conversion of element types.
#include "verify/input/dtype.hpp"

#include "verify/input/input_error.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>

namespace tailmass::verify::input {
namespace {

static_assert(std::endian::native == std::endian::little, "files are little-endian and loaded as they are");
static_assert(std::numeric_limits<double>::is_iec559 && std::numeric_limits<float>::is_iec559);

struct Entry {
  DType dtype;
  std::string_view name;
  std::size_t bits;
};

// In the order of the enumeration, which indexes it.
constexpr std::array<Entry, 23> entries = {{{DType::F64, "F64", 64},
                                            {DType::F32, "F32", 32},
                                            {DType::F16, "F16", 16},
                                            {DType::BF16, "BF16", 16},
                                            {DType::I64, "I64", 64},
                                            {DType::I32, "I32", 32},
                                            {DType::I16, "I16", 16},
                                            {DType::I8, "I8", 8},
                                            {DType::U64, "U64", 64},
                                            {DType::U32, "U32", 32},
                                            {DType::U16, "U16", 16},
                                            {DType::U8, "U8", 8},
                                            {DType::Bool, "BOOL", 8},
                                            {DType::F8E4M3, "F8_E4M3", 8},
                                            {DType::F8E5M2, "F8_E5M2", 8},
                                            {DType::F8E8M0, "F8_E8M0", 8},
                                            {DType::F8E4M3Fnuz, "F8_E4M3FNUZ", 8},
                                            {DType::F8E5M2Fnuz, "F8_E5M2FNUZ", 8},
                                            {DType::F6E2M3, "F6_E2M3", 6},
                                            {DType::F6E3M2, "F6_E3M2", 6},
                                            {DType::F4, "F4", 4},
                                            {DType::C64, "C64", 64},
                                            {DType::Unknown, "unknown", 0}}};

constexpr bool entries_in_order() {
  for (std::size_t i = 0; i < entries.size(); ++i)
    if (static_cast<std::size_t>(entries[i].dtype) != i)
      return false;
  return static_cast<std::size_t>(DType::Unknown) + 1 == entries.size();
}
static_assert(entries_in_order());

const Entry& entry(DType dtype) {
  return entries[static_cast<std::size_t>(dtype)];
}

/// A floating-point format of 8 bits, and what its largest exponent holds.
struct Octet {
  unsigned fraction_bits;
  int bias;
  enum class Top : std::uint8_t {
    ieee,
    one_nan,
    numbers
  } top; ///< FNUZ forms: numbers, and NaN in place of -0
};

constexpr double power_of_two(int exponent) {
  return std::bit_cast<double>(static_cast<std::uint64_t>(1023 + exponent) << 52);
}

constexpr double value_of(unsigned code, const Octet& format) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  const unsigned magnitude = code & 0x7F;
  const unsigned one = 1U << format.fraction_bits;
  const unsigned fraction = magnitude % one;
  const auto exponent = static_cast<int>(magnitude / one);
  const bool last = magnitude / one == 0x7F / one;
  if (format.top == Octet::Top::numbers ? code == 0x80
                                        : last && fraction >= (format.top == Octet::Top::ieee ? 1U : one - 1))
    return nan;
  const int least =
      1 - format.bias - static_cast<int>(format.fraction_bits); // exponent of the smallest number
  double value =
      exponent == 0 ? fraction * power_of_two(least) : (one + fraction) * power_of_two(least + exponent - 1);
  if (last && format.top == Octet::Top::ieee)
    value = std::numeric_limits<double>::infinity();
  return code < 0x80 ? value : -value;
}

constexpr std::array<double, 256> table_of(const Octet& format) {
  std::array<double, 256> table{};
  for (unsigned code = 0; code < table.size(); ++code)
    table[code] = value_of(code, format);
  return table;
}

constexpr std::array<double, 256> e4m3 = table_of({3, 7, Octet::Top::one_nan});
constexpr std::array<double, 256> e5m2 = table_of({2, 15, Octet::Top::ieee});
constexpr std::array<double, 256> e4m3_fnuz = table_of({3, 8, Octet::Top::numbers});
constexpr std::array<double, 256> e5m2_fnuz = table_of({2, 16, Octet::Top::numbers});

/// The table of a floating type of 8 bits, null for another type.
const std::array<double, 256>* octets(DType dtype) {
  switch (dtype) {
  case DType::F8E4M3:
    return &e4m3;
  case DType::F8E5M2:
    return &e5m2;
  case DType::F8E4M3Fnuz:
    return &e4m3_fnuz;
  case DType::F8E5M2Fnuz:
    return &e5m2_fnuz;
  default:
    return nullptr;
  }
}

// memcpy, because elements lie at any alignment.
template <class Bits, class Value, class Convert>
void convert_each(const std::byte* from, std::span<Value> values, Convert convert) {
  for (Value& value : values) {
    Bits bits;
    std::memcpy(&bits, from, sizeof bits);
    value = convert(bits);
    from += sizeof bits;
  }
}

template <class T>
Integer integer_of(T value) {
  const auto bits = static_cast<std::uint64_t>(+value); // modulo 2^64, so its negation is the magnitude
  return value < T{0} ? Integer{true, std::uint64_t{0} - bits} : Integer{false, bits};
}

} // namespace

std::size_t dtype_bits(DType dtype) {
  return entry(dtype).bits;
}

std::string_view dtype_name(DType dtype) {
  return entry(dtype).name;
}

DType dtype_named(std::string_view name) {
  const auto found =
      std::find_if(entries.begin(), entries.end(), [&](const Entry& e) { return e.name == name; });
  return found == entries.end() ? DType::Unknown : found->dtype;
}

bool is_floating(DType dtype) {
  return dtype <= DType::BF16 || octets(dtype) != nullptr;
}

bool is_quantised(DType dtype) {
  return dtype == DType::I8 || octets(dtype) != nullptr;
}

bool is_integer(DType dtype) {
  return dtype >= DType::I64 && dtype <= DType::U8;
}

bool is_unsigned(DType dtype) {
  return dtype >= DType::U64 && dtype <= DType::U8;
}

double half_to_double(std::uint16_t bits) {
  const std::uint64_t sign = std::uint64_t{bits} >> 15 << 63;
  const std::uint64_t exponent = (std::uint64_t{bits} >> 10) & 0x1F;
  const std::uint64_t mantissa = std::uint64_t{bits} & 0x3FF;
  if (exponent == 0) {
    // Subnormals are whole multiples of 2^-24; all of them are normal doubles.
    const double magnitude = static_cast<double>(mantissa) * 0x1p-24;
    return sign == 0 ? magnitude : -magnitude;
  }
  const std::uint64_t quiet = exponent == 0x1F && mantissa != 0 ? std::uint64_t{1} << 51 : 0;
  const std::uint64_t widened = exponent == 0x1F ? 0x7FF : exponent + (1023 - 15);
  return std::bit_cast<double>(sign | widened << 52 | mantissa << 42 | quiet);
}

double bfloat16_to_double(std::uint16_t bits) {
  return static_cast<double>(std::bit_cast<float>(std::uint32_t{bits} << 16));
}

void elements_to_double(DType dtype, const std::byte* elements, std::span<double> values) {
  if (dtype == DType::F64)
    convert_each<double>(elements, values, [](double value) { return value; });
  else if (dtype == DType::F32)
    convert_each<float>(elements, values, [](float value) { return static_cast<double>(value); });
  else if (dtype == DType::F16)
    convert_each<std::uint16_t>(elements, values, half_to_double);
  else if (dtype == DType::BF16)
    convert_each<std::uint16_t>(elements, values, bfloat16_to_double);
  else if (dtype == DType::I8)
    convert_each<std::int8_t>(elements, values, [](std::int8_t value) { return static_cast<double>(value); });
  else if (const auto* table = octets(dtype))
    convert_each<std::uint8_t>(elements, values, [table](std::uint8_t code) { return (*table)[code]; });
  else
    throw InputError({}, not_floating(dtype));
}

void elements_to_integers(DType dtype, const std::byte* elements, std::span<Integer> values) {
  const auto read = [&]<class T>(T) { convert_each<T>(elements, values, integer_of<T>); };
  switch (dtype) {
  case DType::I64:
    return read(std::int64_t{});
  case DType::I32:
    return read(std::int32_t{});
  case DType::I16:
    return read(std::int16_t{});
  case DType::I8:
    return read(std::int8_t{});
  case DType::U64:
    return read(std::uint64_t{});
  case DType::U32:
    return read(std::uint32_t{});
  case DType::U16:
    return read(std::uint16_t{});
  case DType::U8:
    return read(std::uint8_t{});
  default:
    throw InputError({}, not_integer(dtype));
  }
}

std::string not_integer(DType dtype) {
  return "dtype " + std::string(dtype_name(dtype)) + " is not an integer (I8 to I64 or U8 to U64)";
}

std::string not_floating(DType dtype) {
  return "dtype " + std::string(dtype_name(dtype)) +
         " is not floating (F64, F32, F16, BF16, F8_E4M3 or F8_E5M2)";
}

} // namespace tailmass::verify::input
