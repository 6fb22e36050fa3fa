// Reading rows and their value matrices.
#include "verify/cases/dataset.hpp"

#include "theory/nouns/domain_error.hpp"
#include "verify/cases/derive.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tailmass::verify::cases {

namespace {

constexpr std::size_t derived_dimension = 2;
constexpr std::size_t most_matrices = 16;

/// Index of the value matrix of a row; all rows of scores without values share the derived one.
std::size_t matrix_of(const Dataset::Place& place) {
  const input::AttentionGroup& group = *place.group;
  return group.values ? input::matrix_index(group.scores, *group.values, place.row) : 0;
}

/// A matrix of one vector a key; `noun` is what one entry is called.
std::shared_ptr<const Values> read_matrix(const Dataset::Place& place, const input::Tensor& tensor,
                                          std::size_t matrix, const std::string& noun) {
  const std::size_t keys = place.group->scores.width();
  std::vector<double> entries;
  std::vector<double> entry;
  for (std::size_t key = 0; key < keys; ++key) {
    const std::size_t row = matrix * keys + key;
    input::read_row(tensor, row, entry);
    for (std::size_t axis = 0; axis < entry.size(); ++axis)
      if (!std::isfinite(entry[axis]))
        throw place.file->error(tensor, row, noun + " is not finite on axis " + std::to_string(axis));
    entries.insert(entries.end(), entry.begin(), entry.end());
  }
  return std::make_shared<const Values>(keys, tensor.width(), std::move(entries), noun);
}

/// What a tensor stores of a row of scores, if the group has it.
template <class Number>
std::optional<Stored<Number>> stored(const std::optional<input::Tensor>& tensor, std::size_t row) {
  if (!tensor)
    return std::nullopt;
  Stored<Number> found{tensor->name, tensor->dtype, {}};
  input::read_row(*tensor, row, found.numbers);
  return found;
}

/// The scores of a row, -inf where the query does not see the key, whatever is stored there.
std::vector<double> visible_scores(const input::AttentionGroup& group, std::size_t row) {
  std::vector<double> scores;
  input::read_row(group.scores, row, scores);
  const std::size_t queries = input::matrix_rows(group.scores);
  for (std::size_t key = 0; key < scores.size(); ++key)
    if (!input::visible(group.declared, row % queries, queries, key, scores.size()))
      scores[key] = -std::numeric_limits<double>::infinity();
  return scores;
}

/// The rows of a matrix of scores in a file.
class FileNeighbours : public Neighbours {
public:
  explicit FileNeighbours(const Dataset::Place& place) : group_(*place.group) {
    rows_ = input::matrix_rows(group_.scores);
    first_ = place.row / rows_ * rows_;
    position_ = place.row - first_;
  }
  [[nodiscard]] std::size_t rows() const override { return rows_; }
  [[nodiscard]] std::size_t position() const override { return position_; }
  [[nodiscard]] std::string name(std::size_t row) const override {
    return input::row_index(group_.scores, first_ + row);
  }
  [[nodiscard]] std::vector<double> scores(std::size_t row) const override {
    return visible_scores(group_, first_ + row);
  }
  [[nodiscard]] std::vector<input::Integer> indices(std::size_t row) const override {
    std::vector<input::Integer> indices;
    input::read_row(*group_.indices, input::indices_row(group_.scores, *group_.indices, first_ + row),
                    indices);
    return indices;
  }

private:
  const input::AttentionGroup& group_;
  std::size_t rows_, first_, position_;
};

} // namespace

Dataset::Dataset(const std::vector<std::filesystem::path>& paths, const input::TensorNames& names,
                 std::uint64_t seed)
    : seed_(seed) {
  for (const std::filesystem::path& path : paths) {
    const input::AttentionFile& file = files_.emplace_back(path, names);
    for (const input::AttentionGroup& group : file.groups())
      for (std::size_t row = 0; row < group.scores.rows(); ++row)
        places_.push_back({&file, &group, row});
  }
}

bool Dataset::has_values() const {
  return std::ranges::any_of(places_, [](const Place& place) { return place.group->values.has_value(); });
}

bool Dataset::has_results() const {
  return std::ranges::any_of(places_, [](const Place& place) {
    const input::AttentionGroup& group = *place.group;
    return group.indices || group.lse || group.truncated || (group.outputs && group.values) ||
           (group.queries && group.keys);
  });
}

Origin Dataset::origin(std::size_t index) const {
  const Place& place = places_[index];
  return {.file = place.file->file(),
          .tensor = place.group->scores.name,
          .row = input::row_index(place.group->scores, place.row)};
}

template <class Load>
std::shared_ptr<const Values> Dataset::loaded(const input::Tensor& tensor, std::size_t matrix,
                                              const Load& load) {
  const std::lock_guard lock(mutex_);
  const auto found = std::ranges::find_if(
      recent_, [&](const Loaded& entry) { return entry.tensor == &tensor && entry.matrix == matrix; });
  if (found != recent_.end())
    return found->values;
  std::shared_ptr<const Values> values = load();
  recent_.push_front({&tensor, matrix, values});
  if (recent_.size() > most_matrices)
    recent_.pop_back();
  return values;
}

std::shared_ptr<const Values> Dataset::values(const Place& place) {
  const input::AttentionGroup& group = *place.group;
  const std::size_t matrix = matrix_of(place);
  return loaded(group.values ? *group.values : group.scores, matrix, [&] {
    return group.values ? read_matrix(place, *group.values, matrix, "value")
                        : derived_values(group.scores.width(), derived_dimension, seed_, group.scores.name);
  });
}

AttentionRow Dataset::row(std::size_t index, bool derive_values) {
  const Place& place = places_[index];
  const input::AttentionGroup& group = *place.group;
  std::vector<double> scores = visible_scores(group, place.row);
  AttentionRow row{.origin = origin(index),
                   .index = input::leading_indices(group.scores, place.row),
                   .dtype = group.scores.dtype,
                   .scores = {},
                   .keys_total = scores.size(),
                   .declared = group.declared,
                   .values = {}};
  const bool empty = std::ranges::all_of(
      scores, [](double score) { return score == -std::numeric_limits<double>::infinity(); });
  try {
    if (!empty)
      row.scores = std::make_shared<const Scores>(std::move(scores));
  } catch (const DomainError& error) {
    throw place.file->error(group.scores, place.row, error.what());
  }
  row.values_derived = !group.values.has_value();
  if (derive_values || !row.values_derived)
    row.values = values(place);
  row.first_of_matrix = index == 0 || places_[index - 1].group != place.group ||
                        matrix_of(places_[index - 1]) != matrix_of(place);
  if (group.values)
    row.values_dtype = group.values->dtype;
  row.query = stored<double>(group.queries, place.row);
  if (group.queries && group.keys) {
    const std::size_t matrix = input::matrix_index(group.scores, *group.keys, place.row);
    row.keys =
        loaded(*group.keys, matrix, [&] { return read_matrix(place, *group.keys, matrix, "key vector"); });
  }
  row.outputs = stored<double>(group.outputs, place.row);
  if (group.indices)
    row.indices =
        stored<input::Integer>(group.indices, input::indices_row(group.scores, *group.indices, place.row));
  if (group.lse)
    row.lse = Stored<double>{group.lse->name, group.lse->dtype, {input::read_element(*group.lse, place.row)}};
  row.truncated = stored<double>(group.truncated, place.row);
  row.neighbours = std::make_shared<const FileNeighbours>(place);
  return row;
}

} // namespace tailmass::verify::cases
