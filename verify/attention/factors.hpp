// Factors of quantised keys and values.
#pragma once

#include "verify/input/tensor.hpp"

#include <cstddef>
#include <vector>

namespace tailmass::verify::attention {

/// Finds the factors of a tensor of vectors [.., c] in the tensor of its scales: one factor, one a head, one
/// a vector, or one a block. Both tensors must outlive it.
class Factors {
public:
  /// The shapes fit as AttentionGroup says; `heads_axis` is the axis of `scaled` that counts heads.
  Factors(const input::Tensor& scales, const input::Tensor& scaled, std::size_t heads_axis);
  /// Multiplies the vector that is row `row` of the tensor, coordinate by coordinate. Throws
  /// InputError, naming the scales, of a factor 0 of what is not 0.
  void scale(std::size_t row, std::vector<double>& vector) const;

private:
  const input::Tensor* scales_;
  const input::Tensor* scaled_;
  std::vector<std::size_t> of_axis_; // of each axis of the vectors: how many entries share a factor
  std::vector<std::size_t> strides_; // of the factors along that axis, 0 where one is for all
};

} // namespace tailmass::verify::attention
