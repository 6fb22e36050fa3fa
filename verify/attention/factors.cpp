// Factors by the indices of what they scale.
#include "verify/attention/factors.hpp"

#include <algorithm>

namespace tailmass::verify::attention {

Factors::Factors(const input::Tensor& scales, const input::Tensor& scaled, std::size_t heads_axis)
    : scales_(&scales), scaled_(&scaled), of_axis_(scaled.shape), strides_(scaled.shape.size(), 0) {
  if (scales.rows() * scales.width() == 1)
    return;
  if (scales.shape.size() == 1) {
    of_axis_[heads_axis] = 1;
    strides_[heads_axis] = 1;
    return;
  }
  std::size_t stride = 1;
  for (std::size_t axis = scales.shape.size(); axis-- > 0; stride *= scales.shape[axis]) {
    of_axis_[axis] = scaled.shape[axis] / scales.shape[axis];
    strides_[axis] = stride;
  }
}

std::optional<std::size_t> Factors::scale(std::size_t row, std::vector<double>& vector) const {
  const std::size_t last = scaled_->shape.size() - 1;
  std::size_t first = 0;
  for (std::size_t axis = last; axis-- > 0; row /= scaled_->shape[axis])
    first += row % scaled_->shape[axis] / of_axis_[axis] * strides_[axis];
  const std::size_t shared = of_axis_[last];
  for (std::size_t x = 0; x < vector.size(); x += shared) {
    const std::size_t at = first + x / shared * strides_[last];
    const double factor = input::read_element(*scales_, at);
    for (std::size_t y = x; y < std::min(x + shared, vector.size()); ++y) {
      if (factor == 0 && vector[y] != 0)
        return at;
      vector[y] *= factor;
    }
  }
  return std::nullopt;
}

} // namespace tailmass::verify::attention
