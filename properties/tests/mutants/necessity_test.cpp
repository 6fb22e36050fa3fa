// Which hypotheses are needed, and that the finding is a false claim on a case that breaks nothing else.
#include "properties/mutants/necessity.hpp"

#include "theory/theorems/cases.hpp"
#include "theory/theorems/catalogue.hpp"

#include <gtest/gtest.h>

namespace tailmass::properties::mutants {

namespace {

std::vector<verify::record::NecessityRecord> findings(std::vector<const Theorem*> theorems,
                                                      unsigned threads = 0) {
  NecessityOptions options;
  options.shrinking = 100;
  options.threads = threads;
  return necessities(theorems, options);
}

verify::record::NecessityRecord of(const std::vector<verify::record::NecessityRecord>& all,
                                   std::string_view hypothesis) {
  for (const verify::record::NecessityRecord& found : all)
    if (found.hypothesis == hypothesis)
      return found;
  return {};
}

} // namespace

TEST(Necessity, OfTheOrderOfTheScores) {
  // Any other head of k finite keys has more mass left to it, which is no harm to a lower bound.
  EXPECT_EQ(of(findings({find_theorem("gap-lower-bound")}), "the head is a Top-k set").finding,
            "apparently unnecessary");
  for (const std::string_view id : {"gap-bound", "gap-threshold", "multi-gap-bound", "temperature"}) {
    const verify::record::NecessityRecord found = of(findings({find_theorem(id)}), "the head is a Top-k set");
    EXPECT_EQ(found.finding, "necessary") << id;
    EXPECT_LE(found.scores.size(), 8U) << id << ": two or three keys are enough";
  }
}

TEST(Necessity, OfPremisesAndTemperatures) {
  EXPECT_EQ(of(findings({find_theorem("gap-threshold")}), "its numerical premise").finding, "necessary");
  EXPECT_EQ(of(findings({find_theorem("temperature")}), "0 <= beta0 <= beta1").finding, "necessary");
  EXPECT_EQ(of(findings({find_theorem("entropy-bound")}), "every kept key is finite").finding, "necessary");
}

// The claim is 0 <= tau: nothing that a head could be refutes it, and an equality case is no claim.
TEST(Necessity, AHypothesisTooManyIsSeen) {
  static constexpr Hypothesis too_many[] = {
      {"the head is a Top-k set", [](const Case& c) { return c.head.is_top_k(); }}};
  Theorem theorem = *find_theorem("tv-is-tail-mass");
  theorem.hypotheses = too_many;
  const verify::record::NecessityRecord found = of(findings({&theorem}), "the head is a Top-k set");
  EXPECT_EQ(found.finding, "apparently unnecessary");
  EXPECT_GE(found.tried, 40U);
}

TEST(Necessity, EveryOpenHypothesisOfRowsIsTried) {
  std::vector<const Theorem*> rows;
  for (const Theorem* theorem : catalogue())
    if (theorem->scope != Scope::model)
      rows.push_back(theorem);
  const std::vector<verify::record::NecessityRecord> two = findings(rows, 2), one = findings(rows, 1);
  ASSERT_EQ(one.size(), two.size());
  for (std::size_t i = 0; i < one.size(); ++i) {
    if (one[i].finding == "apparently unnecessary") {
      EXPECT_GE(one[i].tried, 5U) << one[i].theorem << ": " << one[i].hypothesis;
    }
    EXPECT_EQ(one[i].finding, two[i].finding);
    EXPECT_EQ(one[i].scores, two[i].scores);
  }
}

} // namespace tailmass::properties::mutants
