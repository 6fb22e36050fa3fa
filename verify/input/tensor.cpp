// Rows of a tensor.
#include "verify/input/tensor.hpp"

#include "verify/input/input_error.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <limits>
#include <stdexcept>

namespace tailmass::verify::input {
namespace {

constexpr std::size_t max_size = std::numeric_limits<std::size_t>::max();

std::span<const std::size_t> leading_axes(const Tensor& tensor) {
  const std::span<const std::size_t> shape = tensor.shape;
  return shape.empty() ? shape : shape.first(shape.size() - 1);
}

void require_row(const Tensor& tensor, std::size_t row) {
  if (row >= tensor.rows())
    throw std::out_of_range(
        fmt::format("row {} of tensor {} of {} rows", row, in_quotes(tensor.name), tensor.rows()));
}

void require_numbers(const Tensor& tensor) {
  if (!is_floating(tensor.dtype) && !is_quantised(tensor.dtype))
    throw InputError({"", tensor.name}, not_floating(tensor.dtype));
}

// Of elements of whole bytes.
std::span<const std::byte> row_bytes(const Tensor& tensor, std::size_t row) {
  require_row(tensor, row);
  const std::size_t stride = tensor.width() * (dtype_bits(tensor.dtype) / 8);
  return tensor.bytes.subspan(row * stride, stride);
}

} // namespace

std::size_t Tensor::rows() const {
  std::size_t product = 1;
  for (const std::size_t axis : leading_axes(*this))
    product *= axis;
  return product;
}

std::size_t Tensor::width() const {
  return shape.empty() ? 1 : shape.back();
}

std::optional<std::size_t> byte_size(DType dtype, std::span<const std::size_t> shape) {
  std::size_t bits = dtype_bits(dtype);
  for (const std::size_t axis : shape) {
    if (axis != 0 && bits > max_size / axis)
      return std::nullopt;
    bits *= axis;
  }
  return bits % 8 == 0 ? std::optional(bits / 8) : std::nullopt;
}

void read_row(const Tensor& tensor, std::size_t row, std::vector<double>& values) {
  require_numbers(tensor);
  values.resize(tensor.width());
  elements_to_double(tensor.dtype, row_bytes(tensor, row).data(), values);
}

double read_element(const Tensor& tensor, std::size_t position) {
  require_numbers(tensor);
  require_row(tensor, position / tensor.width());
  double value = 0;
  elements_to_double(tensor.dtype, tensor.bytes.subspan(position * (dtype_bits(tensor.dtype) / 8)).data(),
                     {&value, 1});
  return value;
}

void read_row(const Tensor& tensor, std::size_t row, std::vector<Integer>& values) {
  if (!is_integer(tensor.dtype))
    throw InputError({"", tensor.name}, not_integer(tensor.dtype));
  values.resize(tensor.width());
  elements_to_integers(tensor.dtype, row_bytes(tensor, row).data(), values);
}

std::vector<std::size_t> leading_indices(const Tensor& tensor, std::size_t row) {
  require_row(tensor, row);
  const std::span<const std::size_t> axes = leading_axes(tensor);
  std::vector<std::size_t> indices(axes.size());
  for (std::size_t i = axes.size(); i-- > 0; row /= axes[i])
    indices[i] = row % axes[i];
  return indices;
}

std::string size_fault(DType dtype, std::span<const std::size_t> shape) {
  return fmt::format("shape {} of dtype {} {}", shape_text(shape), dtype_name(dtype),
                     dtype_bits(dtype) % 8 == 0 ? "overflows" : "overflows or ends within a byte");
}

std::string row_index(const Tensor& tensor, std::size_t row) {
  return shape_text(leading_indices(tensor, row));
}

std::string shape_text(std::span<const std::size_t> shape) {
  return fmt::format("[{}]", fmt::join(shape.begin(), shape.end(), ", "));
}

} // namespace tailmass::verify::input
