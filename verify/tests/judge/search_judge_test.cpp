// Both search theorems on derived searches of every kind: nothing is refuted, nothing left undecided.
#include "theory/numbers/random.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/catalogue.hpp"
#include "verify/cases/derive.hpp"
#include "verify/judge/judge.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace tailmass::verify::judge {

namespace {

/// Scores of three kinds: Gaussian, whole numbers with many ties, and with a finite mask far below the rest.
std::vector<double> scores_of(std::size_t n, std::uint64_t seed) {
  RandomStream random(seed, {"search scores"});
  std::vector<double> scores(n);
  for (double& score : scores) {
    score = seed % 3 == 1 ? static_cast<double>(random.below(3)) : 3 * random.normal();
    if (random.below(6) == 0)
      score = seed % 3 == 2 ? -1e4 : masked;
  }
  scores[random.below(n)] = 1;
  return scores;
}

std::size_t judged(const Theorem& theorem, const Case& c, const std::string& name) {
  Judge judge;
  std::size_t held = 0;
  for (const Judgement& judgement : judge.judge(theorem, c)) {
    EXPECT_NE(judgement.verdict, Verdict::refuted)
        << name << ", " << judgement.claim << ": " << judgement.reason;
    EXPECT_NE(judgement.verdict, Verdict::undecided)
        << name << ", " << judgement.claim << ": " << judgement.reason;
    held += judgement.verdict != Verdict::vacuous ? 1 : 0;
  }
  return held;
}

} // namespace

TEST(SearchTheorems, HoldOnDerivedSearches) {
  for (const char* id : {"mc-search", "delta-k-search"}) {
    const Theorem& theorem = *find_theorem(id);
    std::size_t held = 0;
    for (std::uint64_t seed = 0; seed < 18; ++seed)
      for (const std::size_t n : {1U, 2U, 7U, 40U, 150U}) {
        Case c = top_k_case(scores_of(n, seed), 1 + seed % n);
        cases::derive(c, theorem.needs, {seed, theorem.id, "row", c.head.size()});
        ASSERT_NO_THROW(check(c));
        EXPECT_EQ(c.searches.size(), 3U);
        held += judged(theorem, c, std::string(id) + " " + std::to_string(seed) + " " + std::to_string(n));
      }
    EXPECT_GT(held, 800U) << id;
  }
}

// Of half of the rows: their scores are those given, which cells of one score each have for bounds.
TEST(SearchTheorems, AreAttainedOnFlatCells) {
  const Theorem& theorem = *find_theorem("mc-search");
  std::size_t tight = 0;
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    Case c = top_k_case({3, 1, 3, 0, 1, 2}, 2);
    cases::derive(c, theorem.needs, {seed, theorem.id, "row", c.head.size()});
    Judge judge;
    const std::vector<Judgement> judgements = judge.judge(theorem, c);
    tight += std::ranges::any_of(judgements, [](const Judgement& judgement) {
      return judgement.claim == "tau of the current head <= tau^" && judgement.verdict == Verdict::tight;
    });
  }
  EXPECT_GE(tight, 2U);
  EXPECT_LE(tight, 7U);
}

TEST(SearchTheorems, AQueryOutsideTheDomainLeavesThemVacuous) {
  Case c = top_k_case({1e305, 1}, 1);
  const Theorem& theorem = *find_theorem("mc-search");
  cases::derive(c, theorem.needs, {1, theorem.id, "row", 1});
  EXPECT_EQ(c.query_keys, nullptr);
  EXPECT_EQ(judged(theorem, c, "far"), 0U);
}

TEST(Judge, ForgetsTheWeightsOfAnotherQueryOfTheSameScores) {
  Case c = top_k_case({2, 1, 0}, 1);
  const Theorem& theorem = *find_theorem("mc-search");
  Judge judge;
  for (const double query : {1.0, 2.0}) { // other exact scores, the same stored ones
    c.query_keys = std::make_shared<const QueryKeys>(
        std::vector<double>{query}, std::make_shared<const Values>(3, 1, std::vector<double>{2, 1, 0}),
        c.scores->finite());
    c.searches = {{.k = 1,
                   .growth = 0,
                   .epsilon = 0.5,
                   .cells = std::make_shared<const Cells>(
                       *c.query_keys, std::vector<Cell>{{{0}, 2 * query}, {{1}, query}, {{2}, 0}})}};
    for (const Judgement& judgement : judge.judge(theorem, c))
      EXPECT_TRUE(judgement.verdict == Verdict::tight || judgement.verdict == Verdict::agrees ||
                  judgement.verdict == Verdict::proved)
          << judgement.claim << ": " << judgement.reason;
  }
}

} // namespace tailmass::verify::judge
