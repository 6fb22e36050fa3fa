// Two heads over a few keys that share one kept set: which sets do for both, by enumeration.
#pragma once

#include <cstddef>
#include <vector>

namespace tailmass::exact {

/// Two heads over one list of at most 16 keys, -inf where a head does not see a key; each sees one.
struct TwoHeads {
  std::vector<double> first;
  std::vector<double> second;
};

/// Sizes of smallest sets of keys. Each is exact.
struct SharedSizes {
  std::size_t of_first = 0;  ///< k_eps of the first head
  std::size_t of_second = 0; ///< of the second
  std::size_t of_mean = 0;   ///< of the mean of the two distributions
  std::size_t of_share = 0;  ///< k_{eps/2} of the mean
  std::size_t of_both = 0;   ///< the smallest set that leaves no head more than eps
};

/// Looks at all sets, 0 < eps < 1. Throws TooClose where a tail mass is not told from its limit.
[[nodiscard]] SharedSizes shared_sizes(const TwoHeads& heads, double epsilon);

} // namespace tailmass::exact
