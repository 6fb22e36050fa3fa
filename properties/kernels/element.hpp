// Numbers in the formats of a kernel's tensors.
#pragma once

#include "verify/input/dtype.hpp"

#include <cstddef>
#include <span>

namespace tailmass::properties::kernels {

/// Returns the nearest number of F64, F32, F16 or BF16, ties to even; infinite beyond the largest one.
[[nodiscard]] double rounded_to(verify::input::DType dtype, double x);
/// Returns the largest finite number of it.
[[nodiscard]] double largest_of(verify::input::DType dtype);
/// Returns the bytes of one.
[[nodiscard]] std::size_t bytes_of(verify::input::DType dtype);

/// Writes numbers of that format as its elements; elements_to_double() reads them back.
void elements_from_double(verify::input::DType dtype, std::span<const double> numbers, std::byte* elements);

} // namespace tailmass::properties::kernels
