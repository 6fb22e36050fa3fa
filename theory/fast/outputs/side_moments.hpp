// Weighted moments of the value vectors of one side of a row.
#pragma once

#include "theory/fast/distribution/accumulator.hpp"
#include "theory/fast/outputs/outputs.hpp"

#include <algorithm>
#include <vector>

namespace tailmass::fast {

/// Adds up w t and w t^2 of keys, t = v - centre, w = e^s as a multiple of 2^exponent e^base.
class MomentSums {
public:
  /// Begins sums of values of this dimension; `top` is the largest score to come, finite.
  MomentSums(std::size_t dimension, double top);
  MomentSums(const MomentSums&) = delete;
  MomentSums& operator=(const MomentSums&) = delete;

  [[nodiscard]] Scale scale() const { return scale_; }
  /// Where moments_block adds at most most_rows rows before close_block() takes their sums over.
  [[nodiscard]] const Moments& block() const { return block_; }
  void close_block();
  /// Counts a key, whose value is at most this far from the centre.
  void count(double distance) {
    ++keys_;
    farthest_ = std::max(farthest_, distance);
  }
  [[nodiscard]] double farthest() const { return farthest_; }

  /// Given the sum of all e^s. See outputs.hpp for errors.
  [[nodiscard]] SideMoments moments(const ScaledSum& sum) const;

private:
  std::size_t dimension_;
  Scale scale_;
  std::vector<double> sums_; // six arrays: the block's, then high and low parts of all blocks
  Moments block_, high_, low_;
  std::size_t keys_ = 0;
  double farthest_ = 0;
};

/// What a weight of 1 means, as a sum.
[[nodiscard]] ScaledSum one(Scale scale);

/// An upper bound of a distance whose square a kernel gave, (d + 6) u and 2^-500 above it.
[[nodiscard]] double distance_bound(double square, std::size_t dimension);

} // namespace tailmass::fast
