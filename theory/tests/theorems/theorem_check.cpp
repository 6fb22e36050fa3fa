// A theorem's claims at rising precision, as a judge would read them.
#include "theory/tests/theorems/theorem_check.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace tailmass::testing {

Sides<Ball> at_bits(const SidesIn& sides, const Case& c, long bits) {
  Evaluator<Ball> row(c, {bits});
  Sides<Ball> out({.wants = {}, .resolution = 300, .reach = 2000});
  sides.balls(row, c, out);
  return out;
}

bool hypotheses_hold(const Theorem& theorem, const Case& c) {
  return std::ranges::all_of(theorem.hypotheses, [&](const Hypothesis& h) { return h.holds(c); });
}

bool violated(const Claim<Ball>& claim) {
  return claim.relation == Relation::equal ? !overlap(claim.lhs, claim.rhs)
                                           : certainly_less(claim.rhs, claim.lhs);
}

bool narrow(const Claim<Ball>& claim) {
  const bool by_scale = claim.relation == Relation::equal ? claim.vanishes : overlap(claim.rhs, Ball(0));
  const Ball& scale = by_scale ? claim.scale : claim.rhs;
  return radius_within(claim.lhs, scale, 200) && radius_within(claim.rhs, scale, 200);
}

std::optional<bool> stands(const Claim<Ball>& claim) {
  if (violated(claim))
    return false;
  if (claim.relation == Relation::equal || claim.equality) {
    if (claim.relation == Relation::at_most && certainly_less(claim.lhs, claim.rhs))
      return false;
    return narrow(claim) ? std::optional(true) : std::nullopt;
  }
  return certainly_less(claim.lhs, claim.rhs) ? std::optional(true) : std::nullopt;
}

void expect_to_stand(const Theorem& theorem, const Case& c, const std::string& where) {
  std::vector<bool> done;
  for (long bits = 800; bits <= 12800; bits *= 2) {
    const Sides<Ball> out = at_bits(theorem.sides, c, bits);
    done.resize(out.claims.size(), false);
    for (std::size_t i = 0; i < out.claims.size(); ++i)
      if (const auto verdict = stands(out.claims[i]); verdict && !done[i]) {
        EXPECT_TRUE(*verdict) << theorem.id << ": " << out.claims[i].label << " in " << where << ", flag "
                              << out.claims[i].equality << ": " << to_decimal(out.claims[i].lhs, 20)
                              << " and " << to_decimal(out.claims[i].rhs, 20);
        done[i] = true;
      }
    if (std::ranges::all_of(done, [](bool is) { return is; }))
      return;
  }
  ADD_FAILURE() << theorem.id << ": claim " << std::ranges::find(done, false) - done.begin()
                << " undecided in " << where;
}

} // namespace tailmass::testing
