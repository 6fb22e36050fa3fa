// The .npy format, versions 1 to 3.
#pragma once

#include "verify/input/tensor.hpp"

#include <cstddef>
#include <span>
#include <string>

namespace tailmass::verify::input {

/// Whether the bytes start with the magic of a .npy file.
bool is_npy(std::span<const std::byte> content);

/// The array of a .npy file of that content, named `name`, as a view of `content`: no axis of length zero,
/// little-endian f2, f4, f8, integers or booleans in C order. Throws InputError (naming `file`) on every
/// other file, also on one whose data are not exactly as long as its shape says.
Tensor parse_npy(std::span<const std::byte> content, const std::string& file, std::string name);

} // namespace tailmass::verify::input
