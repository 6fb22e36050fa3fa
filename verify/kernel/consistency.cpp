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

/// cap tanh(score/cap).
Ball capped(const Ball& score, double cap) {
  const Ball power = exp(Ball(2) * score / Ball(cap));
  return Ball(cap) * (Ball(1) - Ball(2) / (power + Ball(1)));
}

record::ConsistencyRecord check_scores(const cases::AttentionRow& row) {
  record::ConsistencyRecord record = stored_scores.record();
  const std::vector<double>& q = row.query->numbers;
  for (std::size_t axis = 0; axis < q.size(); ++axis)
    if (!std::isfinite(q[axis]))
      throw cases::row_error(row, row.query->tensor, "value is not finite on axis " + std::to_string(axis));
  const double u = format_of(row.dtype).unit_roundoff;
  const double scale = row.declared.scale.value_or(1);
  const std::optional<double> cap = row.declared.soft_cap;
  // A factor and its product; a cap, a quotient, a tanh trusted to 8 roundings, a product; a sum.
  const std::size_t roundings =
      q.size() + (scale == 1 ? 0 : 2) + (cap ? 12 : 0) + (row.added.empty() ? 0 : 1);
  // gamma_d is the plainer form of (1 + u)^d - 1, which bounds any number of roundings.
  const Ball factor =
      fine_enough(roundings, u) ? gamma(roundings, u) : exp(Ball(roundings) * log(one_plus(u))) - Ball(1);
  for (const Key key : row.scores->finite()) {
    Ball dot; // exact: sums and products of doubles
    Ball magnitude;
    for (std::size_t x = 0; x < q.size(); ++x) {
      const Ball term = Ball(q[x]) * Ball(row.keys->at(key, x));
      dot += term;
      magnitude += abs(term);
    }
    Ball score = Ball(scale) * dot;
    magnitude *= Ball(scale);
    if (cap)
      score = capped(score, *cap);
    if (!row.added.empty()) {
      score += Ball(row.added[key]);
      magnitude += Ball(std::abs(row.added[key]));
    }
    enter(record, (*row.scores)[key], {score, factor * magnitude}, row.origin);
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
  if (row.query && row.keys && !row.formed)
    records.push_back(check_scores(row));
  if (row.outputs && row.values && !row.values_derived)
    records.push_back(check_outputs(row));
  return records;
}

} // namespace tailmass::verify::kernel
