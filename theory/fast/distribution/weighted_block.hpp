// A block of a row with its weights, to bisect.
#pragma once

#include "theory/fast/distribution/quick_sum.hpp"
#include "theory/fast/kernels/quick_split.hpp"

#include <array>

namespace tailmass::fast {

/// At most most_in_call scores, which have to outlive this, and their quick weights in units of 2^exponent.
template <class T>
class WeightedBlock {
public:
  WeightedBlock(std::span<const T> x, std::int64_t exponent);
  WeightedBlock(const WeightedBlock&) = delete; // as it points into itself
  WeightedBlock& operator=(const WeightedBlock&) = delete;

  [[nodiscard]] const QuickSum& all() const { return all_; }
  /// Returns a bracket with a few scores, or with all that are equal, which most likely holds the one where
  /// the weights from the least score on reach `target`; what lies farther than `reach` below the largest
  /// score is taken for less. Nothing here is proven.
  [[nodiscard]] Bracket<T> bracket(double target, double reach) const;

private:
  std::array<double, most_in_call> copy_; // of floats
  std::array<double, most_in_call + quick_spare> weights_;
  std::size_t n_;
  const double* x_;
  QuickSplit sums_;
  QuickSum all_;
};

} // namespace tailmass::fast
