// Factors by the indices of what they scale.
#include "verify/input/factors.hpp"

#include "verify/input/input_error.hpp"

#include <cmath>
#include <fmt/format.h>

namespace tailmass::verify::input {

Factors::Factors(const Tensor& scales, const Tensor& scaled, std::size_t heads_axis)
    : scaled_(&scaled), of_axis_(scaled.shape.size(), 1), strides_(scaled.shape.size(), 0) {
  std::vector<double> row;
  for (std::size_t i = 0; i < scales.rows(); ++i) {
    read_row(scales, i, row);
    factors_.insert(factors_.end(), row.begin(), row.end());
  }
  for (std::size_t i = 0; i < factors_.size(); ++i)
    // A factor of 24 bits times an element of at most 24 is exact; kernels have no others.
    if (!std::isfinite(factors_[i]) || static_cast<double>(static_cast<float>(factors_[i])) != factors_[i])
      throw InputError({"", scales.name}, fmt::format("element {} is no finite number of float32", i));
  if (factors_.size() == 1)
    return;
  if (scales.shape.size() == 1) {
    strides_[heads_axis] = 1;
    return;
  }
  std::size_t stride = 1;
  for (std::size_t axis = scales.shape.size(); axis-- > 0; stride *= scales.shape[axis]) {
    of_axis_[axis] = scaled.shape[axis] / scales.shape[axis];
    strides_[axis] = stride;
  }
}

void Factors::scale(std::size_t row, std::vector<double>& vector) const {
  const std::size_t last = scaled_->shape.size() - 1;
  std::size_t first = 0;
  for (std::size_t axis = last; axis-- > 0; row /= scaled_->shape[axis])
    first += row % scaled_->shape[axis] / of_axis_[axis] * strides_[axis];
  for (std::size_t x = 0; x < vector.size(); ++x)
    vector[x] *= factors_[first + x / of_axis_[last] * strides_[last]];
}

} // namespace tailmass::verify::input
