// Indices that name no key but fill a short head.
#pragma once

#include "verify/attention/declarations.hpp"
#include "verify/input/dtype.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace tailmass::verify::attention {

/// Tells which of the indices, of that type, are padding in a row of n keys. `zero_visible`: whether the
/// row's query sees key 0, which its first index 0 then names.
[[nodiscard]] std::vector<bool> padding_among(std::span<const input::Integer> indices, std::size_t n,
                                              bool zero_visible, Declarations::Padding padding,
                                              input::DType dtype);

} // namespace tailmass::verify::attention
