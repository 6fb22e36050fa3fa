// Whether a search discarded no more than its certificate says.
#include "verify/studies/judged_head.hpp"

#include "theory/exact/search/scores_of_keys.hpp"
#include "theory/numbers/assumed_arithmetic.hpp"
#include "theory/stable/search/key_scores.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tailmass::verify::studies {

namespace {

constexpr long ball_bits = 512;

/// Of the exponent's difference, at most 745, and of the exponential.
constexpr double of_weight = 1024 * 0x1p-53;

} // namespace

HeadJudge::HeadJudge(const QueryKeys& query_keys)
    : query_keys_(query_keys), low_(query_keys.size()), high_(query_keys.size()) {
  const AssumedArithmetic assumed;
  const auto& scores = query_keys.derived<stable::KeyScores>();
  double top = -std::numeric_limits<double>::infinity();
  for (const Key key : query_keys.unmasked())
    top = std::max(top, scores.of(key).upper());
  for (const Key key : query_keys.unmasked()) {
    low_[key] = std::exp(scores.of(key).lower() - top) * (1 - of_weight);
    if (low_[key] < std::numeric_limits<double>::min())
      low_[key] = 0;
    high_[key] = std::max(std::exp(scores.of(key).upper() - top) * (1 + of_weight),
                          std::numeric_limits<double>::min());
  }
}

HeadVerdict HeadJudge::verdict(std::span<const Key> head, double tail_mass) const {
  const AssumedArithmetic assumed;
  std::vector<bool> kept(query_keys_.size());
  for (const Key key : head)
    kept[key] = true;
  if (head.size() == query_keys_.unmasked().size())
    return tail_mass >= 0 ? HeadVerdict::proved : HeadVerdict::refuted;
  double tail_low = 0, tail_high = 0, head_low = 0, head_high = 0;
  for (const Key key : query_keys_.unmasked()) {
    (kept[key] ? head_low : tail_low) += low_[key];
    (kept[key] ? head_high : tail_high) += high_[key];
  }
  // tail/(head + tail) <= t as tail (1 - t) <= t head; sums of n terms are off by n u, the rest by 4 u.
  const double roundings = 1 + (static_cast<double>(query_keys_.size()) + 8) * 0x1p-52;
  const double rest = 1 - tail_mass;
  if (tail_high * rest * roundings <= tail_mass * head_low)
    return HeadVerdict::proved;
  if (tail_low * rest > tail_mass * head_high * roundings)
    return HeadVerdict::refuted;
  const Vector<Ball> weights = exact::weights_of(query_keys_, Precision<Ball>{ball_bits});
  Ball tail = Ball().at_precision(ball_bits), all = tail;
  for (const Key key : query_keys_.unmasked()) {
    all += weights[key];
    if (!kept[key])
      tail += weights[key];
  }
  all *= Ball(tail_mass);
  return certainly_at_most(tail, all) ? HeadVerdict::proved
         : certainly_less(all, tail)  ? HeadVerdict::refuted
                                      : HeadVerdict::undecided;
}

} // namespace tailmass::verify::studies
