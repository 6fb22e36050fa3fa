// Stored numbers against what they were computed from.
#include "verify/consistency.hpp"

#include "theory/exact/softmax.hpp"

#include <algorithm>
#include <cmath>

namespace tailmass {

namespace {

constexpr long bits = 128;

double unit_roundoff(DType dtype) {
  switch (dtype) {
  case DType::F64:
    return 0x1p-53;
  case DType::F32:
    return 0x1p-24;
  case DType::F16:
    return 0x1p-11;
  default:
    return 0x1p-8; // BF16; scores and outputs are floating, or the file was refused
  }
}

double gamma(std::size_t n, double u) {
  const double nu = static_cast<double>(n) * u;
  return nu / (1 - nu);
}

/// Enters |error| <= bound of one number.
void enter(ConsistencyRecord& record, const Ball& error, const Ball& bound, const Origin& origin) {
  if (certainly_at_most(error, bound))
    ++record.held;
  else
    ++record.exceeded; // not proven to hold counts as exceeded: unknown is never a pass
  const bool exact_zero = is_exact(error) && approximate(error) == 0;
  const double ratio = exact_zero ? 0 : approximate(error.at_precision(bits) / bound.at_precision(bits));
  if (!record.worst || ratio > record.worst_ratio) {
    record.worst_ratio = ratio;
    record.worst = origin;
  }
}

ConsistencyRecord check_scores(const Dataset::Place& place, const Row& row) {
  const AttentionGroup& group = *place.group;
  ConsistencyRecord record{.check = "stored-scores", .bound = "|s - q.k| <= gamma_d sum |q_x k_x|"};
  std::vector<double> q;
  std::vector<double> k;
  read_row(*group.queries, place.row, q);
  const std::size_t first_key = matrix_index(group, place.row) * row.scores->size();
  const Ball factor(gamma(q.size(), unit_roundoff(group.scores.dtype)));
  for (const Key key : row.scores->finite()) {
    read_row(*group.keys, first_key + key, k);
    Ball dot; // exact: sums and products of doubles
    Ball magnitude;
    for (std::size_t x = 0; x < q.size(); ++x) {
      const Ball term = Ball(q[x]) * Ball(k[x]);
      dot += term;
      magnitude += abs(term);
    }
    enter(record, abs(Ball((*row.scores)[key]) - dot), factor * magnitude, row.origin);
  }
  return record;
}

ConsistencyRecord check_outputs(const Dataset::Place& place, const Row& row) {
  const AttentionGroup& group = *place.group;
  ConsistencyRecord record{.check = "stored-outputs",
                           .bound = "|o - Attn| <= G sum p |v|, G of the format and n"};
  std::vector<double> stored;
  read_row(*group.outputs, place.row, stored);
  const Case c{
      .scores = row.scores, .head = Head::top_k(*row.scores, row.scores->size()), .values = row.values};
  Evaluator<Ball> evaluator(c, Precision<Ball>{bits});
  const Vector<Ball>& p = exact::probabilities(evaluator);
  const double range = row.scores->ranked(1) - row.scores->ranked(row.scores->finite_count());
  const Ball factor(output_factor(row.scores->finite_count(), range, unit_roundoff(group.outputs->dtype)));
  for (std::size_t axis = 0; axis < stored.size(); ++axis) {
    Ball mean = Ball().at_precision(bits);
    Ball magnitude = mean;
    for (const Key key : row.scores->finite()) {
      const Ball term = p[key] * Ball(row.values->at(key, axis));
      mean += term;
      magnitude += abs(term);
    }
    enter(record, abs(Ball(stored[axis]) - mean), factor * magnitude, row.origin);
  }
  return record;
}

} // namespace

double output_factor(std::size_t n, double range, double unit_roundoff) {
  constexpr double exp_ulps = 8;
  const double e = std::expm1((range + exp_ulps) * unit_roundoff);
  const double g = gamma(n, unit_roundoff);
  return (1 + e) / (1 - e) * (1 + g) / (1 - g) * (1 + unit_roundoff) * (1 + gamma(n + 1, unit_roundoff)) - 1;
}

std::vector<ConsistencyRecord> check_consistency(const Dataset& dataset, std::size_t index, const Row& row) {
  const Dataset::Place& place = dataset.place(index);
  std::vector<ConsistencyRecord> records;
  if (place.group->queries && place.group->keys)
    records.push_back(check_scores(place, row));
  if (place.group->outputs && place.group->values)
    records.push_back(check_outputs(place, row));
  return records;
}

void merge(std::vector<ConsistencyRecord>& into, const std::vector<ConsistencyRecord>& later) {
  for (const ConsistencyRecord& more : later) {
    const auto found = std::ranges::find(into, more.check, &ConsistencyRecord::check);
    if (found == into.end()) {
      into.push_back(more);
      continue;
    }
    found->held += more.held;
    found->exceeded += more.exceeded;
    if (more.worst && (!found->worst || more.worst_ratio > found->worst_ratio)) {
      found->worst_ratio = more.worst_ratio;
      found->worst = more.worst;
    }
  }
}

} // namespace tailmass
