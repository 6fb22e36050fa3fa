// A kernel that is a Python function: "python:module:function".
#pragma once

#include "properties/kernels/child.hpp"

#include <string>
#include <string_view>

namespace tailmass::properties::kernels {

inline constexpr std::string_view python_prefix = "python:";

/// The program that runs the function, python_kernel.py.
extern const std::string_view python_script;

/// Returns what makes a child ready that passes its calls on to a Python of its own: the python3 of PATH,
/// which looks for the module in the working directory too. What ends that process ends the child likewise.
[[nodiscard]] Open python_opened(const std::string& text);

} // namespace tailmass::properties::kernels
