// Peers that are there only where their packages were at the build, for the best instructions of the machine
// that built them.
#pragma once

#include <cstddef>
#include <string>

namespace tailmass::bench {

/// ln sum e^{x_i} of n scores.
struct LogSumExp {
  double (*of_double)(const double* x, std::size_t n) = nullptr;
  double (*of_float)(const float* x, std::size_t n) = nullptr;
};

/// A library's functions, or why there are none.
struct BuiltPeer {
  LogSumExp log_sum_exp = {};
  std::string absent = {};
};

[[nodiscard]] BuiltPeer eigen_peer();
[[nodiscard]] BuiltPeer xsimd_peer();

// Defined in files of their own, which are compiled for those instructions and only called where they are.
[[nodiscard]] LogSumExp eigen_functions();
[[nodiscard]] LogSumExp xsimd_functions();

} // namespace tailmass::bench
