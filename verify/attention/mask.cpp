// Elements by broadcast indices.
#include "verify/attention/mask.hpp"

#include "verify/input/input_error.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tailmass::verify::attention {
namespace {

/// The element of a tensor at some indices, of which those in front may be missing and axes of extent 1 serve
/// all. `stride` is how far the next one along the last axis is.
std::size_t broadcast_element(const input::Tensor& tensor, std::vector<std::size_t> indices,
                              std::size_t& stride) {
  indices.erase(indices.begin(), indices.end() - static_cast<std::ptrdiff_t>(tensor.shape.size()));
  std::size_t element = 0;
  for (std::size_t axis = 0; axis < indices.size(); ++axis)
    element = element * tensor.shape[axis] + (tensor.shape[axis] == 1 ? 0 : indices[axis]);
  stride = tensor.width() == 1 ? 0 : 1;
  return element;
}

/// [b.., h, q] of a row, as far as its group has these axes, whatever the layout.
std::vector<std::size_t> in_order_of_scores(const Geometry& geometry, const RowPlace& place) {
  const Extents& extents = geometry.extents();
  std::vector<std::size_t> indices(extents.batch.size());
  for (std::size_t axis = indices.size(), rest = place.sequence; axis-- > 0; rest /= extents.batch[axis])
    indices[axis] = rest % extents.batch[axis];
  if (extents.head_axis)
    indices.push_back(place.head);
  if (extents.query_axis)
    indices.push_back(place.query);
  return indices;
}

/// The elements of one row of a mask.
std::vector<double> elements_of(const input::Tensor& tensor, std::size_t row) {
  std::vector<double> elements(tensor.width());
  if (input::is_floating(tensor.dtype)) {
    input::read_row(tensor, row, elements);
    return elements;
  }
  std::ranges::transform(input::row_bytes(tensor, row), elements.begin(),
                         [](std::byte byte) { return static_cast<double>(std::to_integer<unsigned>(byte)); });
  return elements;
}

} // namespace

std::vector<double> mask_row(const AttentionGroup& group, const RowPlace& place) {
  const input::Tensor& mask = *group.mask;
  const std::size_t keys = group.geometry.sequences()[place.sequence].keys;
  std::vector<std::size_t> indices = in_order_of_scores(group.geometry, place);
  indices.push_back(0);
  std::size_t stride = 0;
  const std::size_t first = broadcast_element(mask, std::move(indices), stride);
  if (stride > 0 && mask.width() < keys)
    throw input::InputError({"", mask.name}, fmt::format("has {} keys, and the row {}", mask.width(), keys));
  std::vector<double> row = elements_of(mask, first / mask.width());
  row.resize(keys, row.front());
  return row;
}

namespace {

/// The number of the element that is the position of a row's query.
std::size_t position_element(const AttentionGroup& group, const RowPlace& place) {
  const input::Tensor& positions = *group.positions;
  const Geometry& geometry = group.geometry;
  std::vector<std::size_t> indices = in_order_of_scores(geometry, place);
  if (group.declared.layout == Declarations::Layout::thd) {
    indices = {place.head, geometry.sequences()[place.sequence].first_query + place.query};
    if (positions.shape.size() < 2)
      indices.erase(indices.begin());
  } else if (geometry.extents().head_axis && positions.shape.size() < indices.size() &&
             geometry.extents().query_axis) {
    indices.erase(indices.end() - 2); // [b, q] or [q]
  }
  std::size_t stride = 0;
  return broadcast_element(positions, std::move(indices), stride);
}

input::Integer integer_at(const input::Tensor& tensor, std::size_t element) {
  input::Integer integer;
  input::elements_to_integers(tensor.dtype, input::element_bytes(tensor, element).data(), {&integer, 1});
  return integer;
}

} // namespace

void require_positions(const AttentionGroup& group, const std::string& file) {
  for (std::size_t row = 0; row < group.geometry.rows(); ++row) {
    const RowPlace place = group.geometry.place(row);
    const std::size_t keys = group.geometry.sequences()[place.sequence].keys;
    if (keys == 0) // nothing is visible, whatever fills a padded batch
      continue;
    const input::Integer position = integer_at(*group.positions, position_element(group, place));
    if (position.negative ? position.magnitude != 1 : position.magnitude >= keys)
      throw input::InputError({file, group.positions->name, group.geometry.name(place)},
                              fmt::format("is {}{}, and the row has {} keys", position.negative ? "-" : "",
                                          position.magnitude, keys));
  }
}

std::int64_t position_of(const AttentionGroup& group, const RowPlace& place) {
  if (group.geometry.sequences()[place.sequence].keys == 0)
    return -1;
  const input::Integer position = integer_at(*group.positions, position_element(group, place));
  return position.negative ? -1 : static_cast<std::int64_t>(position.magnitude);
}

} // namespace tailmass::verify::attention
