// The types of elements as the protocols of Python's tensors name them.
#pragma once

#include "verify/input/dtype.hpp"

#include <cstddef>
#include <dlpack/dlpack.h>
#include <string_view>

namespace tailmass::reports::python {

/// Returns the type of a buffer's elements, by its format of Python's module struct and their size in bytes;
/// Unknown where it is none of ours.
[[nodiscard]] verify::input::DType type_of_buffer(std::string_view format, std::ptrdiff_t size);

/// Returns that of DLPack's elements, up to its version 1.1.
[[nodiscard]] verify::input::DType type_of_dlpack(const DLDataType& type);

} // namespace tailmass::reports::python
