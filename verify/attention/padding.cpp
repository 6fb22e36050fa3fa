// Each convention of padding.
#include "verify/attention/padding.hpp"

#include <cstdint>

namespace tailmass::verify::attention {

namespace {

using Padding = Declarations::Padding;

std::uint64_t largest_of(input::DType dtype) {
  const std::uint64_t all = ~std::uint64_t{0} >> (64 - input::dtype_bits(dtype));
  return input::is_unsigned(dtype) ? all : all >> 1;
}

/// Whether an index is padding, which no key of the row is; 0 is told by what came before it.
bool is_padding(const input::Integer& index, std::size_t n, Padding padding, input::DType dtype) {
  const bool beyond = !index.negative && index.magnitude >= n;
  switch (padding) {
  case Padding::minus_one:
    return index.negative ? index.magnitude == 1
                          : beyond && input::is_unsigned(dtype) && index.magnitude == largest_of(dtype);
  case Padding::key_count:
    return beyond && index.magnitude == n;
  case Padding::largest:
    return beyond && index.magnitude == largest_of(dtype);
  case Padding::zero:
    return false;
  }
  return false;
}

} // namespace

std::vector<bool> padding_among(std::span<const input::Integer> indices, std::size_t n, bool zero_visible,
                                Padding padding, input::DType dtype) {
  std::vector<bool> found;
  bool names_a_key = zero_visible; // the next 0
  for (const input::Integer& index : indices) {
    const bool zero = index.magnitude == 0;
    found.push_back(padding == Padding::zero ? zero && !names_a_key : is_padding(index, n, padding, dtype));
    names_a_key = names_a_key && !zero;
  }
  return found;
}

} // namespace tailmass::verify::attention
