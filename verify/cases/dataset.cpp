// Reading rows and their matrices.
#include "verify/cases/dataset.hpp"

#include "theory/nouns/domain_error.hpp"
#include "verify/attention/mask.hpp"
#include "verify/attention/unread_words.hpp"
#include "verify/cases/derive.hpp"
#include "verify/cases/file_neighbours.hpp"
#include "verify/cases/index_space.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <functional>
#include <iterator>
#include <limits>
#include <numeric>
#include <stdexcept>

namespace tailmass::verify::cases {

namespace {

constexpr std::size_t derived_dimension = 2;
constexpr double infinity = std::numeric_limits<double>::infinity();
/// Matrices in use are few, as their rows follow each other; of large ones those of two rows stay at least.
constexpr std::size_t most_matrices = 16, most_entries = std::size_t{1} << 26, fewest_matrices = 4;

/// What a tensor stores of a row, if the group has it.
template <class Number>
std::optional<Stored<Number>> stored(const std::optional<input::Tensor>& tensor,
                                     const attention::AttentionGroup& group,
                                     const attention::RowPlace& place) {
  if (!tensor)
    return std::nullopt;
  Stored<Number> found{tensor->name, tensor->dtype, {}};
  input::read_row(*tensor, group.geometry.query_row(*tensor, place), found.numbers);
  return found;
}

/// n of a row.
std::size_t keys_of(const attention::AttentionGroup& group, const attention::RowPlace& place) {
  return group.geometry.sequences()[place.sequence].keys;
}

/// The mask's elements of a row; empty where there is none.
std::vector<double> mask_of(const attention::AttentionGroup& group, const attention::RowPlace& place) {
  return group.mask ? attention::mask_row(group, place) : std::vector<double>{};
}

/// Whether a mask is one that is added to the scores.
bool adds(const attention::AttentionGroup& group) {
  return group.mask && input::is_floating(group.mask->dtype);
}

bool sees_nothing(std::span<const double> scores) {
  return std::ranges::all_of(scores, [](double score) { return score == -infinity; });
}

/// The index of the matrix of values of a row; all rows of scores without values share the derived one.
std::size_t values_matrix(const Dataset::Place& at) {
  const attention::AttentionGroup& group = *at.group;
  return group.values ? group.geometry.key_matrix(*group.values, group.geometry.place(at.row)) : 0;
}

input::InputError fault_of(const attention::AttentionFile& file, const attention::AttentionGroup& group,
                           const attention::RowPlace& place, const std::string& tensor,
                           const std::string& reason) {
  return input::InputError({file.file(), tensor, group.geometry.name(place)}, reason);
}

/// Throws of the first key of finite score whose vector cannot be read, naming where that lies in its tensor
/// or in that of its scales.
void require_readable(const Dataset::Place& at, const KeyMatrix& matrix, const input::Tensor& tensor,
                      const std::optional<input::Tensor>& scales, std::span<const double> scores,
                      const char* noun) {
  for (const Unreadable& each : matrix.unreadable) {
    if (scores[each.key] == -infinity)
      continue;
    if (each.zero_factor)
      throw input::InputError({"", scales->name},
                              fmt::format("element {} is 0, and what it scales is not", *each.zero_factor));
    std::vector<double> vector;
    input::read_row(tensor, each.tensor_row, vector);
    const auto axis = std::ranges::find_if(vector, [](double x) { return !std::isfinite(x); });
    throw input::InputError({at.file->file(), tensor.name, input::row_index(tensor, each.tensor_row)},
                            axis == vector.end()
                                ? fmt::format("{} is not finite after its scale", noun)
                                : fmt::format("{} is not finite on axis {}", noun, axis - vector.begin()));
  }
}

} // namespace

std::optional<Stored<input::Integer>> stored_indices(const attention::AttentionGroup& group,
                                                     const attention::RowPlace& place) {
  std::optional<Stored<input::Integer>> found = stored<input::Integer>(group.indices, group, place);
  if (found)
    to_row_space(group, place, *found);
  return found;
}

namespace {

std::deque<attention::AttentionFile> opened(const std::vector<std::filesystem::path>& paths,
                                            const attention::TensorNames& names) {
  std::deque<attention::AttentionFile> files;
  for (const std::filesystem::path& path : paths)
    files.emplace_back(path, names);
  std::vector<attention::GroupsOfFile> groups;
  for (const attention::AttentionFile& file : files)
    groups.push_back({file.file(), file.groups()});
  attention::require_given_read(groups, names.declared);
  return files;
}

} // namespace

Dataset::Dataset(const std::vector<std::filesystem::path>& paths, const attention::TensorNames& names,
                 std::uint64_t seed)
    : Dataset(opened(paths, names), seed) {}

Dataset::Dataset(std::deque<attention::AttentionFile> files, std::uint64_t seed)
    : files_(std::move(files)), seed_(seed) {
  for (const attention::AttentionFile& file : files_)
    for (const attention::AttentionGroup& group : file.groups()) {
      groups_.push_back({&file, &group, rows_});
      rows_ += group.geometry.rows();
    }
}

bool Dataset::has_values() const {
  return std::ranges::any_of(groups_, [](const Group& each) { return each.group->values.has_value(); });
}

bool Dataset::has_results() const {
  return std::ranges::any_of(groups_, [](const Group& each) {
    const attention::AttentionGroup& group = *each.group;
    return group.indices || group.lse || group.truncated || (group.outputs && group.values) ||
           (group.scores && group.queries && group.keys);
  });
}

Dataset::Place Dataset::place(std::size_t index) const {
  if (index >= rows_)
    throw std::out_of_range(fmt::format("row {} of {}", index, rows_));
  // Of groups without rows the last one is found, which has the row.
  const Group& found = *std::prev(std::ranges::upper_bound(groups_, index, {}, &Group::first_row));
  return {found.file, found.group, index - found.first_row};
}

bool Dataset::same_matrix(std::size_t index, std::size_t other) const {
  const Place one = place(index), two = place(other);
  return one.group == two.group && values_matrix(one) == values_matrix(two);
}

Origin Dataset::origin(std::size_t index) const {
  const Place at = place(index);
  return {.file = at.file->file(),
          .tensor = at.group->naming().name,
          .row = at.group->geometry.name(at.group->geometry.place(at.row))};
}

QueryPosition Dataset::query_position(std::size_t index) const {
  const Place at = place(index);
  const attention::Geometry& geometry = at.group->geometry;
  const attention::RowPlace row = geometry.place(at.row);
  return {.position = row.query, .queries = geometry.sequences()[row.sequence].queries};
}

template <class Load>
KeyMatrix Dataset::loaded(const input::Tensor& tensor, std::size_t matrix, std::size_t entries,
                          const Load& load) {
  const std::shared_ptr<Loading> found = [&] {
    const std::lock_guard lock(mutex_);
    const auto at = std::ranges::find_if(
        recent_, [&](const Loaded& entry) { return entry.tensor == &tensor && entry.matrix == matrix; });
    if (at != recent_.end())
      return at->loading;
    recent_.push_front({&tensor, matrix, entries, std::make_shared<Loading>()});
    const auto all = [&] {
      return std::transform_reduce(recent_.begin(), recent_.end(), std::size_t{0}, std::plus<>(),
                                   [](const Loaded& each) { return each.entries; });
    };
    while (recent_.size() > most_matrices || (recent_.size() > fewest_matrices && all() > most_entries))
      recent_.pop_back();
    return recent_.front().loading;
  }();
  // Other threads read other matrices meanwhile, and wait for this one.
  std::call_once(found->once, [&] { found->vectors = load(); });
  return found->vectors;
}

KeyMatrix Dataset::keys(const attention::AttentionGroup& group, const attention::RowPlace& place) {
  return loaded(*group.keys, group.geometry.key_matrix(*group.keys, place),
                keys_of(group, place) * group.keys->width(),
                [&] { return read_key_matrix(group, *group.keys, group.key_scales, place, "key vector"); });
}

KeyMatrix Dataset::values(const attention::AttentionGroup& group, const attention::RowPlace& place) {
  if (group.values)
    return loaded(*group.values, group.geometry.key_matrix(*group.values, place),
                  keys_of(group, place) * group.values->width(),
                  [&] { return read_key_matrix(group, *group.values, group.value_scales, place, "value"); });
  const input::Tensor& naming = group.naming();
  const std::size_t n = keys_of(group, place);
  if (n == 0)
    return {};
  return loaded(naming, n, n * derived_dimension, [&] {
    return KeyMatrix{.vectors = derived_values(n, derived_dimension, seed_, naming.name)};
  });
}

const Misreadings& Dataset::misreadings(const attention::AttentionGroup& group) {
  const std::lock_guard lock(mutex_);
  const auto found = misread_.find(&group);
  return found != misread_.end() ? found->second
                                 : misread_.emplace(&group, misreadings_of(group)).first->second;
}

std::vector<double> Dataset::scores(const attention::AttentionGroup& group, const attention::RowPlace& query,
                                    const attention::RowPlace& keys) {
  return scores(group, query, keys, mask_of(group, query)).scores;
}

Formed Dataset::scores(const attention::AttentionGroup& group, const attention::RowPlace& place,
                       const attention::RowPlace& of_keys, std::span<const double> mask) {
  Formed formed;
  if (group.scores) {
    input::read_row(*group.scores, group.geometry.scores_row(*group.scores, place), formed.scores);
    hide_unseen(group, place, mask, formed.scores);
    return formed;
  }
  std::vector<double> seen(keys_of(group, place), 0);
  hide_unseen(group, place, mask, seen);
  if (sees_nothing(seen))
    return {.scores = std::move(seen), .error = {}};
  std::vector<double> query;
  input::read_row(*group.queries, group.geometry.query_row(*group.queries, place), query);
  return form_scores(group, query, *keys(group, of_keys).vectors,
                     adds(group) ? mask : std::span<const double>{}, seen);
}

AttentionRow Dataset::row(std::size_t index, bool derive_values) {
  try {
    return read_row(index, derive_values);
  } catch (const input::InputError& error) {
    if (!error.file().empty())
      throw;
    const Place at = place(index); // what reads one tensor knows no more than that
    throw fault_of(*at.file, *at.group, at.group->geometry.place(at.row), error.tensor().value_or(""),
                   error.reason());
  }
}

AttentionRow Dataset::read_row(std::size_t index, bool derive_values) {
  const Place at = place(index);
  const attention::AttentionGroup& group = *at.group;
  const attention::RowPlace place = group.geometry.place(at.row);
  const auto fault = [&](const std::string& tensor, const std::string& reason) {
    return fault_of(*at.file, group, place, tensor, reason);
  };
  AttentionRow row{.origin = origin(index),
                   .index = group.geometry.indices(place),
                   .dtype = group.naming().dtype,
                   .scores = {},
                   .declared = group.declared,
                   .values = {}};
  row.declared.scale = scale_of(group);
  row.only_products = only_products(group);
  row.query = stored<double>(group.queries, group, place);
  std::vector<double> mask = mask_of(group, place);
  Formed formed = scores(group, place, place, mask);
  row.keys_total = formed.scores.size();
  const bool empty = sees_nothing(formed.scores);
  if (!empty && row.query &&
      !std::ranges::all_of(row.query->numbers, [](double x) { return std::isfinite(x); }))
    throw fault(row.query->tensor, "the query is not finite");
  if (group.queries && group.keys) {
    const KeyMatrix matrix = keys(group, place);
    require_readable(at, matrix, *group.keys, group.key_scales, formed.scores, "key vector");
    row.keys = matrix.vectors;
  }
  if (group.values || derive_values) {
    const KeyMatrix matrix = values(group, place);
    require_readable(at, matrix, group.values ? *group.values : group.naming(), group.value_scales,
                     formed.scores, "value");
    row.values = matrix.vectors;
  }
  row.values_derived = !group.values.has_value();
  if (group.values)
    row.values_dtype = group.values->dtype;
  row.values_scaled = group.value_scales.has_value();
  row.keys_scaled = group.key_scales.has_value();
  if (group.sinks)
    row.sink = input::read_element(*group.sinks, place.head);
  if (row.sink == -infinity)
    row.sink = std::nullopt;
  std::string tensor = group.naming().name;
  try {
    if (!empty) {
      if (group.selection) {
        std::vector<double> selection;
        input::read_row(*group.selection, group.geometry.scores_row(*group.selection, place), selection);
        if (selection.size() < row.keys_total)
          throw fault(group.selection->name,
                      fmt::format("has {} scores, and the row {} keys", selection.size(), row.keys_total));
        selection.resize(row.keys_total);
        hide_unseen(group, place, mask, selection);
        for (std::size_t key = 0; key < selection.size(); ++key)
          if (formed.scores[key] == -infinity) // a key that is masked may be chosen by no scores
            selection[key] = -infinity;
        tensor = group.selection->name;
        row.selection = std::make_shared<const Scores>(std::move(selection));
        tensor = group.naming().name;
      }
      row.scores = std::make_shared<const Scores>(std::move(formed.scores));
      if (!group.scores)
        row.formed = std::move(formed.error);
    }
  } catch (const DomainError& error) {
    throw fault(tensor, error.what());
  }
  if (adds(group))
    row.added = std::move(mask);
  row.outputs = stored<double>(group.outputs, group, place);
  row.indices = stored_indices(group, place);
  if (group.declared.index_space != attention::Declarations::IndexSpace::row)
    row.declared.padding = attention::Declarations::Padding::minus_one; // see to_row_space()
  if (group.declared.index_space == attention::Declarations::IndexSpace::page)
    row.declared.head = attention::Declarations::HeadKind::any; // whole pages are no Top-k set of keys
  if (group.lse)
    row.lse =
        Stored<double>{group.lse->name,
                       group.lse->dtype,
                       {input::read_element(*group.lse, group.geometry.lse_element(*group.lse, place))}};
  row.truncated = stored<double>(group.truncated, group, place);
  row.neighbours = std::make_shared<const FileNeighbours>(*this, group, place);
  return row;
}

} // namespace tailmass::verify::cases
