// A small random file of scores and values.
#pragma once

#include "verify/tests/input/samples.hpp"

#include <cstddef>

namespace tailmass::tests {

/// A .safetensors file of "a.scores", rows x keys, normal of deviation 2, and "a.values", keys x 2, normal.
[[nodiscard]] samples::Bytes attention(std::size_t rows, std::size_t keys);

} // namespace tailmass::tests
