// What a theorem leaves out when it is not asked changes none of its claims, nor their positions.
#include "theory/exact/evaluator.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/catalogue.hpp"
#include "verify/cases/derive.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <limits>

namespace tailmass::verify::judge {

namespace {

constexpr long asked_bits = 128;

struct NamedCase {
  std::string name;
  Case c;
};

Case with_parts(const Theorem& theorem, Case c, std::string_view row) {
  if (theorem.needs.has<part::Values>() && !c.values)
    c.values = cases::derived_values(c.scores->size(), 3, 1, row);
  cases::derive(
      c, theorem.needs,
      {.seed = 1, .theorem = theorem.id, .row = row, .k = c.head.size(), .shape = {.rows = 8, .n = 100}});
  check(c);
  return c;
}

/// The witness, the cases that refute the mutants, and rows with masks and ties; of what is said of random
/// rows a small sample.
std::vector<NamedCase> cases_of(const Theorem& theorem) {
  std::vector<NamedCase> cases;
  if (theorem.scope == Scope::model)
    return {{"a sample", with_parts(theorem, top_k_case({1, 0}, 1), "sample")}};
  if (theorem.witness != nullptr)
    cases.push_back({"the witness", theorem.witness()});
  for (const Mutant& mutant : theorem.mutants)
    cases.push_back({"the case of " + std::string(mutant.name),
                     with_parts(theorem, mutant.refuting_case(), mutant.name)});
  for (const std::size_t k : {1U, 3U, 6U})
    cases.push_back(
        {"a row, k = " + std::to_string(k),
         with_parts(theorem, top_k_case({1.5, 0.25, masked, 3, -2, 0.25, 0, 1, -0.5, masked, 2}, k),
                    "masks")});
  std::erase_if(cases, [&](const NamedCase& named) {
    return !std::ranges::all_of(theorem.hypotheses, [&](const Hypothesis& h) { return h.holds(named.c); });
  });
  return cases;
}

Sides<Ball> sides_on(const SidesIn& sides, const Case& c, Asked asked) {
  Evaluator<Ball> row(c, {asked_bits});
  Sides<Ball> out(std::move(asked));
  sides.balls(row, c, out);
  return out;
}

bool same(const Ball& a, const Ball& b) {
  return arb_equal(a.raw(), b.raw()) != 0;
}

void expect_same_claim(const Claim<Ball>& partial, const Claim<Ball>& whole) {
  EXPECT_EQ(partial.label, whole.label);
  EXPECT_EQ(partial.relation, whole.relation) << whole.label;
  EXPECT_EQ(partial.equality, whole.equality) << whole.label;
  EXPECT_EQ(partial.vanishes, whole.vanishes) << whole.label;
  EXPECT_TRUE(same(partial.lhs, whole.lhs) && same(partial.rhs, whole.rhs) &&
              same(partial.scale, whole.scale) && same(partial.half_width, whole.half_width))
      << whole.label << " has other sides";
}

void expect_same_premises(const Sides<Ball>& partial, const Sides<Ball>& whole) {
  ASSERT_EQ(partial.premises.size(), whole.premises.size());
  for (std::size_t i = 0; i < whole.premises.size(); ++i)
    EXPECT_TRUE(same(partial.premises[i].lesser, whole.premises[i].lesser) &&
                same(partial.premises[i].greater, whole.premises[i].greater) &&
                partial.premises[i].equality == whole.premises[i].equality);
}

/// Only identities are left out, and a place is kept where any is: their case is never closed without them.
void check_without_identities(const SidesIn& sides, const Case& c, const Sides<Ball>& whole) {
  const Sides<Ball> partial = sides_on(sides, c, {.settled = {}, .identities = false});
  expect_same_premises(partial, whole);
  ASSERT_LE(partial.claims.size(), whole.claims.size());
  for (std::size_t i = 0; i < whole.claims.size(); ++i)
    if (i < partial.claims.size() && partial.claims[i].evaluated)
      expect_same_claim(partial.claims[i], whole.claims[i]);
    else
      EXPECT_EQ(whole.claims[i].relation, Relation::equal) << whole.claims[i].label << " is no identity";
  if (partial.claims.size() < whole.claims.size()) {
    EXPECT_TRUE(!partial.claims.empty() && !partial.claims.back().evaluated) << "no place is kept";
  }
}

/// With all claims but one settled, that one is made where it was. Where all are made although all are
/// settled, nothing is ever left out.
void check_one_by_one(const SidesIn& sides, const Case& c, const Sides<Ball>& whole) {
  const std::vector<bool> all(whole.claims.size(), true);
  const Sides<Ball> none = sides_on(sides, c, {.settled = all, .identities = true});
  ASSERT_EQ(none.claims.size(), whole.claims.size());
  if (std::ranges::all_of(none.claims, &Claim<Ball>::evaluated))
    return;
  for (std::size_t open = 0; open < whole.claims.size(); ++open) {
    Asked asked{.settled = all, .identities = true};
    asked.settled[open] = false;
    const Sides<Ball> partial = sides_on(sides, c, asked);
    expect_same_premises(partial, whole);
    ASSERT_EQ(partial.claims.size(), whole.claims.size());
    EXPECT_TRUE(partial.claims[open].evaluated) << whole.claims[open].label << " was asked for";
    for (std::size_t i = 0; i < whole.claims.size(); ++i)
      if (partial.claims[i].evaluated)
        expect_same_claim(partial.claims[i], whole.claims[i]);
  }
}

} // namespace

class EveryAskedTheorem : public testing::TestWithParam<const Theorem*> {};

TEST_P(EveryAskedTheorem, LeavesOutNothingThatIsAskedFor) {
  const Theorem& theorem = *GetParam();
  std::vector<SidesIn> variants{theorem.sides};
  for (const Mutant& mutant : theorem.mutants)
    variants.push_back(mutant.sides);
  const std::vector<NamedCase> cases = cases_of(theorem);
  EXPECT_FALSE(cases.empty());
  for (const NamedCase& named : cases)
    for (std::size_t variant = 0; variant < variants.size(); ++variant) {
      SCOPED_TRACE(named.name + ", variant " + std::to_string(variant));
      const Sides<Ball> whole = sides_on(variants[variant], named.c, {});
      for (const Claim<Ball>& claim : whole.claims)
        EXPECT_TRUE(claim.evaluated) << claim.label;
      check_without_identities(variants[variant], named.c, whole);
      check_one_by_one(variants[variant], named.c, whole);
    }
}

INSTANTIATE_TEST_SUITE_P(Catalogue, EveryAskedTheorem,
                         testing::ValuesIn(catalogue().begin(), catalogue().end()),
                         [](const testing::TestParamInfo<const Theorem*>& tested) {
                           std::string name(tested.param->id);
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

TEST(Sides, AsksForWhatIsNotSettled) {
  Sides<double> sides({.settled = {true, true, false, true}, .identities = false});
  EXPECT_FALSE(sides.asks(2)); // places are kept
  ASSERT_EQ(sides.claims.size(), 2U);
  EXPECT_FALSE(sides.claims[0].evaluated || sides.claims[1].evaluated);
  EXPECT_TRUE(sides.asks(2)); // of two, one is open
  sides.at_most("a", 0, 1);
  sides.at_most("b", 0, 1);
  EXPECT_TRUE(sides.asks()); // beyond what is known to be settled
  EXPECT_FALSE(sides.asks_identities());
  ASSERT_EQ(sides.claims.size(), 5U);
  EXPECT_EQ(sides.claims.back().relation, Relation::equal);
  EXPECT_FALSE(sides.claims.back().evaluated);
  Sides<double> all;
  EXPECT_TRUE(all.asks(3) && all.asks_identities());
  EXPECT_TRUE(all.claims.empty());
}

} // namespace tailmass::verify::judge
