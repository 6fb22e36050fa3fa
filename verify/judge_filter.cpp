// Bounds that double intervals decide.
#include "verify/judge_filter.hpp"

#include <algorithm>
#include <cmath>

namespace tailmass {

namespace {

constexpr long double_bits = 53;
constexpr double slack_digits = 1e-6;

bool only_zero(const Interval& x) {
  return x.low() == 0 && x.high() == 0;
}

} // namespace

std::optional<Judgement> decide_by_intervals(const Claim<Interval>& claim) {
  if (claim.relation != Relation::at_most || claim.equality || !claim.evaluated ||
      !certainly_less(claim.lhs, claim.rhs))
    return std::nullopt;
  Judgement judgement{
      .claim = claim.label, .verdict = Verdict::proved, .bits = double_bits, .filtered = true};
  if (only_zero(claim.lhs)) {
    judgement.slack = std::numeric_limits<double>::infinity();
    return judgement;
  }
  if (!(claim.lhs.low() > 0 && std::isfinite(claim.rhs.high())))
    return std::nullopt;
  const Interval slack = log(claim.rhs / claim.lhs);
  if (!(slack.low() > 0 && slack.high() - slack.low() <= slack_digits * slack.low()))
    return std::nullopt;
  judgement.slack = slack.low() + (slack.high() - slack.low()) / 2;
  return judgement;
}

bool premises_hold(const std::vector<Premise<Interval>>& premises) {
  return std::ranges::all_of(premises, [](const Premise<Interval>& premise) {
    const bool apart =
        certainly_less(premise.lesser, premise.greater) || certainly_less(premise.greater, premise.lesser);
    return premise.equality ? !apart : certainly_at_most(premise.lesser, premise.greater);
  });
}

} // namespace tailmass
