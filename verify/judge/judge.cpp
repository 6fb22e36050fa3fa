// The judge: enclosures at rising precision until every claim is decided.
#include "verify/judge/judge.hpp"

#include "theory/exact/distribution/k_epsilon.hpp"
#include "theory/exact/distribution/softmax.hpp"
#include "theory/numbers/arithmetic.hpp"
#include "theory/numbers/assumed_arithmetic.hpp"
#include "verify/judge/decide.hpp"
#include "verify/judge/judge_filter.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <stdexcept>

namespace tailmass::verify::judge {

namespace {

Judgement without_claims(Verdict verdict, std::string reason, long bits) {
  return {.claim = {},
          .verdict = verdict,
          .slack = std::numeric_limits<double>::quiet_NaN(),
          .bits = bits,
          .reason = std::move(reason)};
}

} // namespace

Judge::Judge(Precisions precisions) : precisions_(precisions) {
  const AssumedArithmetic assumed;
  if (!arithmetic_is_as_assumed())
    throw std::runtime_error("doubles cannot be rounded to nearest here, or lose subnormal numbers");
}

std::vector<Judgement> Judge::judge(const Theorem& theorem, const Case& c) {
  return judge(theorem, theorem.sides, c);
}

std::vector<Judgement> Judge::judge(const Theorem& theorem, const Mutant& mutant, const Case& c) {
  if (mutant.without_hypotheses) {
    Theorem bare = theorem;
    bare.hypotheses = {};
    return judge(bare, mutant.sides, c);
  }
  return judge(theorem, mutant.sides, c);
}

std::vector<Judgement> Judge::judge_without(const Theorem& theorem, std::size_t hypothesis, const Case& c) {
  return judge(theorem, theorem.sides, c, hypothesis);
}

void Judge::turn_to(const Case& c) {
  const bool other_query = c.query_keys && query_keys_ && query_keys_ != c.query_keys;
  if (scores_ != c.scores || values_ != c.values || other_query) {
    evaluators_.clear();
    intervals_.reset();
    scores_ = c.scores;
    values_ = c.values;
    query_keys_ = nullptr;
  }
  if (c.query_keys)
    query_keys_ = c.query_keys;
  for (auto& [bits, evaluator] : evaluators_)
    evaluator.focus(c.head);
  if (intervals_)
    intervals_->focus(c.head);
}

/// Tries bounds alone, and refutes nothing.
Findings Judge::by_intervals(const SidesIn& sides_in, Scope scope, const Case& c) {
  Reading bounds = precisions_.reading(scope);
  bounds.wants = [](std::size_t, Relation relation) { return relation == Relation::at_most; };
  Sides<Interval> sides(std::move(bounds));
  sides_in.intervals(intervals(c), c, sides);
  Findings found;
  if (premises_hold(sides.premises))
    for (std::size_t i = 0; i < sides.claims.size(); ++i)
      found.enter(i, sides.claims[i], decide_by_intervals(sides.claims[i]));
  return found;
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

std::vector<Judgement> Judge::judge(const Theorem& theorem, const SidesIn& sides_in, const Case& c,
                                    std::optional<std::size_t> left_out) {
  const AssumedArithmetic assumed;
  try {
    return judgements(theorem, sides_in, c, left_out);
  } catch (const exact::TooClose& error) { // what the statement speaks of is not known
    return {without_claims(Verdict::undecided, error.what(), precisions_.most_bits)};
  }
}

std::vector<Judgement> Judge::judgements(const Theorem& theorem, const SidesIn& sides_in, const Case& c,
                                         std::optional<std::size_t> left_out) {
  for (std::size_t i = 0; i < theorem.hypotheses.size(); ++i)
    if (i != left_out && !theorem.hypotheses[i].holds(c))
      return {without_claims(Verdict::vacuous, "not met: " + std::string(theorem.hypotheses[i].text), 0)};
  const bool without_premises = left_out == theorem.hypotheses.size();

  turn_to(c);
  Findings known;
  if (precisions_.filter && sides_in.intervals != nullptr)
    known = by_intervals(sides_in, theorem.scope, c);
  if (known.complete())
    return std::move(known).judgements(0);
  Ladder ladder(precisions_, theorem.scope, tail_range(c), std::move(known));
  do {
    Sides<Ball> sides(ladder.reading());
    sides_in.balls(evaluator(c, ladder.bits()), c, sides);
    if (sides.claims.empty())
      return {without_claims(Verdict::vacuous, "it claims nothing of this case", ladder.bits())};
    const PremiseState premise = without_premises ? PremiseState::holds : state_of(sides.premises);
    if (premise == PremiseState::fails)
      return {without_claims(Verdict::vacuous, "its numerical premise does not hold", ladder.bits())};
    ladder.decide(sides.claims, premise == PremiseState::holds);
  } while (ladder.climb());
  return std::move(ladder).judgements();
}

} // namespace tailmass::verify::judge
