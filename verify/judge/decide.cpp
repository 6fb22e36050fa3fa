// Decides one claim, by balls.
#include "verify/judge/decide.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace tailmass::verify::judge {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

/// ln(rhs/lhs), for people: the verdict never depends on it. Infinite where the left side may be 0.
double slack_of(const Claim<Ball>& claim) {
  constexpr long bits = 128;
  if (!std::isfinite(negative_log2(claim.lhs)))
    return infinity;
  return approximate(log(claim.rhs.at_precision(bits) / claim.lhs.at_precision(bits)));
}

bool exactly_zero(const Ball& x) {
  return is_exact(x) && approximate(x) == 0;
}

bool narrow(const Claim<Ball>& claim, const Ball& scale, long bits) {
  return radius_within(claim.lhs, scale, bits) && radius_within(claim.rhs, scale, bits);
}

std::optional<Judgement> decide_identity(const Claim<Ball>& claim, const Closeness& closeness) {
  Judgement judgement{.claim = claim.label};
  if (!overlap(claim.lhs, claim.rhs)) {
    judgement.verdict = Verdict::refuted;
    judgement.slack = nan;
    judgement.reason = "the sides differ: " + to_decimal(claim.lhs, 20) + " and " + to_decimal(claim.rhs, 20);
    return judgement;
  }
  const bool by_value = !claim.vanishes && closeness.by_value;
  judgement.scale = by_value ? Scale::value : Scale::largest_term;
  if (!narrow(claim, by_value ? claim.rhs : claim.scale, closeness.bits))
    return std::nullopt;
  judgement.verdict = Verdict::agrees;
  return judgement;
}

std::optional<Judgement> decide_inequality(const Claim<Ball>& claim, const Closeness& closeness) {
  Judgement judgement{.claim = claim.label};
  const auto says_nothing = [&](std::string reason) {
    judgement.verdict = Verdict::vacuous;
    judgement.slack = nan;
    judgement.reason = std::move(reason);
    return judgement;
  };
  const bool separate = certainly_less(claim.lhs, claim.rhs);
  if (certainly_less(claim.rhs, claim.lhs) || (separate && claim.equality)) {
    judgement.verdict = Verdict::refuted;
    judgement.slack = slack_of(claim);
    judgement.reason = (separate ? "its equality case holds and is not attained: " : "left exceeds right: ") +
                       to_decimal(claim.lhs, 20) + " and " + to_decimal(claim.rhs, 20);
    return judgement;
  }
  // Only of what is a probability: a left side beyond 1 is refuted, or left open, as any other.
  if (claim.of_mass && !claim.equality && certainly_at_most(Ball(1), claim.rhs) &&
      certainly_at_most(claim.lhs, Ball(1)))
    return says_nothing("a bound of 1 or more of a probability");
  if (claim.equality) {
    // By value, unless the value is 0 or as good as 0: then by the largest term, where the theorem names one.
    const bool may_vanish = claim.vanishes || !closeness.by_value || exactly_zero(claim.rhs);
    const bool by_value = !may_vanish || std::isfinite(negative_log2(claim.rhs));
    judgement.scale = by_value ? Scale::value : Scale::largest_term;
    if (!narrow(claim, by_value ? claim.rhs : claim.scale, closeness.bits))
      return std::nullopt;
    judgement.verdict = Verdict::tight;
    return judgement;
  }
  if (exactly_zero(claim.lhs) && exactly_zero(claim.rhs))
    return says_nothing("both sides are 0");
  if (!separate)
    return std::nullopt; // equal without an equality case is a gap in the theorem's predicate, and stays open
  judgement.verdict = Verdict::proved;
  judgement.slack = slack_of(claim);
  return judgement;
}

std::optional<Judgement> decide_statistic(const Claim<Ball>& claim) {
  Judgement judgement{.claim = claim.label, .false_alarm = claim.false_alarm};
  const Ball distance = abs(claim.lhs - claim.rhs);
  const bool within = certainly_at_most(distance, claim.half_width);
  if (!within && !certainly_less(claim.half_width, distance))
    return std::nullopt;
  judgement.verdict = within ? Verdict::consistent : Verdict::refuted;
  judgement.slack = nan; // of one sample it says how lucky that was, and nothing of the statement
  if (!within)
    judgement.reason = "the statistic " + to_decimal(claim.lhs, 10) + " is further than " +
                       to_decimal(claim.half_width, 10) + " from " + to_decimal(claim.rhs, 10);
  return judgement;
}

} // namespace

std::optional<Judgement> decide(const Claim<Ball>& claim, const Closeness& closeness) {
  switch (claim.relation) {
  case Relation::equal:
    return decide_identity(claim, closeness);
  case Relation::at_most:
    return decide_inequality(claim, closeness);
  case Relation::consistent:
    return decide_statistic(claim);
  }
  return std::nullopt;
}

PremiseState state_of(const std::vector<Premise<Ball>>& premises) {
  PremiseState state = PremiseState::holds;
  for (const Premise<Ball>& premise : premises) {
    if (premise.equality && !overlap(premise.lesser, premise.greater))
      throw std::logic_error("a premise's equality case holds, but its sides differ");
    if (premise.equality || certainly_at_most(premise.lesser, premise.greater))
      continue;
    if (certainly_less(premise.greater, premise.lesser))
      return PremiseState::fails;
    state = PremiseState::open;
  }
  return state;
}

} // namespace tailmass::verify::judge
