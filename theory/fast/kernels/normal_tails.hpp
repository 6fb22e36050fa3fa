// Tails and quantiles of the standard normal distribution, many at once.
#pragma once

#include <cstddef>

namespace tailmass::fast {

/// Of x with Phi_c(x) = p: |true - x| <= off, and Mills' ratio Phi_c/phi at the x that is given, within
/// mills_error.
struct QuantileArrays {
  double* x = nullptr;
  double* off = nullptr;
  double* mills = nullptr;
};
inline constexpr double mills_error = 11 * 0x1p-53;

/// For 0 < p <= 1/2, so that x >= 0; 0 exactly at 1/2. `n` a multiple of `spare` of kernels.hpp, any
/// alignment. The error is found out: see normal_kernels.cpp.
void normal_quantiles(const double* p, std::size_t n, QuantileArrays out);

/// value_i within radius_i of Phi_c of every number within moved_i of y_i. An infinite radius where moved_i
/// is so large that it says nothing. `n` a multiple of `spare`.
void normal_survivals(const double* y, const double* moved, std::size_t n, double* value, double* radius);

} // namespace tailmass::fast
