// Bounds of cells: sound on every row, close to their definitions, and neither always the smaller one.
#include "theory/stable/search/cell_bounds.hpp"

#include "theory/exact/search/scores_of_keys.hpp"
#include "theory/nouns/domain_error.hpp"
#include "theory/tests/exact/search_cases.hpp"

#include <algorithm>
#include <gtest/gtest.h>

using namespace tailmass;
using namespace tailmass::testing;
using stable::CellBound;

namespace {

const Precision<Ball> cell_precision{256};

double bound_of(const QueryKeys& query_keys, const std::vector<Key>& cell, CellBound bound) {
  return stable::upper_bound(stable::summarise(query_keys.keys(), cell), query_keys.query(),
                             query_keys.scale(), bound);
}

QueryKeys plane(std::vector<double> query, std::vector<double> entries) {
  const std::size_t n = entries.size() / 2;
  std::vector<Key> keys(n);
  for (Key key = 0; key < n; ++key)
    keys[key] = key;
  return {std::move(query), std::make_shared<const Values>(n, 2, std::move(entries)), keys};
}

} // namespace

TEST(KeyScore, ErrorBoundHoldsAndIsFarBelowAnUlp) {
  SearchRandom random(1);
  for (const QueryKeysCase& c : query_keys_cases(random, 20, 20))
    for (const Key key : c.query_keys.unmasked()) {
      const Ball exact = exact::key_score<Ball>(c.query_keys, key);
      const stable::KeyScore score = stable::key_score(c.query_keys, key);
      const Ball error = abs(Ball(score.value.high) + Ball(score.value.low) - exact);
      EXPECT_TRUE(certainly_at_most(error, Ball(score.error))) << c.name;
      EXPECT_TRUE(certainly_at_most(exact, Ball(score.upper()))) << c.name;
      EXPECT_TRUE(certainly_at_most(Ball(score.lower()), exact)) << c.name;
      EXPECT_TRUE(overlap(exact, c.query_keys.derived<exact::QueryKeysScores>()[key])) << c.name;
    }
}

TEST(CellBounds, AreSoundAndNotBelowTheirDefinition) {
  SearchRandom random(2);
  for (const QueryKeysCase& c : query_keys_cases(random, 30, 30)) {
    SCOPED_TRACE(c.name);
    for (const std::vector<Key>& cell : random_partition(random, c.query_keys.unmasked())) {
      const double ball = bound_of(c.query_keys, cell, CellBound::ball);
      const double box = bound_of(c.query_keys, cell, CellBound::box);
      EXPECT_EQ(bound_of(c.query_keys, cell, CellBound::smaller), std::min(ball, box));
      const Ball exact_box = exact::box_bound<Ball>(c.query_keys, cell);
      const Ball exact_ball =
          exact::ball_bound<Ball>(c.query_keys, cell, centre_of(c.query_keys.keys(), cell), cell_precision);
      EXPECT_TRUE(certainly_at_most(exact_box, Ball(box)));
      EXPECT_TRUE(certainly_at_most(exact_ball, Ball(ball)));
      for (const Key key : cell) {
        const Ball score = exact::key_score<Ball>(c.query_keys, key);
        EXPECT_TRUE(certainly_at_most(score, exact_box));
        EXPECT_FALSE(certainly_less(exact_ball, score)); // they meet where the cell is one key
        EXPECT_TRUE(certainly_at_most(score, Ball(ball)));
        EXPECT_TRUE(certainly_at_most(score, Ball(box)));
      }
      // Not looser than a few roundings of their largest term.
      const double reach =
          std::abs(approximate(exact_ball)) +
          std::abs(approximate(exact::key_score<Ball>(c.query_keys, centre_of(c.query_keys.keys(), cell))));
      EXPECT_LE(ball, approximate(exact_ball) + 1e-14 * reach + 1e-320);
      EXPECT_LE(box, approximate(exact_box) + 4e-16 * std::abs(approximate(exact_box)) + 1e-320);
    }
  }
}

TEST(CellBounds, NeitherBallNorBoxDominates) {
  // Keys on a circle, seen along the diagonal: the box has a corner there that no key has.
  const QueryKeys round = plane({1, 1}, {1, 0, -1, 0, 0, 1, 0, -1});
  EXPECT_LT(bound_of(round, {0, 1, 2, 3}, CellBound::ball), bound_of(round, {0, 1, 2, 3}, CellBound::box));
  // Keys along an axis, seen across it: the ball reaches where no key is.
  const QueryKeys flat = plane({0, 1}, {-1, 0, 1, 0});
  EXPECT_LT(bound_of(flat, {0, 1}, CellBound::box), bound_of(flat, {0, 1}, CellBound::ball));
}

TEST(CellBounds, OfOneKeyAreItsScoreWithinARounding) {
  SearchRandom random(3);
  for (const QueryKeysCase& c : query_keys_cases(random, 20, 5))
    for (const Key key : c.query_keys.unmasked()) {
      const double score = approximate(exact::key_score<Ball>(c.query_keys, key));
      for (const CellBound bound : {CellBound::ball, CellBound::box})
        EXPECT_LE(bound_of(c.query_keys, {key}, bound), score + 3e-16 * std::abs(score) + 1e-322) << c.name;
    }
}

TEST(CellBounds, OutsideTheRangeTheBallIsInfiniteAndTheBoxServes) {
  const QueryKeys far = plane({1e-300, 0}, {1.7e308, 1.7e308, -1.7e308, -1.7e308});
  EXPECT_EQ(bound_of(far, {0, 1}, CellBound::ball), std::numeric_limits<double>::infinity());
  EXPECT_LT(bound_of(far, {0, 1}, CellBound::smaller), 2e8);
  EXPECT_THROW((void)stable::bounded_cells(far, {{0, 1}}, CellBound::ball), DomainError);
}

TEST(QueryKeysScores, OrderIsExactWhereDoublesTie) {
  // 1 + 2^-60 and 1 are one double; the sum of the products tells them apart.
  const QueryKeys query_keys = plane({1, 0x1p-60}, {1, 0, 1, 1, 1, 0});
  const auto& scores = query_keys.derived<exact::QueryKeysScores>();
  EXPECT_EQ(std::vector<Key>(scores.order().begin(), scores.order().end()), (std::vector<Key>{1, 0, 2}));
  EXPECT_TRUE(scores.equal(0, 2));
  EXPECT_FALSE(scores.equal(0, 1));
  EXPECT_EQ(scores.compare(0, 1), 0);
  EXPECT_EQ(scores.compare(1, 1), 1);
  EXPECT_EQ(scores.rank(1), 0U);
}
