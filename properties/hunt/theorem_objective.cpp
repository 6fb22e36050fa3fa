// Scores of claims in long doubles and in balls.
#include "properties/hunt/theorem_objective.hpp"

#include "properties/hunt/first_cases.hpp"
#include "properties/regimes/regimes.hpp"
#include "theory/exact/distribution/k_epsilon.hpp"
#include "theory/exact/evaluator.hpp"
#include "theory/nouns/domain_error.hpp"
#include "verify/judge/judge.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace tailmass::properties::hunt {

namespace {

constexpr long inequality_bits = 128, identity_bits = 264;

/// Scores further apart than this are beyond what 4096 bits tell, and nothing is to be learnt from them.
constexpr double widest_row = 2800;

/// Where a side is this much smaller than the largest term it is made from, long doubles say nothing of it.
constexpr double resolved = 1e-9;

/// ln of the units of rounding of two sides that long doubles do not tell apart.
constexpr double no_difference = -50;

/// A score that is certainly not 0 has at least this magnitude.
constexpr double smallest = 0x1p-1000;

// Guides are long doubles: e^-2800 and the square of the largest double are numbers of theirs, so that a
// search sees where it goes beyond the range of a double too.
using Guide = long double;

double guide_of_bound(const Claim<Guide>& claim) {
  if (!(claim.lhs > 0 && std::isfinite(claim.lhs) && std::isfinite(claim.rhs)))
    return no_score;
  if (claim.vanishes && !(claim.lhs > resolved * claim.scale))
    return no_score;
  if (claim.rhs <= 0) // something is at most nothing
    return std::numeric_limits<double>::max();
  return static_cast<double>(std::log(claim.lhs / claim.rhs));
}

/// ln of the difference in units of rounding of the scale.
double guide_of_identity(const Claim<Guide>& claim) {
  const Guide scale =
      claim.vanishes ? std::abs(claim.scale) : std::max(std::abs(claim.lhs), std::abs(claim.rhs));
  Guide units = std::abs(claim.lhs - claim.rhs) / scale / std::numeric_limits<Guide>::epsilon();
  if (!std::isfinite(units))
    units = claim.lhs == claim.rhs ? 0 : -1; // 0 = 0, or no number
  if (units < 0)
    return no_score;
  return units > 0 ? static_cast<double>(std::log(units)) : no_difference;
}

double certified_bound(const Claim<Ball>& claim) {
  if (!certainly_less(Ball(0), claim.lhs))
    return no_score;
  if (!certainly_less(Ball(0), claim.rhs))
    return certainly_less(claim.rhs, claim.lhs) ? std::numeric_limits<double>::max() : no_score;
  const double ratio =
      approximate(log(claim.lhs.at_precision(inequality_bits) / claim.rhs.at_precision(inequality_bits)));
  if (certainly_less(claim.rhs, claim.lhs))
    return std::max(ratio, smallest);
  return overlap(claim.lhs, claim.rhs) ? 0 : std::min(ratio, -smallest);
}

/// ln of |lhs - rhs| over what the enclosures leave open: positive exactly where they do not overlap.
double certified_identity(const Claim<Ball>& claim) {
  const Ball difference = abs(claim.lhs - claim.rhs);
  if (!overlap(claim.lhs, claim.rhs)) {
    const double sum = approximate(abs(claim.lhs) + abs(claim.rhs));
    return std::max(smallest, std::log(approximate(difference) / sum) + identity_bits * std::log(2.0));
  }
  const double middle = std::abs(approximate(claim.lhs - claim.rhs));
  const double reach = not_below(difference);
  return middle > 0 && reach > 0 ? std::log(std::min(1.0, middle / reach)) : no_score;
}

bool premises_hold(const Sides<Guide>& sides) {
  return std::ranges::all_of(sides.premises, [](const Premise<Guide>& premise) {
    return premise.equality || premise.lesser <= premise.greater;
  });
}

bool premises_hold(const Sides<Ball>& sides) {
  return std::ranges::all_of(sides.premises, [](const Premise<Ball>& premise) {
    return premise.equality || certainly_at_most(premise.lesser, premise.greater);
  });
}

double number(double score) {
  if (std::isnan(score))
    return no_score;
  return score;
}

} // namespace

TheoremObjective::TheoremObjective(const Theorem& theorem, const Mutant* mutant)
    : theorem_(theorem), mutant_(mutant), sides_(mutant ? mutant->sides : theorem.sides) {
  constexpr std::uint64_t examples = 4; // of each regime
  with_values_ = theorem.witness && theorem.witness().values;
  if (theorem.witness)
    add_goals(theorem.witness());
  if (mutant && mutant->refuting_case)
    add_goals(mutant->refuting_case());
  for (const regimes::Regime* regime : regimes::regimes())
    for (std::uint64_t index = 0; index < examples; ++index)
      if (const auto c = first_case(*regime, *this, RandomStream(index, {"goals", regime->name})))
        add_goals(*c);
  attained_.resize(goals_.size());
  if (theorem.witness)
    mark_attained(theorem.witness());
}

