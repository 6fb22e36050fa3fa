// Where the rows of an attention lie in its tensors: layouts, sequences, pages.
#pragma once

#include "verify/attention/declarations.hpp"
#include "verify/input/tensor.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace tailmass::verify::attention {

struct AttentionGroup;

/// The extents of an attention that all of its tensors share.
struct Extents {
  std::vector<std::size_t> batch; ///< the axes before heads and queries
  std::size_t heads = 1;
  std::size_t queries = 1;                    ///< of each sequence; of all, of layout thd
  std::size_t keys = 0;                       ///< likewise; 0 of pages without scores
  bool head_axis = false, query_axis = false; ///< whether tensors have them
};

/// Queries that see the keys of one sequence.
struct Sequence {
  std::size_t first_row = 0;           ///< number of its first row
  std::size_t first_query = 0;         ///< of layout thd, in the axis of all queries
  std::size_t queries = 0;             ///< of each head
  std::size_t first_key = 0;           ///< of layout thd, in the axis of all keys
  std::size_t keys = 0;                ///< n, the keys of a row, those beyond `length` masked
  std::size_t length = 0;              ///< keys that are read
  std::vector<std::size_t> pages = {}; ///< in their order; empty where keys lie together
};

/// One row: a query of a head.
struct RowPlace {
  std::size_t sequence = 0, head = 0, query = 0;
  friend bool operator==(const RowPlace&, const RowPlace&) = default;
};

/// Where the vectors of one sequence's keys lie in a tensor.
struct KeyRows {
  std::size_t first = 0, step = 1;
  const std::vector<std::size_t>* pages = nullptr;
  std::size_t page_size = 0, page_rows = 0;
  /// Returns the row of the tensor that holds key `key`.
  [[nodiscard]] std::size_t of(std::size_t key) const {
    return pages == nullptr ? first + key * step
                            : (*pages)[key / page_size] * page_rows + first + key % page_size * step;
  }
};

/// Finds rows in the tensors of a group. Rows are numbered by sequence, then by head, then by query, whatever
/// the layout, so that those that share keys follow each other.
class Geometry {
public:
  Geometry() = default;
  Geometry(Declarations::Layout layout, Extents extents, std::vector<Sequence> sequences,
           std::size_t page_size, bool named_by_scores);

  [[nodiscard]] std::size_t rows() const { return rows_; }
  [[nodiscard]] const Extents& extents() const { return extents_; }
  [[nodiscard]] const std::vector<Sequence>& sequences() const { return sequences_; }
  /// 0 where there are no pages.
  [[nodiscard]] std::size_t page_size() const { return page_size_; }
  /// Throws std::out_of_range unless row < rows().
  [[nodiscard]] RowPlace place(std::size_t row) const;
  /// Returns the leading indices of a row in the tensor that names rows: scores, else queries.
  [[nodiscard]] std::vector<std::size_t> indices(const RowPlace& place) const;
  /// Returns those indices as text, "[3, 17]".
  [[nodiscard]] std::string name(const RowPlace& place) const;

  /// Returns the row of a tensor [b, h, q, any], in the layout's order, that belongs to a row; its h may
  /// divide the heads.
  [[nodiscard]] std::size_t query_row(const input::Tensor& tensor, const RowPlace& place) const;
  /// Returns the element of a log-sum-exp, whose axes may be in the order of scores in any layout.
  [[nodiscard]] std::size_t lse_element(const input::Tensor& lse, const RowPlace& place) const;
  /// Returns the row of a tensor [b, h, q, n] in the order of scores; its h may divide the heads.
  [[nodiscard]] std::size_t scores_row(const input::Tensor& tensor, const RowPlace& place) const;
  /// Returns where the keys' vectors of a row lie in a tensor of keys or values.
  [[nodiscard]] KeyRows key_rows(const input::Tensor& tensor, const RowPlace& place) const;
  /// Returns a number that rows share whose vectors in the tensor are the same.
  [[nodiscard]] std::size_t key_matrix(const input::Tensor& tensor, const RowPlace& place) const;
  /// Returns the factor's row of key_scales or value_scales that shares the shape rules of AttentionGroup.
  [[nodiscard]] std::size_t shared_head(std::size_t heads, const RowPlace& place) const;
  /// Returns the heads of a tensor of keys or values.
  [[nodiscard]] std::size_t key_heads(const input::Tensor& tensor) const;

private:
  [[nodiscard]] bool heads_first() const { return layout_ == Declarations::Layout::bhqd; }
  [[nodiscard]] std::size_t query_heads(const input::Tensor& tensor, bool in_order_of_scores) const;
  [[nodiscard]] std::size_t row_in(std::size_t heads, bool heads_first, const RowPlace& place) const;

  Declarations::Layout layout_ = Declarations::Layout::bhqd;
  Extents extents_;
  std::vector<Sequence> sequences_;
  std::size_t page_size_ = 0;
  bool named_by_scores_ = true;
  std::size_t rows_ = 0;
};

/// Returns the geometry of a group whose parts are of their types. Throws InputError (naming `file`) where
/// shapes do not fit, and where lengths, pages or cu_seqlens lead outside what they count.
[[nodiscard]] Geometry geometry_of(const AttentionGroup& group, const std::string& file);

} // namespace tailmass::verify::attention
