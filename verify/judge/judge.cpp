// The judge: enclosures at rising precision until every claim is decided.
#include "verify/judge/judge.hpp"

#include "theory/exact/distribution/softmax.hpp"
#include "theory/numbers/arithmetic.hpp"
#include "verify/judge/judge_filter.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
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

std::optional<Judgement> decide_identity(const Claim<Ball>& claim, const Precisions& precisions,
                                         double range) {
  Judgement judgement{.claim = claim.label};
  if (!overlap(claim.lhs, claim.rhs)) {
    judgement.verdict = Verdict::refuted;
    judgement.slack = nan;
    judgement.reason = "the sides differ: " + to_decimal(claim.lhs, 20) + " and " + to_decimal(claim.rhs, 20);
    return judgement;
  }
  const bool by_value = !claim.vanishes && range <= precisions.largest_value_range;
  judgement.scale = by_value ? Scale::value : Scale::largest_term;
  if (!narrow(claim, by_value ? claim.rhs : claim.scale, precisions.agreement_bits))
    return std::nullopt;
  judgement.verdict = Verdict::agrees;
  return judgement;
}

std::optional<Judgement> decide_inequality(const Claim<Ball>& claim, const Precisions& precisions,
                                           double range) {
  Judgement judgement{.claim = claim.label};
  const bool separate = certainly_less(claim.lhs, claim.rhs);
  if (certainly_less(claim.rhs, claim.lhs) || (separate && claim.equality)) {
    judgement.verdict = Verdict::refuted;
    judgement.slack = slack_of(claim);
    judgement.reason = (separate ? "its equality case holds and is not attained: " : "left exceeds right: ") +
                       to_decimal(claim.lhs, 20) + " and " + to_decimal(claim.rhs, 20);
    return judgement;
  }
  if (claim.equality) {
    // By value, unless the value is 0 or as good as 0: then by the largest term, where the theorem names one.
    const bool may_vanish =
        claim.vanishes || range > precisions.largest_value_range || exactly_zero(claim.rhs);
    const bool by_value = !may_vanish || std::isfinite(negative_log2(claim.rhs));
    judgement.scale = by_value ? Scale::value : Scale::largest_term;
    if (!narrow(claim, by_value ? claim.rhs : claim.scale, precisions.agreement_bits))
      return std::nullopt;
    judgement.verdict = Verdict::tight;
    return judgement;
  }
  if (!separate && !(exactly_zero(claim.lhs) && exactly_zero(claim.rhs)))
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

/// Empty while more precision could still decide.
std::optional<Judgement> decide(const Claim<Ball>& claim, const Precisions& precisions, double range) {
  switch (claim.relation) {
  case Relation::equal:
    return decide_identity(claim, precisions, range);
  case Relation::at_most:
    return decide_inequality(claim, precisions, range);
  case Relation::consistent:
    return decide_statistic(claim);
  }
  return std::nullopt;
}

enum class PremiseState { holds, fails, open };

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

Judgement vacuous(std::string reason, long bits) {
  return {.claim = {}, .verdict = Verdict::vacuous, .slack = nan, .bits = bits, .reason = std::move(reason)};
}

} // namespace

Judge::Judge(Precisions precisions) : precisions_(precisions) {
  if (!arithmetic_is_as_assumed())
    throw std::runtime_error("this program's doubles are not rounded to nearest, or lose subnormal numbers");
}

std::vector<Judgement> Judge::judge(const Theorem& theorem, const Case& c) {
  return judge(theorem, theorem.sides, c);
}

std::vector<Judgement> Judge::judge(const Theorem& theorem, const Mutant& mutant, const Case& c) {
  return judge(theorem, mutant.sides, c);
}

std::vector<Judgement> Judge::judge_without(const Theorem& theorem, std::size_t hypothesis, const Case& c) {
  return judge(theorem, theorem.sides, c, hypothesis);
}

void Judge::turn_to(const Case& c) {
  const bool other_query = c.keyed && keyed_ && keyed_ != c.keyed;
  if (scores_ != c.scores || values_ != c.values || other_query) {
    evaluators_.clear();
    intervals_.reset();
    scores_ = c.scores;
    values_ = c.values;
    keyed_ = nullptr;
  }
  if (c.keyed)
    keyed_ = c.keyed;
  for (auto& [bits, evaluator] : evaluators_)
    evaluator.focus(c.head);
  if (intervals_)
    intervals_->focus(c.head);
}