PartSet TheoremObjective::needs() const {
  return with_values_ ? theorem_.needs | parts<part::Values> : theorem_.needs;
}

std::string TheoremObjective::name() const {
  return std::string(theorem_.id) + (mutant_ ? "/" + mutant() : "");
}

std::string TheoremObjective::mutant() const {
  return mutant_ ? std::string(mutant_->name) : std::string();
}

bool TheoremObjective::meets(const Case& c) const {
  return std::ranges::all_of(theorem_.hypotheses, [&](const Hypothesis& h) { return h.holds(c); });
}

void TheoremObjective::add_goals(const Case& c) {
  if (!meets(c))
    return;
  Evaluator<Guide> row(c);
  Sides<Guide> sides(verify::judge::Precisions{}.reading(theorem_.scope));
  sides_.long_doubles(row, c, sides);
  for (const Claim<Guide>& claim : sides.claims) {
    if (claim.relation == Relation::consistent)
      continue;
    if (goal_of(claim, 0) == goals_.size())
      goals_.push_back(
          {std::string(claim.label), claim.relation == Relation::equal ? Measure::identity : Measure::bound});
  }
}

void TheoremObjective::mark_attained(const Case& witness) {
  if (!meets(witness))
    return;
  Evaluator<Ball> row(witness, {inequality_bits});
  Sides<Ball> sides(verify::judge::Precisions{}.reading(theorem_.scope));
  sides_.balls(row, witness, sides);
  for (const Claim<Ball>& claim : sides.claims)
    if (const std::size_t goal = goal_of(claim, 0);
        goal < goals_.size() && claim.equality && certainly_less(Ball(0), claim.lhs))
      attained_[goal] = true;
}

template <class R>
std::size_t TheoremObjective::goal_of(const Claim<R>& claim, std::size_t near) const {
  for (std::size_t i = 0; i < goals_.size(); ++i) {
    const std::size_t goal = (near + i) % goals_.size();
    if (goals_[goal].label == claim.label)
      return goal;
  }
  return goals_.size();
}

Scored TheoremObjective::guide(const Case& c) const try {
  Scored scores(goals_.size(), no_score);
  if (!meets(c) || c.scores->ranked(1) - c.scores->ranked(c.scores->finite_count()) > widest_row)
    return scores;
  Evaluator<Guide> row(c);
  Sides<Guide> sides(verify::judge::Precisions{}.reading(theorem_.scope));
  sides_.long_doubles(row, c, sides);
  if (!premises_hold(sides))
    return scores;
  std::size_t near = 0;
  for (const Claim<Guide>& claim : sides.claims) {
    const std::size_t goal = goal_of(claim, near);
    if (goal == goals_.size())
      continue;
    const double score =
        number(claim.relation == Relation::equal ? guide_of_identity(claim) : guide_of_bound(claim));
    scores[goal] = std::max(scores[goal], score);
    near = goal + 1;
  }
  return scores;
} catch (const exact::TooClose&) { // nothing is to be learnt from what precision does not tell
  return Scored(goals_.size(), no_score);
}

Scored TheoremObjective::certified(const Case& c) const try {
  Scored scores(goals_.size(), no_score);
  if (!meets(c))
    return scores;
  const bool identities =
      std::ranges::any_of(goals_, [](const Goal& goal) { return goal.measure == Measure::identity; });
  Evaluator<Ball> row(c, {identities ? identity_bits : inequality_bits});
  Sides<Ball> sides(verify::judge::Precisions{}.reading(theorem_.scope));
  sides_.balls(row, c, sides);
  if (!premises_hold(sides))
    return scores;
  std::size_t near = 0;
  for (const Claim<Ball>& claim : sides.claims) {
    const std::size_t goal = goal_of(claim, near);
    if (goal == goals_.size())
      continue;
    const double score =
        number(claim.relation == Relation::equal ? certified_identity(claim) : certified_bound(claim));
    scores[goal] = std::max(scores[goal], score);
    near = goal + 1;
  }
  return scores;
} catch (const exact::TooClose&) { // nothing is to be learnt from what precision does not tell
  return Scored(goals_.size(), no_score);
}

verify::judge::Judgement TheoremObjective::judged(const Case& c, std::size_t goal) const {
  verify::judge::Judge judge;
  const auto judgements = mutant_ ? judge.judge(theorem_, *mutant_, c) : judge.judge(theorem_, c);
  std::optional<verify::judge::Judgement> worst;
  const auto rank = [](const verify::judge::Judgement& j) {
    return j.verdict == verify::judge::Verdict::refuted     ? 0
           : j.verdict == verify::judge::Verdict::undecided ? 1
                                                            : 2;
  };
  for (const verify::judge::Judgement& judgement : judgements)
    if (judgement.claim == goals_[goal].label &&
        (!worst || rank(judgement) < rank(*worst) ||
         (rank(judgement) == rank(*worst) && judgement.slack < worst->slack)))
      worst = judgement;
  if (worst)
    return *worst;
  return {.claim = goals_[goal].label,
          .verdict = verify::judge::Verdict::undecided,
          .reason = "the judge made no such claim"};
}

} // namespace tailmass::properties::hunt
