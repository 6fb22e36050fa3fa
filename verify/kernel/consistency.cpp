// Stored numbers against what they were computed from.
#include "verify/kernel/consistency.hpp"

#include "verify/kernel/error.hpp"
#include "verify/kernel/expected.hpp"

#include <cmath>

namespace tailmass::verify::kernel {

namespace {

record::ConsistencyRecord check_scores(const cases::AttentionRow& row) {
  record::ConsistencyRecord record{.check = "stored-scores", .bound = "|s - q.k| <= gamma_d sum |q_x k_x|"};
  const std::vector<double>& q = row.query->numbers;
  for (std::size_t axis = 0; axis < q.size(); ++axis)
    if (!std::isfinite(q[axis]))
      throw cases::row_error(row, row.query->tensor, "value is not finite on axis " + std::to_string(axis));
  const double u = format_of(row.dtype).unit_roundoff;
  if (!fine_enough(q.size(), u)) {
    record.unbounded = row.scores->finite_count();
    return record;
  }
  const Ball factor = gamma(q.size(), u);
  for (const Key key : row.scores->finite()) {
    Ball dot; // exact: sums and products of doubles
    Ball magnitude;
    for (std::size_t x = 0; x < q.size(); ++x) {
      const Ball term = Ball(q[x]) * Ball(row.keys->at(key, x));
      dot += term;
      magnitude += abs(term);
    }
    enter(record, (*row.scores)[key], {dot, factor * magnitude}, row.origin);
  }
  return record;
}

record::ConsistencyRecord check_outputs(const cases::AttentionRow& row) {
  record::ConsistencyRecord record{.check = "stored-outputs",
                                   .bound = "|o - Attn| <= sum p G |v|, G of the format and n"};
  const std::vector<double>& stored = row.outputs->numbers;
  const std::span<const Key> keys = row.scores->finite();
  const KernelAttention attention(
      scores_of(*row.scores, keys),
      kernel_arithmetic(row.outputs->dtype, row.dtype, row.scores->size(), row.values_dtype));
  if (!attention.bounded()) {
    record.unbounded = stored.size();
    return record;
  }
  for (std::size_t axis = 0; axis < stored.size(); ++axis)
    enter(record, stored[axis], attention.mean(values_of(*row.values, keys, axis)), row.origin);
  return record;
}

} // namespace

std::vector<record::ConsistencyRecord> check_consistency(const cases::AttentionRow& row) {
  std::vector<record::ConsistencyRecord> records;
  if (row.query && row.keys)
    records.push_back(check_scores(row));
  if (row.outputs && row.values && !row.values_derived)
    records.push_back(check_outputs(row));
  return records;
}

} // namespace tailmass::verify::kernel
