// Proofs over a box: true statements are proved, false ones refuted by rows, and what is open is said to be.
#include "verify/box/box_proof.hpp"

#include "theory/theorems/cases.hpp"
#include "theory/theorems/catalogue.hpp"
#include "verify/box/row_box.hpp"
#include "verify/judge/judge.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace tailmass::verify::box {

namespace {

/// Cheaper than the command's: what is tested is the way, not the last digit.
BoxProofOptions quick() {
  BoxProofOptions options;
  options.tolerance = 1e-6;
  options.order = 10;
  options.threads = 2;
  return options;
}

std::vector<const Theorem*> only(std::string_view id) {
  return {find_theorem(id)};
}

} // namespace

TEST(RowBox, HalvesCoverTheRowsAndNothingIsRounded) {
  for (const Chart chart : {Chart::gaps, Chart::drops}) {
    std::vector<RowBox> boxes{RowBox::all(chart, 3, 16)};
    for (int level = 0; level < 4; ++level) {
      std::vector<RowBox> next;
      for (const RowBox& box : boxes)
        std::ranges::move(box.halves(), std::back_inserter(next));
      boxes = std::move(next);
    }
    for (double second = 0; second <= 16; second += 0.25)
      for (double third = second; third <= 16; third += 0.25) {
        const double u = second, v = chart == Chart::gaps ? third - second : third;
        EXPECT_TRUE(std::ranges::any_of(boxes,
                                        [&](const RowBox& box) {
                                          return box.lower(0) <= u && u <= box.upper(0) &&
                                                 box.lower(1) <= v && v <= box.upper(1);
                                        }))
            << second << " " << third;
      }
    for (const RowBox& box : boxes) {
      const std::vector<double> row = box.some_row();
      EXPECT_TRUE(0 >= row[1] && row[1] >= row[2] && row[2] >= -16);
    }
  }
}

TEST(BoxProof, GapBoundHoldsForAllScoresOfTheBox) {
  const auto records = prove_over_boxes(only("gap-bound"), quick());
  ASSERT_EQ(records.size(), 3U); // n = 2 and 3; of one score no k is below n
  for (const record::BoxRecord& record : records) {
    EXPECT_EQ(record.verdict, judge::Verdict::proved) << record.keys << " " << record.kept;
    EXPECT_EQ(record.tolerance, 0);
    EXPECT_EQ(record.heads, 1U);
    EXPECT_EQ(record.open, 0U);
  }
  EXPECT_EQ(records[0].boxes, 1U); // n = 2 is an equality, and no box is cut
  EXPECT_GT(records[1].boxes, 100U);
}

TEST(BoxProof, TheIdentityHoldsForAllScoresAndHeadsWithinItsTolerance) {
  const auto records = prove_over_boxes(only("tv-kl-identity"), quick());
  ASSERT_EQ(records.size(), 6U);
  std::size_t heads = 0;
  for (const record::BoxRecord& record : records) {
    EXPECT_EQ(record.verdict, judge::Verdict::proved) << record.keys << " " << record.kept;
    EXPECT_EQ(record.tolerance, 1e-6);
    EXPECT_EQ(record.claims.size(), record.kept == record.keys ? 3U : 2U);
    heads += record.heads;
  }
  EXPECT_EQ(heads, 1U + 3U + 7U); // every nonempty one
}

TEST(BoxProof, NoCountDependsOnTheThreads) {
  const std::vector<const Theorem*> theorems{find_theorem("tv-kl-identity"), find_theorem("gap-bound")};
  BoxProofOptions options = quick();
  options.tolerance = 1e-3;
  options.threads = 1;
  const auto one = prove_over_boxes(theorems, options);
  options.threads = 3;
  const auto three = prove_over_boxes(theorems, options);
  ASSERT_EQ(one.size(), three.size());
  for (std::size_t i = 0; i < one.size(); ++i) {
    EXPECT_EQ(one[i].boxes, three[i].boxes);
    EXPECT_EQ(one[i].deepest, three[i].deepest);
  }
}

