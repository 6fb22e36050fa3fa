// Stored numbers against what they were computed from.
#include "verify/consistency.hpp"

#include "theory/exact/softmax.hpp"

#include <algorithm>
#include <limits>
#include <optional>

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

/// n u/(1 - n u), for n u < 1.
Ball gamma(std::size_t n, double u) {
  const Ball nu = Ball(n) * Ball(u);
  return nu.at_precision(bits) / (Ball(1) - nu);
}

/// Whether n roundings leave something of a number.
bool fine_enough(std::size_t n, double u) {
  return static_cast<double>(n) * u < 0.5;
}

/// Enters |error| <= bound of one number.
void enter(ConsistencyRecord& record, const Ball& error, const Ball& bound, const Origin& origin) {
  if (certainly_at_most(error, bound))
    ++record.held;
  else
    ++record.exceeded; // not proven to hold counts as exceeded: unknown is never a pass
  const bool no_error = is_exact(error) && approximate(error) == 0;
  const bool no_bound = is_exact(bound) && approximate(bound) == 0;
  const double ratio = no_error   ? 0
                       : no_bound ? std::numeric_limits<double>::infinity()
                                  : approximate(error.at_precision(bits) / bound.at_precision(bits));
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
  const double u = unit_roundoff(group.scores.dtype);
  if (!fine_enough(q.size(), u)) {
    record.unbounded = row.scores->finite_count();
    return record;
  }
  const Ball factor = gamma(q.size(), u);
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

/// n factors p_i G_i of "stored-outputs"; nothing where the format is too coarse.
std::optional<Vector<Ball>> output_factors(Evaluator<Ball>& row, double u) {
  const std::size_t n = row.scores().finite_count();
  if (!fine_enough(n + 1, u))
    return std::nullopt;
  constexpr double exp_roundings = 8;
  const Vector<Ball>& p = exact::probabilities(row);
  const Precision<Ball>& at = row.precision();
  Vector<Ball> grown(row.scores().size(), at); // 1 + e_i
  for (const Key key : row.scores().finite())
    grown.set(key, exp((Ball(exp_roundings) - exact::exponents(row)[key]) * Ball(u)));
  const Ball mean = dot(p, grown) - Ball(1); // e
  if (!certainly_less(mean, Ball(0.5)))
    return std::nullopt;
  const Ball common =
      (Ball(1) + Ball(u)) * (Ball(1) + gamma(n + 1, u)) / (Ball(1) - gamma(n, u)) / (Ball(1) - mean);
  const auto finite = row.scores().finite();
  return product(p, shifted(scaled(grown, common, finite, at), Ball(-1), finite, at), finite, at);
}

ConsistencyRecord check_outputs(const Dataset::Place& place, const Row& row) {
  const AttentionGroup& group = *place.group;
  ConsistencyRecord record{.check = "stored-outputs",
                           .bound = "|o - Attn| <= sum p G |v|, G of the format and n"};
  std::vector<double> stored;
  read_row(*group.outputs, place.row, stored);
  const Case c{
      .scores = row.scores, .head = Head::top_k(*row.scores, row.scores->size()), .values = row.values};
  Evaluator<Ball> evaluator(c, Precision<Ball>{bits});
  const std::optional<Vector<Ball>> factors = output_factors(evaluator, unit_roundoff(group.outputs->dtype));
  if (!factors) {
    record.unbounded = stored.size();
    return record;
  }
  const Vector<Ball>& p = exact::probabilities(evaluator);
  for (std::size_t axis = 0; axis < stored.size(); ++axis) {
    Ball mean = Ball().at_precision(bits);
    Ball bound = mean;
    for (const Key key : row.scores->finite()) {
      const Ball value(row.values->at(key, axis));
      mean += p[key] * value;
      bound += (*factors)[key] * abs(value);
    }
    enter(record, abs(Ball(stored[axis]) - mean), bound, row.origin);
  }
  return record;
}

} // namespace

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
    found->unbounded += more.unbounded;
    if (more.worst && (!found->worst || more.worst_ratio > found->worst_ratio)) {
      found->worst_ratio = more.worst_ratio;
      found->worst = more.worst;
    }
  }
}

} // namespace tailmass
