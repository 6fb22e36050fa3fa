// Rows of a tensor.
#include "verify/input/tensor.hpp"

#include "verify/input/input_error.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstring>
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

std::size_t element_size(const Tensor& tensor) {
  return dtype_bits(tensor.dtype) / 8;
}

// Where in the bytes the first element of a row lies, counted in elements.
std::size_t row_start(const Tensor& tensor, std::size_t row) {
  if (!tensor.strides)
    return row * tensor.width();
  auto place = static_cast<std::ptrdiff_t>(tensor.strides->first);
  const std::span<const std::size_t> axes = leading_axes(tensor);
  for (std::size_t i = axes.size(); i-- > 0; row /= axes[i])
    place += static_cast<std::ptrdiff_t>(row % axes[i]) * tensor.strides->steps[i];
  return static_cast<std::size_t>(place);
}

// How far the elements of a row are apart.
std::ptrdiff_t row_step(const Tensor& tensor) {
  return tensor.strides && !tensor.shape.empty() ? tensor.strides->steps.back() : 1;
}

// The elements of a row of `width`, side by side: where they lie, or gathered.
class RowBytes {
public:
  RowBytes(const Tensor& tensor, std::size_t row) {
    require_row(tensor, row);
    const std::size_t size = element_size(tensor), width = tensor.width();
    const std::byte* from = tensor.bytes.data() + row_start(tensor, row) * size;
    if (row_step(tensor) == 1 || width == 1) {
      data_ = from;
      return;
    }
    gathered_.resize(width * size);
    const std::ptrdiff_t step = row_step(tensor) * static_cast<std::ptrdiff_t>(size);
    for (std::size_t i = 0; i < width; ++i)
      std::memcpy(gathered_.data() + i * size, from + static_cast<std::ptrdiff_t>(i) * step, size);
    data_ = gathered_.data();
  }
  [[nodiscard]] const std::byte* data() const { return data_; }

private:
  std::vector<std::byte> gathered_;
  const std::byte* data_;
};

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
  elements_to_double(tensor.dtype, RowBytes(tensor, row).data(), values);
}

double read_element(const Tensor& tensor, std::size_t position) {
  require_numbers(tensor);
  double value = 0;
  elements_to_double(tensor.dtype, element_bytes(tensor, position).data(), {&value, 1});
  return value;
}

std::vector<std::byte> row_bytes(const Tensor& tensor, std::size_t row) {
  const RowBytes bytes(tensor, row);
  return {bytes.data(), bytes.data() + tensor.width() * element_size(tensor)};
}

std::span<const std::byte> element_bytes(const Tensor& tensor, std::size_t position) {
  const std::size_t row = position / tensor.width();
  require_row(tensor, row);
  const auto place = static_cast<std::ptrdiff_t>(row_start(tensor, row)) +
                     static_cast<std::ptrdiff_t>(position % tensor.width()) * row_step(tensor);
  return tensor.bytes.subspan(static_cast<std::size_t>(place) * element_size(tensor), element_size(tensor));
}

std::vector<std::byte> row_major_bytes(const Tensor& tensor) {
  const std::size_t size = tensor.width() * element_size(tensor);
  std::vector<std::byte> bytes(tensor.rows() * size);
  for (std::size_t row = 0; size > 0 && row < tensor.rows(); ++row)
    std::memcpy(bytes.data() + row * size, RowBytes(tensor, row).data(), size);
  return bytes;
}

void read_row(const Tensor& tensor, std::size_t row, std::vector<Integer>& values) {
  if (!is_integer(tensor.dtype))
    throw InputError({"", tensor.name}, not_integer(tensor.dtype));
  values.resize(tensor.width());
  elements_to_integers(tensor.dtype, RowBytes(tensor, row).data(), values);
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