void Judge::filter(const SidesIn& sides_in, const Case& c, std::vector<Judgement>& verdicts,
                   std::vector<bool>& decided, bool& bounds_open) {
  Sides<Interval> sides({.settled = {}, .identities = false});
  sides_in.intervals(intervals(c), c, sides);
  verdicts.resize(sides.claims.size());
  decided.resize(sides.claims.size(), false);
  if (sides.claims.empty() || !premises_hold(sides.premises))
    return;
  bounds_open = false;
  for (std::size_t i = 0; i < sides.claims.size(); ++i) {
    const Claim<Interval>& claim = sides.claims[i];
    if (const auto verdict = decide_by_intervals(claim)) {
      verdicts[i] = *verdict;
      decided[i] = true;
    }
    bounds_open = bounds_open || (!decided[i] && claim.relation != Relation::equal && !claim.equality);
  }
}

Evaluator<Interval>& Judge::intervals(const Case& c) {
  return intervals_ ? *intervals_ : intervals_.emplace(c);
}

Evaluator<Ball>& Judge::evaluator(const Case& c, long bits) {
  return evaluators_.try_emplace(bits, c, Precision<Ball>{bits}).first->second;
}

double Judge::tail_range(const Case& c) {
  if (precisions_.filter) {
    Evaluator<Interval>& row = intervals(c);
    const Interval least = min(exact::tail_mass(row), exact::head_mass(row));
    if (least.low() > 0)
      return negative_log2(least);
  }
  Evaluator<Ball>& row = evaluator(c, precisions_.inequality_bits);
  return std::max(negative_log2(exact::tail_mass(row)), negative_log2(exact::head_mass(row)));
}

long Judge::identity_bits(double range) const {
  constexpr long step = 64; // so that the heads of a row share an evaluator
  const double needed = static_cast<double>(precisions_.agreement_bits + precisions_.guard_bits) +
                        (range <= precisions_.largest_value_range ? std::ceil(range) : 0);
  return (static_cast<long>(needed) + step - 1) / step * step;
}

std::vector<Judgement> Judge::judge(const Theorem& theorem, const SidesIn& sides_in, const Case& c,
                                    std::optional<std::size_t> left_out) {
  for (std::size_t i = 0; i < theorem.hypotheses.size(); ++i)
    if (i != left_out && !theorem.hypotheses[i].holds(c))
      return {vacuous("not met: " + std::string(theorem.hypotheses[i].text), 0)};

  turn_to(c);
  std::vector<Judgement> verdicts;
  std::vector<bool> decided;
  bool bounds_open = true;
  if (precisions_.filter && sides_in.intervals != nullptr)
    filter(sides_in, c, verdicts, decided, bounds_open);
  if (!decided.empty() && std::ranges::all_of(decided, [](bool is) { return is; }))
    return verdicts;
  const double range = tail_range(c);
  const long identity_start = identity_bits(range);
  const long least_identity_bits = std::min(precisions_.agreement_bits, precisions_.most_bits);
  long bits = bounds_open ? precisions_.inequality_bits : std::min(identity_start, precisions_.most_bits);

  for (;;) {
    Sides<Ball> sides({.settled = decided, .identities = bits >= least_identity_bits});
    sides_in.balls(evaluator(c, bits), c, sides);
    if (sides.claims.empty())
      return {vacuous("it claims nothing of this case", bits)};
    verdicts.resize(sides.claims.size());
    decided.resize(sides.claims.size(), false);
    const PremiseState premise =
        left_out == theorem.hypotheses.size() ? PremiseState::holds : state_of(sides.premises);
    if (premise == PremiseState::fails)
      return {vacuous("its numerical premise does not hold", bits)};
    bool closeness_open = false; // an identity or an attained bound still needs its 200 bits
    for (std::size_t i = 0; i < sides.claims.size(); ++i) {
      const Claim<Ball>& claim = sides.claims[i];
      const bool identity = claim.relation == Relation::equal;
      if (!decided[i] && claim.evaluated && premise == PremiseState::holds) {
        if (const auto verdict = decide(claim, precisions_, range)) {
          verdicts[i] = *verdict;
          verdicts[i].bits = bits;
          decided[i] = true;
        }
      }
      closeness_open = closeness_open || ((identity || claim.equality) && !decided[i]);
    }
    if (std::ranges::all_of(decided, [](bool is) { return is; }))
      return verdicts;
    if (bits >= precisions_.most_bits) {
      for (std::size_t i = 0; i < verdicts.size(); ++i)
        if (!decided[i])
          verdicts[i] = {.claim = sides.claims[i].label,
                         .verdict = Verdict::undecided,
                         .slack = nan,
                         .bits = bits,
                         .reason = "precision ran out at " + std::to_string(bits) + " bits"};
      return verdicts;
    }
    bits = closeness_open && bits < identity_start ? identity_start : 2 * bits;
    bits = std::min(bits, std::max(precisions_.most_bits, identity_start));
  }
}

} // namespace tailmass::verify::judge
