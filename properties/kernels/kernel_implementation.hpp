// A kernel's log-sum-exp as one more implementation of that quantity.
#pragma once

#include "properties/kernels/kernel.hpp"
#include "theory/implementations.hpp"

namespace tailmass::properties::kernels {

/// Returns the log-sum-exp of the kernel, whose variant is the kernel's name, on scores rounded to its
/// format; its domain are the rows that it takes. Its bound is that of a kernel's log-sum-exp of its formats,
/// and what rounding the scores moves; a call that goes wrong gives NaN. Throws InputError where it cannot be
/// loaded, and std::invalid_argument, in one line, where it gives no log-sum-exp in float or double.
[[nodiscard]] Implementation kernel_implementation(const KernelPlace& place);

} // namespace tailmass::properties::kernels
