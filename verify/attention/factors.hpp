// Factors of quantised keys and values.
#pragma once

#include "verify/input/tensor.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace tailmass::verify::attention {

/// Finds the factors of a tensor of vectors [.., c] in the tensor of its scales: one factor, one a head, one
/// a vector, or one a block. Both tensors must outlive it.
class Factors {
public:
  /// The shapes fit as AttentionGroup says; `heads_axis` is the axis of `scaled` that counts heads.
  Factors(const input::Tensor& scales, const input::Tensor& scaled, std::size_t heads_axis);
  /// Multiplies the vector that is row `row` of the tensor, coordinate by coordinate. Returns nothing, or
  /// the element of the scales that is 0 where a coordinate is not; the vector then means nothing.
  [[nodiscard]] std::optional<std::size_t> scale(std::size_t row, std::vector<double>& vector) const;

private:
  const input::Tensor* scales_;
  const input::Tensor* scaled_;
  std::vector<std::size_t> of_axis_; // of each axis of the vectors: how many entries share a factor
  std::vector<std::size_t> strides_; // of the factors along that axis, 0 where one is for all
};

} // namespace tailmass::verify::attention
