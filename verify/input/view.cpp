// Where the elements of a strided tensor begin and end.
#include "verify/input/view.hpp"

#include "verify/input/input_error.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace tailmass::verify::input {

namespace {

bool row_major(std::span<const std::size_t> shape, std::span<const std::ptrdiff_t> steps) {
  std::ptrdiff_t expected = 1;
  for (std::size_t axis = shape.size(); axis-- > 0;) {
    if (shape[axis] > 1 && steps[axis] != expected)
      return false;
    expected *= static_cast<std::ptrdiff_t>(shape[axis]);
  }
  return true;
}

} // namespace

Tensor view_of(const void* data, DType dtype, std::vector<std::size_t> shape,
               std::vector<std::ptrdiff_t> steps, const std::string& name) {
  Tensor tensor{.name = name, .dtype = dtype, .shape = std::move(shape), .bytes = {}};
  const std::optional<std::size_t> all = byte_size(dtype, tensor.shape);
  if (!all)
    throw InputError({"", name}, size_fault(dtype, tensor.shape));
  if (std::ranges::find(tensor.shape, std::size_t{0}) != tensor.shape.end()) {
    tensor.refusal = fmt::format("shape {} has an axis of length zero", shape_text(tensor.shape));
    return tensor;
  }
  const auto* const first_element = static_cast<const std::byte*>(data);
  if (steps.empty() || row_major(tensor.shape, steps)) {
    tensor.bytes = {first_element, *all};
    return tensor;
  }
  std::ptrdiff_t first = 0, last = 0; // the ends of what the strides reach
  for (std::size_t axis = 0; axis < tensor.shape.size(); ++axis)
    (steps[axis] < 0 ? first : last) += static_cast<std::ptrdiff_t>(tensor.shape[axis] - 1) * steps[axis];
  const auto size = static_cast<std::ptrdiff_t>(dtype_bits(dtype) / 8);
  tensor.bytes = {first_element + first * size, static_cast<std::size_t>((last - first + 1) * size)};
  tensor.strides = Strides{static_cast<std::size_t>(-first), std::move(steps)};
  return tensor;
}

} // namespace tailmass::verify::input
