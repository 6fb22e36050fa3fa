// Weighted sums of a few value vectors on the processor's vectors.
#pragma once

#include <cstddef>
#include <span>

namespace tailmass::fast {

/// Value vectors that one call takes at most.
inline constexpr std::size_t most_weighted_rows = 8;

/// A value vector v, its weight w, and two weights of |v|.
struct WeightedRow {
  const double* values;
  double weight;
  double least, most;
};

/// Sums by coordinate: of w v as a pair high + low, and of |v| with either weight.
struct WeightedSums {
  double* high;
  double* low;
  double* least;
  double* most;
};

/// Adds rows of `dimension` values. A call adds up its own rows, each w v off by 8 roundings of u at most,
/// and adds that to the pairs without an error but in the low parts: after c calls high + low is off by 9 u
/// of sum |w v| and c^2 u^2 of it. The other sums are off by as many roundings as there were rows, and one.
/// What underflows comes on top.
void add_weighted_rows(std::span<const WeightedRow> rows, std::size_t dimension, WeightedSums sums);

} // namespace tailmass::fast
