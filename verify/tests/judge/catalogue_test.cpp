// Every theorem of the catalogue is complete: words, a witness that it holds on, mutants that die.
#include "theory/theorems/catalogue.hpp"
#include "verify/campaign/mutants.hpp"
#include "verify/cases/derive.hpp"
#include "verify/judge/judge.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <set>

namespace tailmass::verify::judge {

namespace {

bool is(const Judgement& judgement, std::initializer_list<Verdict> verdicts) {
  return std::ranges::find(verdicts, judgement.verdict) != verdicts.end();
}

} // namespace

class EveryTheorem : public testing::TestWithParam<const Theorem*> {};

TEST(Catalogue, IdsAreUniqueAndFound) {
  std::set<std::string_view> ids;
  for (const Theorem* theorem : catalogue()) {
    EXPECT_TRUE(ids.insert(theorem->id).second) << theorem->id;
    EXPECT_EQ(find_theorem(theorem->id), theorem);
  }
  EXPECT_EQ(find_theorem("no-such-theorem"), nullptr);
}

TEST(Catalogue, RunsThroughTheSectionsInOrder) {
  EXPECT_TRUE(std::ranges::is_sorted(catalogue(), {}, &Theorem::section));
}

TEST_P(EveryTheorem, HasItsWords) {
  const Theorem& theorem = *GetParam();
  EXPECT_FALSE(theorem.statement.empty());
  EXPECT_FALSE(theorem.equality_case.empty());
  EXPECT_TRUE(theorem.source.starts_with("P") || theorem.source.starts_with("B"));
}

TEST_P(EveryTheorem, HoldsOnItsWitness) {
  const Theorem& theorem = *GetParam();
  ASSERT_TRUE(theorem.witness != nullptr || !theorem.no_witness_because.empty());
  if (theorem.witness == nullptr)
    return;
  const Case c = theorem.witness();
  check(c);
  Judge judge;
  const std::vector<Judgement> judgements = judge.judge(theorem, c);
  bool attained = false;
  for (const Judgement& judgement : judgements) {
    EXPECT_TRUE(is(judgement, {Verdict::proved, Verdict::agrees, Verdict::tight, Verdict::consistent}))
        << judgement.claim << ": " << name_of(judgement.verdict) << ", " << judgement.reason;
    attained = attained || is(judgement, {Verdict::agrees, Verdict::tight});
  }
  EXPECT_TRUE(attained) << "the witness attains nothing";
}

TEST_P(EveryTheorem, HasMutantsAndEachIsRefutedByItsCase) {
  const Theorem& theorem = *GetParam();
  ASSERT_FALSE(theorem.mutants.empty());
  const Theorem* const one[] = {&theorem};
  std::set<std::string_view> names;
  for (const record::MutantRecord& mutant : campaign::judge_mutants(one))
    EXPECT_EQ(mutant.verdict, Verdict::refuted) << mutant.name;
  for (const Mutant& mutant : theorem.mutants) {
    EXPECT_TRUE(names.insert(mutant.name).second) << mutant.name;
    EXPECT_FALSE(mutant.change.empty());
    check(mutant.refuting_case());
  }
}

TEST_P(EveryTheorem, HoldsWhereItsMutantsDie) {
  const Theorem& theorem = *GetParam();
  for (const Mutant& mutant : theorem.mutants) {
    Case c = mutant.refuting_case();
    if (theorem.needs.has<part::Values>() && !c.values)
      continue; // a mutant of a part of the statement that needs no values
    cases::derive(c, theorem.needs,
                  {.seed = 1, .theorem = theorem.id, .row = mutant.name, .k = c.head.size()});
    Judge judge;
    for (const Judgement& judgement : judge.judge(theorem, c))
      EXPECT_TRUE(is(judgement, {Verdict::proved, Verdict::agrees, Verdict::tight, Verdict::consistent,
                                 Verdict::vacuous}))
          << mutant.name << ", " << judgement.claim << ": " << name_of(judgement.verdict) << ", "
          << judgement.reason;
  }
}

INSTANTIATE_TEST_SUITE_P(Catalogue, EveryTheorem, testing::ValuesIn(catalogue().begin(), catalogue().end()),
                         [](const testing::TestParamInfo<const Theorem*>& tested) {
                           std::string name(tested.param->id);
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

} // namespace tailmass::verify::judge
