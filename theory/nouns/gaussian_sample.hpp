// Rows of the Gaussian score model, named by how they are drawn.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tailmass {

/// `rows` independent rows of n independent scores N(0, sigma^2), and what is asked of each: its tail mass
/// at k, or the k that leaves epsilon. The numbers are a function of these members, the same on every
/// platform.
struct GaussianSample {
  std::size_t rows = 0; ///< 2 or more
  std::size_t n = 0;    ///< 2 or more; rows n <= 10^9
  double sigma = 1;     ///< positive and finite
  std::size_t k = 0;    ///< 1 <= k < n
  double epsilon = 0.1; ///< in (0, 1)
  std::uint64_t seed = 0;

  [[nodiscard]] bool operator==(const GaussianSample&) const = default;
};

/// Throws DomainError where a member breaks what is said of it above.
void check(const GaussianSample& sample);

/// The n scores of row number `row`, 0 <= row < rows.
[[nodiscard]] std::vector<double> drawn(const GaussianSample& sample, std::size_t row);

} // namespace tailmass
