// Bounds that intervals decide.
#include "verify/judge/judge_filter.hpp"

#include <algorithm>
#include <cmath>

namespace tailmass::verify::judge {

namespace {

constexpr long interval_bits = 106;
constexpr double slack_digits = 1e-6;

/// Without a radius on either side, as whole numbers are.
bool exactly_equal(const Interval& a, const Interval& b) {
  return a.radius() == 0 && b.radius() == 0 && (b - a).is_zero();
}

} // namespace

std::optional<Judgement> decide_by_intervals(const Claim<Interval>& claim) {
  if (claim.relation != Relation::at_most || !claim.evaluated)
    return std::nullopt;
  Judgement judgement{
      .claim = claim.label, .verdict = Verdict::proved, .bits = interval_bits, .filtered = true};
  if (claim.of_mass && !claim.equality && certainly_at_most(Interval(1), claim.rhs) &&
      certainly_at_most(claim.lhs, Interval(1))) {
    judgement.verdict = Verdict::vacuous;
    judgement.slack = std::numeric_limits<double>::quiet_NaN();
    judgement.reason = "a bound of 1 or more of a probability";
    return judgement;
  }
  if (claim.equality) {
    // Of equal sides that are 0 only balls tell what the agreement refers to.
    if (claim.vanishes || claim.rhs.is_zero() || !exactly_equal(claim.lhs, claim.rhs))
      return std::nullopt;
    judgement.verdict = Verdict::tight;
    return judgement;
  }
  if (!certainly_less(claim.lhs, claim.rhs))
    return std::nullopt;
  if (claim.lhs.is_zero()) {
    judgement.slack = std::numeric_limits<double>::infinity();
    return judgement;
  }
  const Interval slack = log(claim.rhs / claim.lhs);
  if (!(slack.low() > 0 && 2 * slack.radius() <= slack_digits * slack.low()))
    return std::nullopt;
  judgement.slack = slack.midpoint().high;
  return judgement;
}

bool premises_hold(const std::vector<Premise<Interval>>& premises) {
  return std::ranges::all_of(premises, [](const Premise<Interval>& premise) {
    const bool apart =
        certainly_less(premise.lesser, premise.greater) || certainly_less(premise.greater, premise.lesser);
    return premise.equality ? !apart : certainly_at_most(premise.lesser, premise.greater);
  });
}

} // namespace tailmass::verify::judge
