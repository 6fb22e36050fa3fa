// The shared libraries that the tests' build makes: kernels and functions, right and wrong.
#pragma once

#include <string>

namespace tailmass::properties::kernels::tests {

/// Returns the file of "radix" and so on, by its name in libraries/CMakeLists.txt.
[[nodiscard]] std::string test_library(const std::string& name);

} // namespace tailmass::properties::kernels::tests
