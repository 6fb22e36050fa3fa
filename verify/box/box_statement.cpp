// The two kinds of proof on one box.
#include "verify/box/box_statement.hpp"

#include "theory/exact/evaluator.hpp"
#include "theory/numbers/gap_fraction.hpp"

#include <algorithm>
#include <bit>
#include <stdexcept>

namespace tailmass::verify::box {

namespace {

/// All heads of k of n keys, those with late keys first: they need the smaller boxes.
std::vector<Case> cases_of(const Theorem& theorem, std::size_t n, std::size_t k) {
  std::vector<double> descending;
  for (std::size_t rank = 0; rank < n; ++rank)
    descending.push_back(-static_cast<double>(rank));
  const auto scores = std::make_shared<const Scores>(descending);
  std::vector<Case> cases;
  for (unsigned members = (1U << n) - 1; members > 0; --members) {
    if (static_cast<std::size_t>(std::popcount(members)) != k)
      continue;
    std::vector<Key> keys;
    for (Key key = 0; key < n; ++key)
      if ((members >> key & 1U) != 0)
        keys.push_back(key);
    Case c{scores, Head::of_keys(*scores, keys)};
    if (std::ranges::all_of(theorem.hypotheses,
                            [&](const Hypothesis& hypothesis) { return hypothesis.holds(c); }))
      cases.push_back(std::move(c));
  }
  return cases;
}

template <class R>
Sides<R> evaluated(void (*sides_in)(Evaluator<R>&, const Case&, Sides<R>&), Evaluator<R>& row,
                   const Case& c) {
  Sides<R> sides;
  row.focus(c.head);
  sides_in(row, c, sides);
  if (!sides.premises.empty())
    throw std::logic_error("a theorem with a numerical premise is not proved over boxes");
  return sides;
}

/// rhs = lhs, whatever the boundary gap, where the first k scores are equal and the others are. Evaluated on
/// keys by rank: the first k have score 0, the others -gap.
std::vector<bool> attained_where_constant(const SidesIn& sides_in, const Case& c) {
  const std::size_t n = c.scores->size(), k = c.head.size();
  Precision<GapFraction> precision{std::vector<std::int64_t>(n, -1)};
  std::fill_n(precision.scores.begin(), k, 0);
  Evaluator<GapFraction> row(c, precision);
  std::vector<bool> attained;
  for (const Claim<GapFraction>& claim : evaluated(sides_in.fractions, row, c).claims)
    attained.push_back((claim.rhs - claim.lhs).vanishes());
  return attained;
}

} // namespace

BoxStatement::BoxStatement(const Theorem& theorem, const SidesIn& sides, std::size_t n, std::size_t k,
                           const BoxProofOptions& options)
    : sides_(sides), options_(options), boundary_(k - 1), cases_(cases_of(theorem, n, k)) {
  if (cases_.empty())
    return;
  Evaluator<long double> row(cases_.front());
  for (const Claim<long double>& claim : evaluated(sides.long_doubles, row, cases_.front()).claims) {
    if ((claim.relation == Relation::equal) != (sides.models != nullptr))
      throw std::logic_error("bounds are proved by duals, identities by Taylor models");
    claims_.emplace_back(claim.label);
  }
  if (sides.duals && std::ranges::any_of(cases_, [](const Case& c) { return !c.head.is_top_k(); }))
    throw std::logic_error("bounds are proved of Top-k heads");
  if (sides.duals)
    attained_ = attained_where_constant(sides, cases_.front());
}

BoxFinding BoxStatement::on(const RowBox& box) const {
  return sides_.models ? identities_on(box) : bounds_on(box);
}

BoxFinding BoxStatement::bounds_on(const RowBox& box) const {
  bool touches = true; // the face where all gaps but the boundary's are 0
  for (std::size_t gap = 0; gap < box.position.size(); ++gap)
    touches = touches && (gap == boundary_ || box.position[gap] == 0);
  Evaluator<Dual> row(cases_.front(), duals_over(box, options_.bits));
  const auto claims = evaluated(sides_.duals, row, cases_.front()).claims;
  BoxFinding finding = BoxFinding::holds;
  for (std::size_t i = 0; i < claims.size(); ++i) {
    const Claim<Dual>& claim = claims[i];
    if (certainly_less(claim.rhs.value(), claim.lhs.value()))
      return BoxFinding::refuted;
    bool rising = touches && attained_[i]; // away from the face
    for (std::size_t gap = 0; rising && gap < box.position.size(); ++gap)
      rising = gap == boundary_ || certainly_at_most(claim.lhs.slope(gap), claim.rhs.slope(gap));
    if (!rising && !certainly_less(claim.lhs.value(), claim.rhs.value()))
      finding = BoxFinding::open;
  }
  return finding;
}

BoxFinding BoxStatement::identities_on(const RowBox& box) const {
  Evaluator<TaylorModel> row(cases_.front(), models_over(box, options_.order, options_.bits));
  for (const Case& c : cases_) {
    bool decided = true;
    for (const Claim<TaylorModel>& claim : evaluated(sides_.models, row, c).claims) {
      const TaylorModel difference = claim.lhs - claim.rhs;
      if (difference.nonzero())
        return BoxFinding::refuted;
      decided = decided && difference.bound().at_most(options_.tolerance);
    }
    if (!decided)
      return BoxFinding::open;
  }
  return BoxFinding::holds;
}

} // namespace tailmass::verify::box
