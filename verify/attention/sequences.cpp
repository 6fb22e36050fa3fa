// Reading lengths, pages and cu_seqlens into a geometry.
#include "verify/attention/attention_group.hpp"
#include "verify/attention/attention_numbers.hpp"
#include "verify/attention/attention_shapes.hpp"
#include "verify/input/input_error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <numeric>

namespace tailmass::verify::attention {
namespace {

using Layout = Declarations::Layout;

/// The sequences of one group, from the tensors that tell of them.
class Reading {
public:
  Reading(const AttentionGroup& group, const Extents& extents, const std::string& file)
      : group_(group), extents_(extents), file_(file), by_axis_(group.declared.layout == Layout::thd) {}

  [[nodiscard]] Geometry geometry() const {
    std::vector<Sequence> sequences(count());
    place_queries(sequences);
    place_keys(sequences);
    if (const std::optional<std::vector<std::size_t>> lengths = lengths_of(sequences.size()))
      shorten(sequences, *lengths);
    const std::size_t page = group_.block_table ? page_size() : 0;
    if (group_.block_table)
      place_pages(sequences, page);
    return {group_.declared.layout, extents_, std::move(sequences), page, group_.scores.has_value()};
  }

private:
  [[noreturn]] void refuse(const input::Tensor& tensor, const std::string& reason) const {
    throw input::InputError({file_, tensor.name}, reason);
  }

  /// "2 sequences of "a.queries" of shape [2, 4, 3, 8]".
  [[nodiscard]] std::string counted(const std::vector<Sequence>& sequences) const {
    const input::Tensor& naming = group_.naming();
    return fmt::format("{} {} of {} of shape {}", sequences.size(),
                       sequences.size() == 1 ? "sequence" : "sequences", input::in_quotes(naming.name),
                       input::shape_text(naming.shape));
  }

  /// All elements of a tensor of integers that count something.
  [[nodiscard]] std::vector<std::size_t> counts_of(const input::Tensor& tensor) const {
    std::vector<std::size_t> counts;
    std::vector<input::Integer> row;
    for (std::size_t i = 0; i < tensor.rows(); ++i) {
      input::read_row(tensor, i, row);
      for (const input::Integer& each : row) {
        if (each.negative)
          refuse(tensor, fmt::format("element {} is -{}", counts.size(), each.magnitude));
        counts.push_back(each.magnitude);
      }
    }
    return counts;
  }

  [[nodiscard]] std::size_t count() const {
    if (!by_axis_)
      return std::accumulate(extents_.batch.begin(), extents_.batch.end(), std::size_t{1},
                             std::multiplies<>());
    for (const auto* sums : {&group_.cu_seqlens_q, &group_.cu_seqlens_k})
      if (*sums)
        return elements(**sums) - 1;
    if (group_.lengths)
      return elements(*group_.lengths);
    return group_.block_table ? group_.block_table->rows() : 1;
  }
  [[nodiscard]] static std::size_t elements(const input::Tensor& tensor) {
    return tensor.rows() * tensor.width();
  }

  /// The parts of an axis of `extent` that sums give to sequences, or equal parts.
  [[nodiscard]] std::vector<std::size_t> starts(const std::optional<input::Tensor>& sums,
                                                std::size_t sequences, std::size_t extent,
                                                const char* name) const {
    std::vector<std::size_t> starts;
    if (sums) {
      starts = counts_of(*sums);
      if (sums->shape.size() != 1 || starts.size() != sequences + 1)
        refuse(*sums, fmt::format("shape {} is not [{}] of {} sequences", input::shape_text(sums->shape),
                                  sequences + 1, sequences));
      if (starts.front() != 0 || !std::ranges::is_sorted(starts) || starts.back() != extent)
        refuse(*sums, fmt::format("does not rise from 0 to the {} {}", extent, name));
      return starts;
    }
    if (sequences == 0 || extent % sequences != 0)
      refuse(group_.naming(), fmt::format("its {} {} of {} sequences need cu_seqlens_{}", extent, name,
                                          sequences, name[0] == 'q' ? 'q' : 'k'));
    for (std::size_t i = 0; i <= sequences; ++i)
      starts.push_back(extent / sequences * i);
    return starts;
  }

  void place_queries(std::vector<Sequence>& sequences) const {
    for (const auto* sums : {&group_.cu_seqlens_q, &group_.cu_seqlens_k})
      if (*sums && !by_axis_)
        refuse(**sums, "goes with layout thd only");
    const std::vector<std::size_t> at =
        by_axis_ ? starts(group_.cu_seqlens_q, sequences.size(), extents_.queries, "queries")
                 : std::vector<std::size_t>{};
    for (std::size_t i = 0; i < sequences.size(); ++i) {
      sequences[i].first_query = by_axis_ ? at[i] : 0;
      sequences[i].queries = by_axis_ ? at[i + 1] - at[i] : extents_.queries;
    }
  }

  void place_keys(std::vector<Sequence>& sequences) const {
    if (group_.block_table && !group_.lengths && !(by_axis_ && group_.cu_seqlens_k))
      refuse(*group_.block_table, "needs lengths, and there are none");
    const std::vector<std::size_t> at =
        by_axis_ && !group_.block_table ? starts(group_.cu_seqlens_k ? group_.cu_seqlens_k : shared_sums(),
                                                 sequences.size(), extents_.keys, "keys")
                                        : std::vector<std::size_t>{};
    for (std::size_t i = 0; i < sequences.size(); ++i) {
      sequences[i].first_key = at.empty() ? 0 : at[i];
      sequences[i].keys = at.empty() ? extents_.keys : at[i + 1] - at[i];
      sequences[i].length = sequences[i].keys;
    }
  }
  /// The queries' sums, where the keys are of the same tokens.
  [[nodiscard]] std::optional<input::Tensor> shared_sums() const {
    return extents_.keys == extents_.queries ? group_.cu_seqlens_q : std::nullopt;
  }

