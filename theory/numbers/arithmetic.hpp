// What every bound rests on of the processor's double arithmetic.
#pragma once

namespace tailmass {

/// Whether this thread's doubles round to nearest and keep subnormal numbers, and whether the compiler left
/// the error of a sum as it is written: intervals, kernels and the stated bounds of `stable` assume all of
/// it, and -ffast-math, FE_UPWARD or flush-to-zero take it away.
[[nodiscard]] bool arithmetic_is_as_assumed();

} // namespace tailmass
