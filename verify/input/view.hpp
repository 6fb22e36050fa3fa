// A tensor of a program, of any strides, as one of an input file.
#pragma once

#include "verify/input/tensor.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace tailmass::verify::input {

/// Returns the tensor whose first element is at `data` and whose neighbours on each axis are so many elements
/// apart; row-major where `steps` are none. One of an axis of length zero has a refusal. Throws InputError
/// naming it where its size overflows.
[[nodiscard]] Tensor view_of(const void* data, DType dtype, std::vector<std::size_t> shape,
                             std::vector<std::ptrdiff_t> steps, const std::string& name);

} // namespace tailmass::verify::input
