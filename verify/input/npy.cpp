// Framing, dtype and size checks of a .npy file.
#include "verify/input/npy.hpp"

#include "verify/input/input_error.hpp"
#include "verify/input/npy_header.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace tailmass::verify::input {
namespace {

constexpr std::string_view magic = "\x93NUMPY";

std::string_view as_text(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// The header's text and the data after it.
struct Parts {
  std::string_view header;
  std::span<const std::byte> data;
};

Parts split(std::span<const std::byte> content, const InputPlace& place) {
  if (!is_npy(content))
    throw InputError(place, "does not start with the magic of a .npy file");
  if (content.size() < magic.size() + 2)
    throw InputError(place, "is truncated in its .npy version");
  const auto major = std::to_integer<unsigned>(content[magic.size()]);
  const auto minor = std::to_integer<unsigned>(content[magic.size() + 1]);
  if (major < 1 || major > 3 || minor != 0)
    throw InputError(place, fmt::format("has unknown .npy version {}.{}", major, minor));
  const std::span<const std::byte> rest = content.subspan(magic.size() + 2);
  const std::size_t length_bytes = major == 1 ? 2 : 4;
  if (rest.size() < length_bytes)
    throw InputError(place, "is truncated in its .npy header length");
  std::size_t length = 0;
  for (std::size_t i = 0; i < length_bytes; ++i)
    length |= std::to_integer<std::size_t>(rest[i]) << (8 * i);
  const std::span<const std::byte> body = rest.subspan(length_bytes);
  if (length > body.size())
    throw InputError(place, fmt::format(".npy header of {} bytes is longer than the file ({} bytes left)",
                                        length, body.size()));
  return {as_text(body.first(length)), body.subspan(length)};
}

std::string_view kind(std::string_view descr) {
  if (descr.size() < 2)
    return "unknown";
  if (descr[0] == '>')
    return "big-endian; save it with astype('<..')";
  switch (descr[1]) {
  case 'O':
    return "object array (pickled Python objects)";
  case 'c':
    return "complex";
  case 'V':
    return "raw bytes (what NumPy makes of bfloat16 and float8; use .safetensors)";
  case 'f':
    return descr == "<f16" || descr == "<f12" ? "long double; save it as float64"
                                              : "unsupported floating-point";
  default:
    return "unsupported";
  }
}

DType dtype_of(std::string_view descr, const InputPlace& place) {
  constexpr std::pair<std::string_view, DType> readable[] = {
      {"<f8", DType::F64}, {"<f4", DType::F32}, {"<f2", DType::F16}, {"<i8", DType::I64},
      {"<i4", DType::I32}, {"<i2", DType::I16}, {"|i1", DType::I8},  {"<u8", DType::U64},
      {"<u4", DType::U32}, {"<u2", DType::U16}, {"|u1", DType::U8},  {"|b1", DType::Bool}};
  for (const auto& [name, dtype] : readable)
    if (descr == name)
      return dtype;
  throw InputError(place, fmt::format("dtype {} is {}; only <f8, <f4, <f2, integers and booleans can be read",
                                      in_quotes(descr), kind(descr)));
}

} // namespace

bool is_npy(std::span<const std::byte> content) {
  return as_text(content).starts_with(magic);
}

Tensor parse_npy(std::span<const std::byte> content, const std::string& file, std::string name) {
  const InputPlace place{file};
  const Parts parts = split(content, place);
  NpyHeader header = parse_npy_header(parts.header, file);
  const DType dtype = dtype_of(header.descr, place);
  const std::string shape = shape_text(header.shape);
  if (std::find(header.shape.begin(), header.shape.end(), 0) != header.shape.end())
    throw InputError(place, fmt::format("shape {} has an axis of length zero", shape));
  if (header.fortran_order && header.shape.size() > 1)
    throw InputError(place, fmt::format("shape {} is in Fortran order; save it in C order", shape));
  const std::optional<std::size_t> size = byte_size(dtype, header.shape);
  if (!size)
    throw InputError(place, size_fault(dtype, header.shape));
  if (parts.data.size() < *size)
    throw InputError(place, fmt::format("is truncated: shape {} of {} needs {} bytes of data, it has {}",
                                        shape, header.descr, *size, parts.data.size()));
  if (parts.data.size() > *size)
    throw InputError(place, fmt::format("has {} trailing bytes after its data", parts.data.size() - *size));
  return {std::move(name), dtype, std::move(header.shape), parts.data};
}

} // namespace tailmass::verify::input
