// A stored case is judged as it was, from its bits alone.
#include "verify/campaign/replay.hpp"

#include "theory/nouns/domain_error.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/catalogue.hpp"
#include "verify/judge/judge.hpp"
#include "verify/tests/input/samples.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

namespace tailmass::verify::campaign {

namespace {

/// What comes out of a file that this was written to.
cases::StoredCase through_a_file(const cases::StoredCase& stored) {
  const samples::Folder folder;
  cases::write_case_file(folder.path() / "case.json", stored);
  return cases::read_case_file(folder.path() / "case.json");
}

cases::StoredCase stored_case(std::string theorem, Case c) {
  return {.theorem = std::move(theorem), .mutant = std::nullopt, .origin = {}, .c = std::move(c)};
}

void expect_same(const std::vector<judge::Judgement>& a, const std::vector<judge::Judgement>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].claim, b[i].claim);
    EXPECT_EQ(a[i].verdict, b[i].verdict) << a[i].claim;
    EXPECT_EQ(a[i].bits, b[i].bits) << a[i].claim;
    EXPECT_EQ(a[i].reason, b[i].reason) << a[i].claim;
    EXPECT_TRUE(a[i].slack == b[i].slack || (std::isnan(a[i].slack) && std::isnan(b[i].slack))) << a[i].claim;
  }
}

} // namespace

TEST(Replay, JudgesEveryWitnessAsBefore) {
  for (const Theorem* theorem : catalogue()) {
    if (!theorem->witness)
      continue;
    SCOPED_TRACE(theorem->id);
    judge::Judge judge({.filter = false});
    const Case c = theorem->witness();
    const std::vector<judge::Judgement> judgements =
        replay(through_a_file(stored_case(std::string(theorem->id), c)));
    expect_same(judgements, judge.judge(*theorem, c));
    EXPECT_TRUE(std::ranges::any_of(judgements, [](const judge::Judgement& judgement) {
      return judgement.verdict == judge::Verdict::agrees || judgement.verdict == judge::Verdict::tight;
    }));
  }
}

TEST(Replay, RefutesEveryMutantFromItsFile) {
  for (const Theorem* theorem : catalogue())
    for (const Mutant& mutant : theorem->mutants) {
      SCOPED_TRACE(std::string(theorem->id) + ", " + std::string(mutant.name));
      cases::StoredCase stored = stored_case(std::string(theorem->id), mutant.refuting_case());
      stored.mutant = std::string(mutant.name);
      EXPECT_GT(std::ranges::count(replay(through_a_file(stored)), judge::Verdict::refuted,
                                   &judge::Judgement::verdict),
                0);
    }
}

TEST(Replay, ChecksHypothesesAgain) {
  const auto judgements = replay(through_a_file(stored_case("gap-bound", head_case({1, 3, 0, 2}, {0, 2}))));
  ASSERT_EQ(judgements.size(), 1U);
  EXPECT_EQ(judgements.front().verdict, judge::Verdict::vacuous);
  EXPECT_EQ(judgements.front().reason, "not met: the head is a Top-k set");
}

TEST(Replay, BoundsBelowTheScoresAreVacuous) {
  for (const char* id : {"delta-k-search", "mc-search"}) {
    const auto judgements = replay(through_a_file(
        stored_case(id, search_case({2, 1, 0}, {.k = 1, .growth = 0, .epsilon = 0.5, .cells = nullptr},
                                    {{{0, 1}, -5}, {{2}, -9}}))));
    ASSERT_EQ(judgements.size(), 1U) << id;
    EXPECT_EQ(judgements.front().verdict, judge::Verdict::vacuous) << id;
    EXPECT_EQ(judgements.front().reason, "not met: s <= U_j in every cell") << id;
  }
}

TEST(Replay, TheOriginDoesNotMatter) {
  cases::StoredCase stored = stored_case("gap-bound", top_k_case({3, 1, 0.5, masked}, 1));
  const std::vector<judge::Judgement> judgements = replay(stored);
  ASSERT_EQ(judgements.size(), 1U);
  EXPECT_EQ(judgements.front().verdict, judge::Verdict::proved);
  stored.origin = {.file = "elsewhere", .tensor = "t", .row = "[1]", .k = 99, .epsilon = 0.5};
  expect_same(replay(stored), judgements);
}

TEST(Replay, WhatTheCatalogueDoesNotHaveIsAnError) {
  cases::StoredCase stored = stored_case("gap-band", top_k_case({1, 0}, 1));
  EXPECT_EQ(samples::error_of([&] { (void)replay(stored); }),
            "no theorem is called \"gap-band\", the nearest is gap-bound");
  stored.theorem = "gap-bound";
  stored.mutant = "k-plus-two";
  EXPECT_EQ(samples::error_of([&] { (void)replay(stored); }),
            "no mutant of gap-bound is called \"k-plus-two\", the nearest is k-plus-one");
  stored.mutant.reset();
  stored.c.epsilon = 2;
  EXPECT_THROW((void)replay(stored), DomainError);
}

} // namespace tailmass::verify::campaign
