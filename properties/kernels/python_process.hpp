// Kernels and functions of a row that are Python functions: "python:module:function".
#pragma once

#include "properties/kernels/child.hpp"
#include "properties/kernels/function_call.hpp"

#include <string>
#include <string_view>

namespace tailmass::properties::kernels {

inline constexpr std::string_view python_prefix = "python:";

/// The program that runs them, python_kernel.py.
extern const std::string_view python_script;

/// Returns what makes a child ready that passes its calls on to a Python of its own: the python3 of PATH,
/// which looks for the module in the working directory too. What ends that process ends the child likewise.
[[nodiscard]] Open python_opened(const std::string& text);
/// Returns the same of a function of a row: fn(scores) or fn(scores, k).
[[nodiscard]] Open python_function_opened(const FunctionName& name, FunctionForm form);

} // namespace tailmass::properties::kernels
