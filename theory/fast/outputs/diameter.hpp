// The largest distance between points, by a bound that spares most pairs.
#pragma once

#include "theory/fast/enclosure.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace tailmass::fast {

/// max |x_i - x_j| of points of d coordinates, row-major; 0 of a single point. With r_i an upper bound of the
/// distance of x_i from the mean, by the triangle inequality a pair of r_i + r_j below the largest distance
/// yet is none of the farthest: pairs are taken by descending r, until no rest can be. That leaves few where
/// lengths vary, all of them on a sphere: O(n d + n log n) to O(n^2 d).
///
/// Error: (d + 5) u of the largest distance: one rounding a difference, counted twice in its square, two an
/// addition, and the root; 2^-500 where squares underflow; infinite where they overflow. Throws DomainError
/// unless d > 0 divides the count of numbers, of which there is one at least, and all are finite, naming the
/// point. Instantiated for float and double.
template <class U>
[[nodiscard]] Enclosure diameter(std::span<const U> points, std::size_t d);

/// max |x_i - y_j| over both sets, 0 where either is empty: diam_{H,T} of values of head and tail.
template <class U>
[[nodiscard]] Enclosure diameter_between(std::span<const U> x, std::span<const U> y, std::size_t d);

} // namespace tailmass::fast
