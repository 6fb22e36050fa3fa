// "./lib.so:symbol=quantity:type": what names a function of the user's.
#pragma once

#include "properties/kernels/shared_library.hpp"
#include "verify/input/dtype.hpp"

#include <string>
#include <string_view>

namespace tailmass::properties::kernels {

/// A function, what it computes, and the format of what it takes and gives.
struct FunctionName {
  LibraryName at; ///< a library and a symbol, or "python:module" and a function
  std::string quantity;
  verify::input::DType dtype = verify::input::DType::F64;

  [[nodiscard]] bool in_python() const;
  /// The type in which it sums: that of half formats is float.
  [[nodiscard]] bool in_double() const { return dtype == verify::input::DType::F64; }
};

/// Reads it. Throws std::invalid_argument, in one line, for another form and an unknown type.
[[nodiscard]] FunctionName function_name(const std::string& text);

/// Returns how a format is named there and in reports: "double", "float", "float16", "bfloat16".
[[nodiscard]] std::string_view type_of_format(verify::input::DType dtype);

} // namespace tailmass::properties::kernels
