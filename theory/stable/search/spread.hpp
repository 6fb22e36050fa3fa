// How vectors spread about a point: mean, largest length, and the deviation along any direction.
#pragma once

#include <span>
#include <vector>

namespace tailmass::stable {

/// Of n vectors of d coordinates about the origin.
struct Spread {
  double mean = 0;           ///< not less than the length of their mean
  double largest = 0;        ///< not less than the largest length
  double deviation = 0;      ///< not less than the root of the mean of (e . y)^2 for any unit vector e
  std::vector<double> sides; ///< n products with a vector near the direction of the largest deviation
};

/// `vectors`, n x d, are off by 3 u of their coordinates. With r the largest length and A = the mean of y y'
/// over r^2, or for n < d the n x n matrix of y_i . y_j/(n r^2), which has the same largest eigenvalue
/// lambda: lambda^(2^m) <= tr A^(2^m), for m squarings of A, each divided by its trace. A has entries off by
/// (n + d + 16) u, so in norm p times that for p = min(n, d); squaring an A of trace 1 is off by p u in norm
/// where lambda^2 is at least 1/p^2, so relatively by p^3 u, of which the 2^-m-th root is taken: in all 4
/// p^3 u at most.
[[nodiscard]] Spread spread_of(std::span<const double> vectors, std::size_t d);

} // namespace tailmass::stable
