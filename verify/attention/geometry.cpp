// Row numbers, layout by layout.
#include "verify/attention/geometry.hpp"

#include "verify/attention/attention_group.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <stdexcept>

namespace tailmass::verify::attention {

using Layout = Declarations::Layout;

Geometry::Geometry(Layout layout, Extents extents, std::vector<Sequence> sequences, std::size_t page_size,
                   bool named_by_scores)
    : layout_(layout), extents_(std::move(extents)), sequences_(std::move(sequences)), page_size_(page_size),
      named_by_scores_(named_by_scores) {
  for (Sequence& sequence : sequences_) {
    sequence.first_row = rows_;
    rows_ += extents_.heads * sequence.queries;
  }
}

RowPlace Geometry::place(std::size_t row) const {
  if (row >= rows_)
    throw std::out_of_range(fmt::format("row {} of {}", row, rows_));
  const auto after = std::ranges::upper_bound(sequences_, row, {}, &Sequence::first_row);
  const std::size_t sequence = static_cast<std::size_t>(after - sequences_.begin()) - 1;
  const std::size_t within = row - sequences_[sequence].first_row;
  const std::size_t queries = sequences_[sequence].queries;
  return {.sequence = sequence, .head = within / queries, .query = within % queries};
}

std::vector<std::size_t> Geometry::indices(const RowPlace& place) const {
  const std::size_t axes = extents_.batch.size();
  std::vector<std::size_t> indices(axes);
  const bool one_axis = layout_ == Layout::thd;
  for (std::size_t axis = axes, rest = one_axis ? 0 : place.sequence; axis-- > 0;
       rest /= extents_.batch[axis])
    indices[axis] = rest % extents_.batch[axis];
  const bool heads_before = heads_first() || named_by_scores_;
  if (extents_.head_axis && heads_before)
    indices.push_back(place.head);
  if (extents_.query_axis)
    indices.push_back(place.query + (one_axis ? sequences_[place.sequence].first_query : 0));
  if (extents_.head_axis && !heads_before)
    indices.push_back(place.head);
  return indices;
}

std::string Geometry::name(const RowPlace& place) const {
  return input::shape_text(indices(place));
}

std::size_t Geometry::shared_head(std::size_t heads, const RowPlace& place) const {
  return place.head / (extents_.heads / heads);
}

std::size_t Geometry::query_heads(const input::Tensor& tensor, bool in_order_of_scores) const {
  // What all heads share may come without an axis of heads, after that of queries and its own.
  if (!extents_.head_axis || tensor.shape.size() < extents_.batch.size() + 3)
    return 1;
  if (layout_ == Layout::thd)
    return tensor.shape[1];
  return tensor.shape[extents_.batch.size() + (heads_first() || in_order_of_scores ? 0 : 1)];
}

std::size_t Geometry::row_in(std::size_t heads, bool heads_first, const RowPlace& place) const {
  const std::size_t head = shared_head(heads, place);
  const std::size_t queries = extents_.queries;
  // All queries of layout thd are as one batch.
  const bool one_axis = layout_ == Layout::thd;
  const std::size_t batch = one_axis ? 0 : place.sequence;
  const std::size_t query = place.query + (one_axis ? sequences_[place.sequence].first_query : 0);
  return heads_first ? (batch * heads + head) * queries + query : (batch * queries + query) * heads + head;
}

std::size_t Geometry::query_row(const input::Tensor& tensor, const RowPlace& place) const {
  return row_in(query_heads(tensor, false), heads_first(), place);
}

std::size_t Geometry::scores_row(const input::Tensor& tensor, const RowPlace& place) const {
  return layout_ == Layout::thd ? row_in(query_heads(tensor, false), false, place)
                                : row_in(query_heads(tensor, true), true, place);
}

std::size_t Geometry::lse_element(const input::Tensor& lse, const RowPlace& place) const {
  // Where both orders fit, the layout's is meant.
  const std::size_t axes = extents_.batch.size();
  const bool in_layout = heads_first() || !extents_.head_axis ||
                         (lse.shape[axes] == extents_.queries && lse.shape[axes + 1] == extents_.heads);
  return row_in(extents_.heads, heads_first() || !in_layout, place);
}

std::size_t Geometry::key_heads(const input::Tensor& tensor) const {
  if (!extents_.head_axis)
    return 1;
  const std::size_t axes = tensor.shape.size();
  // Of keys in pages and of those of one axis, what stands before the last axis is [.., h] or [.., h, page].
  return tensor.shape[heads_first() ? axes - 3 : axes - 2];
}

KeyRows Geometry::key_rows(const input::Tensor& tensor, const RowPlace& place) const {
  const std::size_t heads = key_heads(tensor);
  const std::size_t head = shared_head(heads, place);
  const Sequence& sequence = sequences_[place.sequence];
  const std::size_t step = heads_first() ? 1 : heads;
  if (page_size_ > 0)
    return {.first = heads_first() ? head * page_size_ : head,
            .step = step,
            .pages = &sequence.pages,
            .page_size = page_size_,
            .page_rows = page_size_ * heads};
  if (layout_ == Layout::thd)
    return {.first = sequence.first_key * heads + head, .step = step};
  return {.first = heads_first() ? (place.sequence * heads + head) * extents_.keys
                                 : place.sequence * extents_.keys * heads + head,
          .step = step};
}

std::size_t Geometry::key_matrix(const input::Tensor& tensor, const RowPlace& place) const {
  const std::size_t heads = key_heads(tensor);
  return place.sequence * heads + shared_head(heads, place);
}

} // namespace tailmass::verify::attention
