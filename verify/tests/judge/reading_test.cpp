// What a reader does not want changes none of a theorem's claims, nor their positions; coarse readers get
// other forms.
#include "theory/exact/evaluator.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/catalogue.hpp"
#include "verify/cases/derive.hpp"
#include "verify/judge/ladder.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <limits>

namespace tailmass::verify::judge {

namespace {

constexpr long read_bits = 128;

struct NamedCase {
  std::string name;
  Case c;
};

Case with_parts(const Theorem& theorem, Case c, std::string_view row) {
  if (theorem.needs.has<part::Values>() && !c.values)
    c.values = cases::derived_values(c.scores->size(), 3, 1, row);
  cases::derive(c, theorem.needs,
                {.seed = 1,
                 .theorem = theorem.id,
                 .row = row,
                 .k = c.head.size(),
                 .shape = SampleShape{.rows = 8, .n = 100}});
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

Sides<Ball> sides_on(const SidesIn& sides, const Case& c, Reading reading) {
  Evaluator<Ball> row(c, {read_bits});
  Sides<Ball> out(std::move(reading));
  sides.balls(row, c, out);
  return out;
}

bool same(const Ball& a, const Ball& b) {
  return arb_equal(a.raw(), b.raw()) != 0;
}

void expect_same_words(const Claim<Ball>& partial, const Claim<Ball>& whole) {
  EXPECT_EQ(partial.label, whole.label);
  EXPECT_EQ(partial.relation, whole.relation) << whole.label;
  EXPECT_EQ(partial.equality, whole.equality) << whole.label;
  EXPECT_EQ(partial.vanishes, whole.vanishes) << whole.label;
}

void expect_same_sides(const Claim<Ball>& partial, const Claim<Ball>& whole) {
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

/// Reads one claim only, as if the others were decided.
void check_one_by_one(const SidesIn& sides, const Case& c, const Reading& forms, const Sides<Ball>& whole) {
  for (std::size_t open = 0; open < whole.claims.size(); ++open) {
    Reading reading = forms;
    reading.wants = [open](std::size_t position, Relation) { return position == open; };
    const Sides<Ball> partial = sides_on(sides, c, reading);
    expect_same_premises(partial, whole);
    ASSERT_EQ(partial.claims.size(), whole.claims.size());
    for (std::size_t i = 0; i < whole.claims.size(); ++i) {
      EXPECT_EQ(partial.claims[i].evaluated, i == open) << whole.claims[i].label;
      expect_same_words(partial.claims[i], whole.claims[i]);
    }
    expect_same_sides(partial.claims[open], whole.claims[open]);
  }
}

} // namespace

class EveryReadTheorem : public testing::TestWithParam<const Theorem*> {};

TEST_P(EveryReadTheorem, HasTheSameClaimsHoweverFewAreRead) {
  const Theorem& theorem = *GetParam();
  std::vector<SidesIn> variants{theorem.sides};
  for (const Mutant& mutant : theorem.mutants)
    variants.push_back(mutant.sides);
  const std::vector<NamedCase> cases = cases_of(theorem);
  EXPECT_FALSE(cases.empty());
  for (const NamedCase& named : cases)
    for (std::size_t variant = 0; variant < variants.size(); ++variant)
      for (const Reading& forms : {Reading(), Precisions{}.reading(theorem.scope)}) {
        SCOPED_TRACE(named.name + ", variant " + std::to_string(variant));
        const Sides<Ball> whole = sides_on(variants[variant], named.c, forms);
        for (const Claim<Ball>& claim : whole.claims)
          EXPECT_TRUE(claim.evaluated) << claim.label;
        check_one_by_one(variants[variant], named.c, forms, whole);
      }
}

INSTANTIATE_TEST_SUITE_P(Catalogue, EveryReadTheorem,
                         testing::ValuesIn(catalogue().begin(), catalogue().end()),
                         [](const testing::TestParamInfo<const Theorem*>& tested) {
                           std::string name(tested.param->id);
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

TEST(Sides, EvaluateWhatIsWanted) {
  Sides<double> bounds(
      {.wants = [](std::size_t, Relation relation) { return relation == Relation::at_most; }});
  int calls = 0;
  const auto both = [&] {
    ++calls;
    return Both<double>{1, 2, 3};
  };
  bounds.equal("a", both);
  EXPECT_EQ(calls, 0);
  bounds.at_most("b", true, both);
  EXPECT_EQ(calls, 1);
  ASSERT_EQ(bounds.claims.size(), 2U);
  EXPECT_FALSE(bounds.claims[0].evaluated);
  EXPECT_EQ(bounds.claims[0].label, "a");
  EXPECT_TRUE(bounds.claims[1].evaluated && bounds.claims[1].equality);
  EXPECT_EQ(bounds.claims[1].lhs, 1);
  EXPECT_EQ(bounds.claims[1].rhs, 2);
  EXPECT_EQ(bounds.claims[1].scale, 3);
}

TEST(Sides, TakeTheFormThatTheReaderResolves) {
  Sides<double> sides({.wants = {}, .resolution = 100, .reach = 2000});
  std::string taken;
  const auto plainly = [&] { taken += 'p'; };
  const auto otherwise = [&] { taken += 'o'; };
  sides.either(100, plainly, otherwise);
  sides.either(101, plainly, otherwise);
  sides.or_stronger(101, plainly, otherwise);
  sides.or_stronger(2001, plainly, otherwise);
  Sides<double>().either(1e6, plainly, otherwise);
  EXPECT_EQ(taken, "popop");
}

TEST(Precisions, ResolveWhatTheScopeOfATheoremSaysIsWorthIt) {
  EXPECT_EQ(Precisions{}.reading(Scope::head).resolution, 300);
  EXPECT_EQ(Precisions{}.reading(Scope::row).resolution, 100);
  EXPECT_EQ(Precisions{}.reading(Scope::row).reach, 2667);
}

} // namespace tailmass::verify::judge