TEST(BoxProof, WhatTheLimitsLeaveIsUndecidedAndNoPass) {
  BoxProofOptions options = quick();
  options.deepest = 2;
  for (const std::string_view id : {"tv-kl-identity", "gap-bound"}) {
    record::Record record;
    record.boxes = prove_over_boxes(only(id), options);
    EXPECT_EQ(record.boxes.back().verdict, judge::Verdict::undecided) << id;
    EXPECT_GT(record.boxes.back().open, 0U) << id;
  }
  options = quick();
  options.tolerance = 1e-60; // beyond 128 bits
  options.most_boxes = 100;
  const auto records = prove_over_boxes(only("tv-kl-identity"), options);
  for (const record::BoxRecord& record : records)
    EXPECT_TRUE(record.keys < 3 || record.verdict == judge::Verdict::undecided) << record.kept;
}

TEST(BoxProof, EveryMutantIsRefutedByARowThatTheJudgeRefutesToo) {
  const std::vector<const Theorem*> theorems{find_theorem("tv-kl-identity"), find_theorem("gap-bound")};
  const auto boxes = refute_over_boxes(theorems, quick());
  const auto mutants = mutants_over_boxes(theorems, boxes);
  std::size_t over_boxes = 0;
  for (const Theorem* theorem : theorems)
    over_boxes += static_cast<std::size_t>(std::ranges::count_if(
        theorem->mutants, [](const Mutant& mutant) { return has_box_proof(mutant.sides); }));
  EXPECT_EQ(mutants.size(), over_boxes);
  EXPECT_GE(over_boxes, 8U);
  for (const record::MutantRecord& mutant : mutants)
    EXPECT_EQ(mutant.verdict, judge::Verdict::refuted) << mutant.theorem << " " << mutant.name;
  judge::Judge judge;
  for (const record::BoxRecord& box : boxes) {
    if (box.verdict != judge::Verdict::refuted || box.heads > 1)
      continue; // of several heads the record does not say which one is to blame
    const Theorem& theorem = *find_theorem(box.theorem);
    const auto mutant = std::ranges::find(theorem.mutants, box.mutant, &Mutant::name);
    const auto judgements = judge.judge(theorem, *mutant, top_k_case(box.counterexample, box.kept));
    EXPECT_TRUE(std::ranges::any_of(
        judgements, [](const judge::Judgement& j) { return j.verdict == judge::Verdict::refuted; }))
        << box.theorem << " " << box.mutant;
  }
  EXPECT_EQ(std::ranges::count(boxes, "k-plus-one", &record::BoxRecord::mutant), 3);
  for (const record::BoxRecord& box : boxes) {
    if (box.mutant == "k-plus-one") {
      EXPECT_EQ(box.verdict, judge::Verdict::refuted);
    }
  }
}

TEST(BoxProof, AMutantOfWhichSomethingIsOpenIsNotProved) {
  const Theorem& theorem = *find_theorem("gap-bound");
  const auto mutant =
      std::ranges::find_if(theorem.mutants, [](const Mutant& each) { return has_box_proof(each.sides); });
  const auto verdict_of = [&](const std::vector<judge::Verdict>& verdicts) {
    std::vector<record::BoxRecord> boxes(verdicts.size());
    for (std::size_t i = 0; i < boxes.size(); ++i) {
      boxes[i].theorem = theorem.id;
      boxes[i].mutant = mutant->name;
      boxes[i].verdict = verdicts[i];
    }
    const auto mutants = mutants_over_boxes(only("gap-bound"), boxes);
    return std::ranges::find(mutants, mutant->name, &record::MutantRecord::name)->verdict;
  };
  using judge::Verdict;
  EXPECT_EQ(verdict_of({Verdict::proved, Verdict::proved}), Verdict::proved);
  EXPECT_EQ(verdict_of({Verdict::proved, Verdict::undecided, Verdict::proved}), Verdict::undecided);
  EXPECT_EQ(verdict_of({Verdict::undecided, Verdict::refuted}), Verdict::refuted);
}

TEST(BoxProof, WhatAStoppedRunLeftIsOpenAsItWas) {
  const std::atomic<bool> stop{true};
  BoxProofOptions options = quick();
  options.stop = &stop;
  for (const record::BoxRecord& record : prove_over_boxes(only("gap-bound"), options)) {
    EXPECT_EQ(record.verdict, judge::Verdict::undecided);
    EXPECT_EQ(record.boxes, 0U);
    EXPECT_EQ(record.open, 1U) << "the box of all rows, nothing of it halved";
  }
}

} // namespace tailmass::verify::box
