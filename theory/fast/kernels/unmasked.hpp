// Counting finite scores on the processor's vectors.
#pragma once

#include <cstddef>

namespace tailmass::fast {

/// How many of any number of scores, none of them a NaN, are not -inf.
[[nodiscard]] std::size_t unmasked_in(const double* x, std::size_t n);
[[nodiscard]] std::size_t unmasked_in(const float* x, std::size_t n);

} // namespace tailmass::fast
