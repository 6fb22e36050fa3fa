// What a kernel sums over some keys of a row, and stored numbers held to it: by enclosures in doubles, and
// where these leave a number open by balls.
#pragma once

#include "verify/kernel/enclosed_attention.hpp"
#include "verify/kernel/hull.hpp"
#include "verify/kernel/summation.hpp"

#include <optional>
#include <span>
#include <vector>

namespace tailmass::verify::kernel {

/// A log-sum-exp and means over keys of finite score, and over the row's sink. Where KernelAttention bounds
/// nothing, ranges of KernelHull decide; where they do not exist either, numbers are unbounded. A stored NaN
/// or infinity always exceeds.
class KernelSums {
public:
  /// `certain`: whether these are the keys that the kernel summed. Where they are only all that it may have,
  /// a number outside their range is wrong, and one inside it unbounded. `with_sink`: whether the row's sink
  /// is a term too.
  KernelSums(const cases::AttentionRow& row, std::span<const Key> keys, const KernelArithmetic& arithmetic,
             bool certain = true, bool with_sink = true);

  /// Holds a number to ln Z in the base that the row declares.
  [[nodiscard]] Judged log_sum_exp(double stored) const;
  /// Holds each coordinate to its mean; needs values.
  [[nodiscard]] std::vector<Judged> means(std::span<const double> stored) const;

  /// ln Z, near enough to be told.
  [[nodiscard]] double near_log_sum_exp() const { return enclosed_.near_log_sum_exp(); }
  /// The number of keys, without a sink.
  [[nodiscard]] std::size_t keys() const { return sum_.valued; }

private:
  [[nodiscard]] const KernelAttention& attention() const;
  [[nodiscard]] const KernelHull& hull() const;
  [[nodiscard]] const ValueRange& range(std::size_t axis) const;
  [[nodiscard]] Judged mean_by_balls(double stored, std::size_t axis) const;

  const cases::AttentionRow& row_;
  KernelArithmetic arithmetic_;
  Summation sum_;
  bool certain_;
  EnclosedAttention enclosed_;
  mutable std::optional<KernelAttention> attention_; // when first needed
  mutable std::optional<KernelHull> hull_;
  mutable std::vector<ValueRange> ranges_;
};

} // namespace tailmass::verify::kernel