  /// Of each sequence, where they are declared: by lengths, or of keys in pages by sums. Beside these,
  /// lengths are those of the keys that are used, which may be fewer.
  [[nodiscard]] std::optional<std::vector<std::size_t>> lengths_of(std::size_t sequences) const {
    std::optional<std::vector<std::size_t>> lengths;
    if (group_.lengths)
      lengths = counts_of(*group_.lengths);
    if (!group_.block_table || !group_.cu_seqlens_k)
      return lengths;
    const input::Tensor& sums = *group_.cu_seqlens_k;
    const std::vector<std::size_t> counts = counts_of(sums);
    std::vector<std::size_t> at = starts(group_.cu_seqlens_k, sequences, counts.back(), "keys");
    std::adjacent_difference(at.begin(), at.end(), at.begin());
    at.erase(at.begin());
    if (lengths && lengths->size() == at.size())
      for (std::size_t i = 0; i < at.size(); ++i)
        if (at[i] < (*lengths)[i])
          refuse(sums, fmt::format("gives sequence {} {} keys, and {} {}", i, at[i],
                                   input::in_quotes(group_.lengths->name), (*lengths)[i]));
    return lengths ? lengths : at;
  }

  void shorten(std::vector<Sequence>& sequences, const std::vector<std::size_t>& lengths) const {
    if (lengths.size() != sequences.size())
      refuse(*group_.lengths, fmt::format("shape {} is not one number for each of {}",
                                          input::shape_text(group_.lengths->shape), counted(sequences)));
    for (std::size_t i = 0; i < lengths.size(); ++i) {
      const bool open = group_.block_table && !group_.scores;
      if (!open && lengths[i] > sequences[i].keys)
        refuse(*group_.lengths, fmt::format("element {} is {} of {} keys", i, lengths[i], sequences[i].keys));
      sequences[i].length = lengths[i];
      if (open)
        sequences[i].keys = lengths[i];
    }
  }

  [[nodiscard]] const input::Tensor& paged() const {
    if (!group_.keys && !group_.values)
      refuse(*group_.block_table, "needs keys or values, and there are none");
    return group_.keys ? *group_.keys : *group_.values;
  }

  /// Whether pages are not an axis of their own: [slots, h, c].
  [[nodiscard]] bool in_slots(const input::Tensor& tensor) const {
    return tensor.shape.size() < (extents_.head_axis ? 4U : 3U);
  }

  [[nodiscard]] std::size_t page_axis() const {
    return group_.declared.layout == Layout::bhqd && extents_.head_axis ? 2 : 1;
  }
  [[nodiscard]] std::size_t page_size() const {
    const input::Tensor& pages = paged();
    return group_.declared.page_size ? *group_.declared.page_size : pages.shape[page_axis()];
  }
  [[nodiscard]] std::size_t pages_of(const input::Tensor& tensor, std::size_t page) const {
    if (in_slots(tensor))
      return tensor.shape.front() / page;
    if (tensor.shape[page_axis()] != page)
      refuse(tensor, fmt::format("has pages of {} keys, and {} of {}", tensor.shape[page_axis()],
                                 input::in_quotes(paged().name), page));
    return tensor.shape.front();
  }

  void place_pages(std::vector<Sequence>& sequences, std::size_t page) const {
    const input::Tensor& table = *group_.block_table;
    if (table.rows() != sequences.size())
      refuse(table, fmt::format("shape {} has no row for each of {}", input::shape_text(table.shape),
                                counted(sequences)));
    std::size_t pages = std::numeric_limits<std::size_t>::max();
    for (const auto* vectors : {&group_.keys, &group_.values})
      if (*vectors)
        pages = std::min(pages, pages_of(**vectors, page));
    std::vector<input::Integer> row;
    for (std::size_t i = 0; i < sequences.size(); ++i) {
      input::read_row(table, i, row);
      const std::size_t length = sequences[i].length;
      const std::size_t used = length / page + (length % page == 0 ? 0 : 1); // of any length, however large
      if (used > row.size())
        refuse(table, fmt::format("row [{}] has {} pages of {} keys, and the sequence {} keys", i, row.size(),
                                  page, length));
      for (std::size_t at = 0; at < used; ++at) {
        if (row[at].negative || row[at].magnitude >= pages)
          refuse(table, fmt::format("row [{}], page {} is {}{}, and there are {} pages", i, at,
                                    row[at].negative ? "-" : "", row[at].magnitude, pages));
        sequences[i].pages.push_back(row[at].magnitude);
      }
    }
  }

  const AttentionGroup& group_;
  const Extents& extents_;
  const std::string& file_;
  bool by_axis_;
};

} // namespace

Geometry geometry_of(const AttentionGroup& group, const std::string& file) {
  require_types(group, file);
  const Extents extents = extents_of(group, file);
  require_fitting(group, extents, file);
  require_whole(group, file);
  require_numbers(group, file);
  return Reading(group, extents, file).geometry();
}

} // namespace tailmass::verify::attention
