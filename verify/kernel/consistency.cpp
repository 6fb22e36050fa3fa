// Stored numbers against what they were computed from.
#include "verify/kernel/consistency.hpp"

#include "theory/numbers/assumed_arithmetic.hpp"
#include "verify/kernel/checks.hpp"
#include "verify/kernel/empty.hpp"
#include "verify/kernel/error.hpp"
#include "verify/kernel/expected.hpp"
#include "verify/kernel/hull.hpp"

#include <cmath>

namespace tailmass::verify::kernel {

namespace {

record::ConsistencyRecord check_scores(const cases::AttentionRow& row) {
  record::ConsistencyRecord record = stored_scores.record();
  const std::vector<double>& q = row.query->numbers;
  for (std::size_t axis = 0; axis < q.size(); ++axis)
    if (!std::isfinite(q[axis]))
      throw cases::row_error(row, row.query->tensor, "value is not finite on axis " + std::to_string(axis));
  const double u = format_of(row.dtype).unit_roundoff;
  // gamma_d is the plainer form of (1 + u)^d - 1, which bounds any number of roundings.
  const Ball factor =
      fine_enough(q.size(), u) ? gamma(q.size(), u) : exp(Ball(q.size()) * log(one_plus(u))) - Ball(1);
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
  record::ConsistencyRecord record = stored_outputs.record();
  const std::vector<double>& stored = row.outputs->numbers;
  const std::span<const Key> keys = row.scores->finite();
  const std::vector<double> scores = scores_of(*row.scores, keys);
  const KernelArithmetic arithmetic =
      kernel_arithmetic(row.outputs->dtype, row.dtype, row.scores->size(), row.values_dtype);
  const KernelAttention attention(scores, arithmetic);
  const KernelHull hull(scores, arithmetic);
  for (std::size_t axis = 0; axis < stored.size(); ++axis) {
    const std::vector<double> values = values_of(*row.values, keys, axis);
    if (attention.bounded())
      enter(record, stored[axis], attention.mean(values), row.origin);
    else if (const std::optional<Expected> range = hull.mean(values))
      enter(record, stored[axis], *range, row.origin);
    else
      ++record.unbounded;
  }
  return record;
}

} // namespace

std::vector<record::ConsistencyRecord> check_consistency(const cases::AttentionRow& row) {
  const AssumedArithmetic assumed;
  if (!row.scores)
    return check_empty_outputs(row);
  std::vector<record::ConsistencyRecord> records;
  if (row.query && row.keys)
    records.push_back(check_scores(row));
  if (row.outputs && row.values && !row.values_derived)
    records.push_back(check_outputs(row));
  return records;
}

} // namespace tailmass::verify::kernel
