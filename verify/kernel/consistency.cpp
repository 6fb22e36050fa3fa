// Stored numbers against what they were computed from.
#include "verify/kernel/consistency.hpp"

#include "theory/numbers/assumed_arithmetic.hpp"
#include "verify/cases/dot.hpp"
#include "verify/kernel/checks.hpp"
#include "verify/kernel/empty.hpp"
#include "verify/kernel/error.hpp"
#include "verify/kernel/expected.hpp"
#include "verify/kernel/results.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tailmass::verify::kernel {

namespace {

/// cap tanh(score/cap).
Ball capped(const Ball& score, double cap) {
  constexpr Precision<Ball> at{}; // an exact ball is divided at none
  const Ball power = exp(at(2.0) * score / at(cap));
  return at(cap) * (at(1.0) - at(2.0) / (power + at(1.0)));
}

/// What the scores of a row are held to.
class StoredScores {
public:
  explicit StoredScores(const cases::AttentionRow& row)
      : row_(row), q_(row.query->numbers), scale_(row.declared.scale.value_or(1)),
        cap_(row.declared.soft_cap) {
    const KernelArithmetic arithmetic =
        kernel_arithmetic(row.dtype, row.dtype, q_.size(), {}, row.declared.arithmetic);
    u_ = std::max(format_of(row.dtype).unit_roundoff, arithmetic.accumulation.unit_roundoff);
    // A factor and its product; a cap, a quotient, a tanh trusted to 8 roundings, a product; a sum.
    const std::size_t roundings =
        q_.size() + (scale_ == 1 ? 0 : 2) + (cap_ ? 12 : 0) + (row.added.empty() ? 0 : 1);
    fine_ = fine_enough(roundings, u_);
    // gamma_d is the plainer form of (1 + u)^d - 1, which bounds any number of roundings.
    factor_ = fine_ ? gamma(roundings, u_) : exp(Ball(roundings) * log(one_plus(u_))) - Ball(1);
    factor_in_doubles_ = fine_ ? gamma<double>(roundings, u_) : 0;
    const double operands = arithmetic.operands * (2 + arithmetic.operands); // exact: (1 + o)^2 - 1
    factor_ += Ball(operands) * (Ball(1) + factor_);
    factor_in_doubles_ += operands * (1 + factor_in_doubles_);
  }

  [[nodiscard]] Judged judge(Key key) const {
    std::optional<Judged> found;
    // A sum in the scores' own arithmetic tells nothing of its roundings.
    if (u_ > 0x1p-40)
      found = settled<double>(key, 0x1p-53);
    else if (std::numeric_limits<long double>::digits >= 64)
      found = settled<long double>(key, 0x1p-64L);
    return found ? *std::move(found) : by_balls(key);
  }

private:
  /// What sums with this roundoff settle; nothing too where products may have underflowed.
  template <class Sum>
  [[nodiscard]] std::optional<Judged> settled(Key key, Sum u) const {
    const auto [product, size] = cases::dot<Sum>(q_, row_.keys->of(key));
    const Sum added = row_.added.empty() ? 0 : row_.added[key], scale = scale_;
    const Sum value = scale * product + added, magnitude = scale * size + std::abs(added);
    const double score = (*row_.scores)[key];
    if (!fine_ || cap_ || !(magnitude >= Sum(0x1p-900) && magnitude <= Sum(0x1p1000)) ||
        !(scale >= Sum(0x1p-60)))
      return std::nullopt;
    const auto d = static_cast<Sum>(q_.size() + 16);
    const Sum own = d * u * magnitude * (1 + 2 * d * u), bound = Sum(factor_in_doubles_) * magnitude;
    const Sum error = std::abs(Sum(score) - value), slip = 4 * d * u + Sum(0x1p-48);
    Judged found{.ratio = static_cast<double>(error / bound)};
    if (error + own <= bound * (1 - slip) - d * Sum(0x1p-1000))
      found.outcome = Judged::Outcome::held;
    else if (error > (bound + own) * (1 + slip) + d * Sum(0x1p-1000))
      found.outcome = Judged::Outcome::exceeded;
    else
      return std::nullopt;
    return found;
  }

  [[nodiscard]] Judged by_balls(Key key) const {
    const std::span<const double> k = row_.keys->of(key);
    Ball product; // exact: sums and products of doubles
    Ball magnitude;
    for (std::size_t x = 0; x < q_.size(); ++x) {
      const Ball term = Ball(q_[x]) * Ball(k[x]);
      product += term;
      magnitude += abs(term);
    }
    Ball score = Ball(scale_) * product;
    magnitude *= Ball(scale_);
    if (cap_)
      score = capped(score, *cap_);
    if (!row_.added.empty()) {
      score += Ball(row_.added[key]);
      magnitude += Ball(std::abs(row_.added[key]));
    }
    return judged((*row_.scores)[key], {score, factor_ * magnitude});
  }

  const cases::AttentionRow& row_;
  std::span<const double> q_;
  double u_ = 0;
  double scale_;
  std::optional<double> cap_;
  bool fine_ = false;
  Ball factor_;
  double factor_in_doubles_ = 0;
};

record::ConsistencyRecord check_scores(const cases::AttentionRow& row) {
  record::ConsistencyRecord record = stored_scores.record();
  const std::vector<double>& q = row.query->numbers;
  for (std::size_t axis = 0; axis < q.size(); ++axis)
    if (!std::isfinite(q[axis]))
      throw cases::row_error(row, row.query->tensor, "value is not finite on axis " + std::to_string(axis));
  const StoredScores scores(row);
  for (const Key key : finite_keys(*row.scores))
    enter(record, scores.judge(key), row.origin);
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
