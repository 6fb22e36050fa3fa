// A named tensor whose elements lie in a mapped file or in the memory of a program.
#pragma once

#include "verify/input/dtype.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tailmass::verify::input {

/// Axes that a tensor may have: what NumPy allows, and a bound on what a header can make us hold.
inline constexpr std::size_t max_axes = 64;

/// Where elements lie that are not in row-major order, counted in elements: element [i, j, ..] at first +
/// i steps[0] + j steps[1] + .. of the bytes. A step may be 0 or negative.
struct Strides {
  std::size_t first = 0;
  std::vector<std::ptrdiff_t> steps;
};

/// Elements in row-major order where no strides say otherwise, little-endian, at any alignment. The bytes
/// belong to the file that was parsed, and are exactly those of the shape and dtype, which a dtype that is
/// unknown leaves open; those of a program's tensor reach as far as its strides lead. A tensor with a
/// `refusal` belongs to no group; the others have no zero-length axis.
struct Tensor {
  std::string name;
  DType dtype = DType::F64;
  std::vector<std::size_t> shape;
  std::span<const std::byte> bytes;
  std::string refusal = {};            ///< the reason why it cannot be used, of one that cannot
  std::optional<Strides> strides = {}; ///< of elements of whole bytes

  /// Product of the leading axes: 1 for a 1-D tensor.
  [[nodiscard]] std::size_t rows() const;
  /// Length of the last axis; 1 for a 0-D tensor.
  [[nodiscard]] std::size_t width() const;
};

/// Bytes of a tensor of this shape; nothing when that overflows, or when packed elements end within a byte.
std::optional<std::size_t> byte_size(DType dtype, std::span<const std::size_t> shape);

/// The reason to refuse a shape for which byte_size() gives nothing.
std::string size_fault(DType dtype, std::span<const std::size_t> shape);

/// Replaces `values` by the width() elements of one row, converted exactly. Throws InputError naming the
/// dtype when it is neither floating nor quantised, std::out_of_range unless row < rows().
void read_row(const Tensor& tensor, std::size_t row, std::vector<double>& values);

/// The element at that position in row-major order of the indices, converted exactly. Throws like read_row()
/// of the row that it is in.
double read_element(const Tensor& tensor, std::size_t position);

/// Returns the bytes of that element, of a dtype of whole bytes. Throws std::out_of_range likewise.
std::span<const std::byte> element_bytes(const Tensor& tensor, std::size_t position);

/// Returns the bytes of one row, of a dtype of whole bytes. Throws std::out_of_range unless row < rows().
std::vector<std::byte> row_bytes(const Tensor& tensor, std::size_t row);

/// Returns the elements of a tensor of whole bytes in row-major order of the indices, whatever its strides.
std::vector<std::byte> row_major_bytes(const Tensor& tensor);

/// Replaces `values` by the width() integers of one row. Throws InputError naming the dtype when it is not an
/// integer, std::out_of_range unless row < rows().
void read_row(const Tensor& tensor, std::size_t row, std::vector<Integer>& values);

/// Indices of a row along the leading axes. Throws std::out_of_range unless row < rows().
std::vector<std::size_t> leading_indices(const Tensor& tensor, std::size_t row);

/// Returns those indices as text: "[3, 17]"; "[]" for a 1-D tensor.
std::string row_index(const Tensor& tensor, std::size_t row);

/// A shape or indices as text: "[3, 17]".
std::string shape_text(std::span<const std::size_t> shape);

} // namespace tailmass::verify::input
