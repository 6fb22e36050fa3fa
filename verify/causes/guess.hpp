// What a sum gives, and its bound, in doubles.
#pragma once

#include "verify/kernel/enclosed_attention.hpp"
#include "verify/kernel/summation.hpp"

#include <cmath>
#include <vector>

namespace tailmass::verify::causes {

/// A log-sum-exp and means over the terms of a sum, with their bounds, by enclosures.
class Guess {
public:
  Guess(const kernel::Summation& sum, const kernel::KernelArithmetic& arithmetic);

  /// Whether bounds exist, and doubles know them.
  [[nodiscard]] bool bounded() const { return bound_ < std::numeric_limits<double>::infinity(); }
  [[nodiscard]] double log_sum_exp() const { return value_; }
  [[nodiscard]] double bound() const { return bound_; }
  [[nodiscard]] double largest() const { return largest_; }
  /// The sum of weights relative to the largest.
  [[nodiscard]] double partition() const { return std::exp(value_ - largest_); }
  /// The means of all coordinates of some values.
  [[nodiscard]] std::vector<kernel::EnclosedNumber> means(const Values& values) const;

private:
  std::span<const Key> valued_; ///< of the sum, which must live as long
  double largest_;
  kernel::EnclosedAttention enclosed_;
  double value_, bound_;
};

} // namespace tailmass::verify::causes
