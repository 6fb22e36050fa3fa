// Peers that are there only where their packages were at the build, for the best instructions of the machine
// that built them.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace tailmass::reports::bench {

/// ln sum e^{x_i} of n scores.
struct LogSumExp {
  double (*of_double)(const double* x, std::size_t n) = nullptr;
  double (*of_float)(const float* x, std::size_t n) = nullptr;
  const char* version = ""; ///< of the library
};

// A version as a string literal, which only a macro makes of the macros that libraries have for it.
#define TAILMASS_QUOTED(x) #x
#define TAILMASS_DOTTED(major, minor, patch)                                                                 \
  TAILMASS_QUOTED(major) "." TAILMASS_QUOTED(minor) "." TAILMASS_QUOTED(patch)

/// sum_j p_j v_j of n weights and n rows of d values, row-major, into d numbers.
using Product = void (*)(const double* p, const double* values, std::size_t n, std::size_t d, double* out);

/// A library's functions, or why there are none.
struct BuiltPeer {
  LogSumExp log_sum_exp = {};
  Product product = nullptr; ///< of Eigen
  std::string absent = {};
};

[[nodiscard]] BuiltPeer eigen_peer();
[[nodiscard]] BuiltPeer xsimd_peer();
/// Returns the versions of the libraries that were built in, by name.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> built_versions();

// Defined in files of their own, which are compiled for those instructions and only called where they are.
[[nodiscard]] LogSumExp eigen_functions();
[[nodiscard]] Product eigen_product();
[[nodiscard]] LogSumExp xsimd_functions();

} // namespace tailmass::reports::bench
