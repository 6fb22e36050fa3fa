// Stored numbers against what they were computed from.
#include "verify/kernel/consistency.hpp"

#include "verify/kernel/error.hpp"
#include "verify/kernel/expected.hpp"

#include <cmath>

namespace tailmass::verify::kernel {

namespace {

/// One row of queries or keys.
void read_finite(const cases::Dataset::Place& place, const input::Tensor& tensor, std::size_t row,
                 std::vector<double>& values) {
  input::read_row(tensor, row, values);
  for (std::size_t axis = 0; axis < values.size(); ++axis)
    if (!std::isfinite(values[axis]))
      throw place.file->error(tensor, row, "value is not finite on axis " + std::to_string(axis));
}

record::ConsistencyRecord check_scores(const cases::Dataset::Place& place, const cases::Row& row) {
  const input::AttentionGroup& group = *place.group;
  record::ConsistencyRecord record{.check = "stored-scores", .bound = "|s - q.k| <= gamma_d sum |q_x k_x|"};
  std::vector<double> q;
  std::vector<double> k;
  read_finite(place, *group.queries, place.row, q);
  const std::size_t first_key = input::matrix_index(group, place.row) * row.scores->size();
  const double u = format_of(group.scores.dtype).unit_roundoff;
  if (!fine_enough(q.size(), u)) {
    record.unbounded = row.scores->finite_count();
    return record;
  }
  const Ball factor = gamma(q.size(), u);
  for (const Key key : row.scores->finite()) {
    read_finite(place, *group.keys, first_key + key, k);
    Ball dot; // exact: sums and products of doubles
    Ball magnitude;
    for (std::size_t x = 0; x < q.size(); ++x) {
      const Ball term = Ball(q[x]) * Ball(k[x]);
      dot += term;
      magnitude += abs(term);
    }
    enter(record, (*row.scores)[key], {dot, factor * magnitude}, row.origin);
  }
  return record;
}

record::ConsistencyRecord check_outputs(const cases::Dataset::Place& place, const cases::Row& row) {
  const input::AttentionGroup& group = *place.group;
  record::ConsistencyRecord record{.check = "stored-outputs",
                                   .bound = "|o - Attn| <= sum p G |v|, G of the format and n"};
  std::vector<double> stored;
  input::read_row(*group.outputs, place.row, stored);
  const std::span<const Key> keys = row.scores->finite();
  const KernelAttention attention(
      scores_of(*row.scores, keys),
      kernel_arithmetic(group.outputs->dtype, group.scores.dtype, row.scores->size(), group.values->dtype));
  if (!attention.bounded()) {
    record.unbounded = stored.size();
    return record;
  }
  for (std::size_t axis = 0; axis < stored.size(); ++axis)
    enter(record, stored[axis], attention.mean(values_of(*row.values, keys, axis)), row.origin);
  return record;
}

} // namespace

std::vector<record::ConsistencyRecord> check_consistency(const cases::Dataset& dataset, std::size_t index,
                                                         const cases::Row& row) {
  const cases::Dataset::Place& place = dataset.place(index);
  std::vector<record::ConsistencyRecord> records;
  if (place.group->queries && place.group->keys)
    records.push_back(check_scores(place, row));
  if (place.group->outputs && place.group->values)
    records.push_back(check_outputs(place, row));
  return records;
}

} // namespace tailmass::verify::kernel
