// What a run checked decides its exit code, and nothing else does.
#include "reports/sections/outcome.hpp"

#include <gtest/gtest.h>
#include <limits>

namespace tailmass::reports::sections {

namespace {

using verify::judge::Verdict;
using verify::record::HuntOutcome;
using verify::record::Record;

/// A theorem with one proved claim and one of this verdict.
Record with(Verdict verdict) {
  Record record;
  verify::record::TheoremRecord& theorem = record.theorems.emplace_back();
  theorem.id = "t";
  theorem.all.tally.add(Verdict::proved);
  theorem.all.tally.add(verdict);
  return record;
}

Record with_mutant(Verdict verdict) {
  Record record;
  record.mutants = {{.theorem = "t", .name = "m", .change = "c", .verdict = verdict}};
  return record;
}

Record with_box(Verdict verdict, const std::string& mutant = "") {
  Record record;
  record.boxes = {{.theorem = "t", .mutant = mutant, .verdict = verdict}};
  return record;
}

Record hunted(HuntOutcome outcome) {
  Record record;
  record.hunt.emplace().sharpness = {{.objective = "t", .claim = "c", .outcome = outcome}};
  return record;
}

Record measured(std::vector<verify::record::PrecisionFault> faults) {
  Record record;
  record.precision = {.effort = 1, .lines = {}, .faults = std::move(faults)};
  record.precision->lines.emplace_back();
  return record;
}

/// A hunt that did not refute a mutant in so many evaluations.
Record hunted_mutant(std::size_t spent) {
  Record record = with_mutant(Verdict::undecided);
  record.hunt.emplace().mutants = {{.theorem = "t", .name = "m", .change = "c", .spent = spent}};
  return record;
}

} // namespace

TEST(ExitCode, TellsRefutedFromOpen) {
  for (const Verdict verdict :
       {Verdict::proved, Verdict::agrees, Verdict::tight, Verdict::consistent, Verdict::vacuous})
    EXPECT_EQ(exit_code(with(verdict)), 0) << name_of(verdict);
  EXPECT_EQ(exit_code(with(Verdict::refuted)), 1);
  EXPECT_EQ(exit_code(with(Verdict::undecided)), 3);
}

TEST(ExitCode, ARecordThatLostItsVerdictsIsNoPass) {
  EXPECT_EQ(exit_code(Record{}), 3);
  EXPECT_EQ(conclusion_of(outcomes_of(Record{})), "Not all was decided: nothing was judged.");
  Record hunt;
  hunt.hunt.emplace();
  EXPECT_EQ(exit_code(hunt), 3);
  Record timed; // a run that gives none
  timed.bench.emplace();
  EXPECT_EQ(exit_code(timed), 0);
}

TEST(ExitCode, ATheoremWithoutACaseIsNoPass) {
  Record nothing;
  nothing.theorems.emplace_back().all.tally.add(Verdict::vacuous);
  EXPECT_EQ(exit_code(nothing), 3);
  Record beside = with(Verdict::proved);
  beside.theorems.emplace_back().id = "untested";
  EXPECT_EQ(exit_code(beside), 0);
  EXPECT_EQ(conclusion_of(outcomes_of(beside)),
            "1 theorem held, 1 not tested. No case met the hypotheses of untested.");
  beside.require_all = true;
  EXPECT_EQ(exit_code(beside), 3);
  EXPECT_EQ(conclusion_of(outcomes_of(beside)), "Not all was decided: no case to judge untested.");
  beside.interrupted = true;
  EXPECT_EQ(exit_code(beside), 3);
  EXPECT_EQ(conclusion_of(outcomes_of(beside)),
            "Not all was decided: interrupted. No case met the hypotheses of untested.");
  Record open;
  open.theorems.emplace_back().all.tally.add(Verdict::undecided);
  EXPECT_EQ(exit_code(open), 3);
}

TEST(ExitCode, AnInterruptedRunAnswersForWhatItJudged) {
  Record record = with(Verdict::proved);
  record.interrupted = true;
  EXPECT_EQ(exit_code(record), 3);
  record = with(Verdict::refuted);
  record.interrupted = true;
  EXPECT_EQ(exit_code(record), 1);
}

TEST(ExitCode, AStoredNumberOverItsBoundFails) {
  Record record = with(Verdict::proved);
  record.consistency.emplace_back().exceeded = 1;
  EXPECT_EQ(exit_code(record), 1);
  record = with(Verdict::proved);
  record.kernel.emplace_back().exceeded = 1;
  EXPECT_EQ(exit_code(record), 1);
}

TEST(ExitCode, AStoredNumberWithoutABoundIsUndecided) {
  for (const auto checks : {&Record::consistency, &Record::kernel}) {
    Record record;
    (record.*checks) = {{.check = "kernel-lse", .bound = "b", .held = 5, .unbounded = 2}};
    EXPECT_EQ(exit_code(record), 3);
    EXPECT_EQ(conclusion_of(outcomes_of(record)),
              "Not all was decided: kernel-lse: 2 numbers without a bound.");
    (record.*checks)[0].exceeded = 1;
    EXPECT_EQ(exit_code(record), 1);
  }
}

TEST(ExitCode, ACheckOfNoNumberIsNoPass) {
  for (const auto checks : {&Record::consistency, &Record::kernel}) {
    Record record;
    (record.*checks) = {{.check = "kernel-lse", .bound = "b"}};
    EXPECT_EQ(exit_code(record), 3);
    EXPECT_EQ(conclusion_of(outcomes_of(record)), "Not all was decided: kernel-lse: no number was checked.");
    (record.*checks).push_back({.check = "kernel-outputs", .bound = "b", .held = 1});
    EXPECT_EQ(exit_code(record), 0);
  }
}

TEST(ExitCode, ARowWithoutAKEpsilonIsUndecided) {
  Record record;
  verify::record::RowRecord row{};
  row.tensor = "t";
  row.k_epsilon = 2;
  record.certified = {row, row};
  EXPECT_EQ(exit_code(record), 0);
  record.certified->back().k_epsilon_at_least = 1;
  EXPECT_EQ(exit_code(record), 3);
  EXPECT_EQ(conclusion_of(outcomes_of(record)),
            "Not all was decided: 1 truncation of t without a k_epsilon.");
}

TEST(ExitCode, ARowOutsideTheDomainSaysSoWhateverElse) {
  for (const Verdict verdict : {Verdict::proved, Verdict::refuted, Verdict::undecided}) {
    Record record = with(verdict);
    record.faulty = 1;
    record.row_faults = {{.file = "f", .tensor = "t", .row = "[0]", .message = "f: bad"}};
    EXPECT_EQ(exit_code(record), 2) << name_of(verdict);
    const std::string words = conclusion_of(outcomes_of(record));
    EXPECT_NE(words.find("1 row not judged"), std::string::npos) << words;
    EXPECT_EQ(words.starts_with("Not all held: 1 claim refuted;"), verdict == Verdict::refuted) << words;
    EXPECT_EQ(headline_of(outcomes_of(record)),
              verdict == Verdict::refuted ? "1 thing did not hold." : "Not all could be judged.");
  }
}

TEST(ExitCode, ASurvivingMutantFails) {
  for (const auto& [verdict, code] : {std::pair{Verdict::refuted, 0},
                                      {Verdict::proved, 1},
                                      {Verdict::tight, 1},
                                      {Verdict::vacuous, 1},
                                      {Verdict::undecided, 3}})
    EXPECT_EQ(exit_code(with_mutant(verdict)), code) << name_of(verdict);
}

TEST(ExitCode, AHuntedMutantSurvivesUnlessTheHuntMayNotHaveComeToIt) {
  Record record = hunted_mutant(200'000);
  EXPECT_EQ(exit_code(record), 1);
  record.interrupted = true;
  EXPECT_EQ(exit_code(record), 3);
  EXPECT_EQ(exit_code(hunted_mutant(0)), 3) << "nothing was tried";
}

TEST(ExitCode, ARefutedBoxFailsTheRunAndARefutedMutantDoesNot) {
  EXPECT_EQ(exit_code(with_box(Verdict::proved)), 0);
  EXPECT_EQ(exit_code(with_box(Verdict::refuted)), 1);
  EXPECT_EQ(exit_code(with_box(Verdict::undecided)), 3);
  Record both = with_box(Verdict::refuted, "k-plus-one");
  both.boxes.push_back(with_box(Verdict::proved).boxes.front());
  EXPECT_EQ(exit_code(both), 0);
}

TEST(ExitCode, OfAHunt) {
  for (const HuntOutcome outcome : verify::record::all_outcomes) {
    const int code = outcome == HuntOutcome::refuted                                        ? 1
                     : outcome == HuntOutcome::undecided || outcome == HuntOutcome::no_case ? 3
                                                                                            : 0;
    EXPECT_EQ(exit_code(hunted(outcome)), code) << name_of(outcome);
  }
  for (const double share : {0.5, 1.5, std::numeric_limits<double>::infinity()}) {
    Record duel;
    duel.hunt.emplace().duels = {
        {.objective = "kl/stable/float", .hunt = {0.1, share}, .random = {0.2, 0.3}}};
    EXPECT_EQ(exit_code(duel), share > 1 ? 1 : 0) << share;
  }
}

TEST(ExitCode, AnErrorOverItsLimitFails) {
  EXPECT_EQ(exit_code(measured({})), 0);
  EXPECT_EQ(exit_code(measured({{{"kl", "stable", "float"}, "no limit", "none", ""}})), 1);
}

} // namespace tailmass::reports::sections
