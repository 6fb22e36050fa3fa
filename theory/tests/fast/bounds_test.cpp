// Gap, multi-gap and blockwise bounds of the fast path, and what one pass says of blocks, against balls on
// every instruction set.
#include "theory/fast/blocks/blocks.hpp"
#include "theory/fast/gaps/gap_bounds.hpp"
#include "theory/nouns/domain_error.hpp"
#include "theory/nouns/scores.hpp"
#include "theory/tests/fast/rows.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace tailmass;
using namespace tailmass::fast;

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

Ball true_sum(const std::vector<Level>& levels, double top) {
  Ball sum = Ball().at_precision(192);
  for (const Level& level : levels)
    if (std::isfinite(level.score))
      sum += Ball(level.count) * exp(Ball(level.score).at_precision(192) - Ball(top));
  return sum;
}

Ball true_tail_mass(const std::vector<Level>& head, const std::vector<Level>& tail) {
  double top = -infinite;
  for (const std::vector<Level>* side : {&head, &tail})
    for (const Level& level : *side)
      top = std::max(top, level.score);
  const Ball of_tail = true_sum(tail, top);
  return of_tail / (of_tail + true_sum(head, top));
}

std::vector<FastRow> rows_with_tails(std::size_t n) {
  std::vector<FastRow> rows = fast_rows(n, 7 * n);
  std::erase_if(rows, [](const FastRow& row) { return row.name == "one unmasked"; });
  return rows;
}

/// Levels of scores at ranks, each with the number of ranks that it stands for.
std::vector<Level> levels_at(const Scores& scores,
                             const std::vector<std::pair<std::size_t, std::size_t>>& ranks) {
  std::vector<Level> levels;
  levels.reserve(ranks.size());
  for (const auto& [rank, count] : ranks)
    levels.push_back({scores.ranked(rank), count});
  return levels;
}

} // namespace

TEST(FastBounds, OfGapsEncloseWhatTheRanksSay) {
  for (const std::string_view target : targets()) {
    const OnTarget on(target);
    for (const std::size_t n : {12UL, 97UL, 1021UL})
      for (const FastRow& row : rows_with_tails(n)) {
        const Scores scores(row.scores);
        const std::size_t finite = scores.finite_count();
        for (const std::size_t k : {std::size_t{2}, finite / 2}) {
          const std::size_t far = (k + finite) / 2;
          std::vector<std::size_t> ranks{1, k};
          if (far > k)
            ranks.push_back(far);
          const std::vector<Truncation> cuts = truncations(std::span<const double>(row.scores), ranks);
          const double largest = scores.ranked(1), least = scores.ranked(finite);
          const std::string where = row.name + " n = " + std::to_string(n) + " k = " + std::to_string(k) +
                                    ' ' + std::string(target);
          const auto head = levels_at(scores, {{k, k}}), tail = levels_at(scores, {{k + 1, finite - k}});
          const Ball bound = true_tail_mass(head, tail);
          EXPECT_TRUE(encloses(gap_bound(cuts[1]), bound)) << where;
          EXPECT_LE(gap_bound(cuts[1]).radius, 1e-14 * gap_bound(cuts[1]).value + 1e-300);
          const Enclosure simple = gap_bound_simple(cuts[1]);
          EXPECT_TRUE(encloses(simple, bound / (Ball(1) - bound))) << where;
          EXPECT_TRUE(encloses(
              gap_lower_bound(cuts[1], largest, least),
              true_tail_mass(levels_at(scores, {{1, k}}), levels_at(scores, {{finite, finite - k}}))))
              << where;
          const auto sharper = levels_at(scores, {{k + 1, 1}, {finite, finite - k - 1}});
          EXPECT_TRUE(encloses(gap_lower_bound_sharper(cuts[1], largest, least),
                               true_tail_mass(levels_at(scores, {{1, k}}), sharper)))
              << where;
          const auto segments =
              far > k ? levels_at(scores, {{k + 1, far - k}, {far + 1, finite - far}}) : tail;
          EXPECT_TRUE(
              encloses(multi_gap_bound(std::span(cuts).subspan(1), k), true_tail_mass(head, segments)))
              << where;
          EXPECT_TRUE(encloses(multi_gap_bound(cuts, k),
                               true_tail_mass(levels_at(scores, {{1, 1}, {k, k - 1}}), segments)))
              << where;
        }
      }
  }
}

TEST(FastBounds, OfCutsThatDoNotFitAreRefused) {
  const std::vector<double> row{3, 2, 1, 0, -infinite};
  const std::vector<std::size_t> ranks{1, 2, 4};
  const std::vector<Truncation> cuts = truncations(std::span<const double>(row), ranks);
  EXPECT_THROW((void)multi_gap_bound(cuts, 2), DomainError); // a cut at n_f
  EXPECT_THROW((void)multi_gap_bound(std::span(cuts).first(2), 3), DomainError);
  const std::vector<Truncation> falling{cuts[1], cuts[0]};
  EXPECT_THROW((void)multi_gap_bound(falling, 1), DomainError);
  EXPECT_THROW((void)gap_bound(cuts[2]), DomainError);
  EXPECT_THROW((void)gap_threshold(2, 4, 1), DomainError);
  EXPECT_THROW((void)gap_threshold(2, 2, 0.5), DomainError);
}

TEST(FastBounds, TheGapThresholdIsOneLogarithm) {
  for (const double epsilon : {0.5, 0.1, 1e-9, 1e-310, 0x1p-1074, 1 - 0x1p-53})
    for (const auto& [k, n] : {std::pair{1UL, 2UL}, {1, 1000000}, {7, 14}, {999999, 1000000}}) {
      const Ball x = Ball(n - k) * (Ball(1).at_precision(192) - Ball(epsilon)) / (Ball(k) * Ball(epsilon));
      const Enclosure threshold = gap_threshold(k, n, epsilon);
      EXPECT_TRUE(encloses(threshold, log(x))) << k << ' ' << n << ' ' << epsilon;
      EXPECT_LE(threshold.radius, 1.5e-15 + 2 * unit_double * std::abs(threshold.value));
    }
}

TEST(FastBlocks, BoundsEncloseWhatTheIntervalsSay) {
  for (const std::string_view target : targets()) {
    const OnTarget on(target);
    for (const std::size_t n : {12UL, 97UL, 1021UL})
      for (const FastRow& row : rows_with_tails(n)) {
        const std::vector<BlockFacts> facts = facts_of_blocks(std::span<const double>(row.scores), n / 5);
        std::vector<BlockInterval> blocks;
        std::vector<Level> sides[2][2]; // [in head][upper]
        for (std::size_t b = 0; b < facts.size(); ++b) {
          const bool in_head = b % 3 != 1;
          blocks.push_back(interval_of(facts[b], in_head));
          const std::size_t from = b * (n / 5), to = std::min(n, from + n / 5);
          const auto [least, largest] =
              std::minmax_element(row.scores.begin() + static_cast<std::ptrdiff_t>(from),
                                  row.scores.begin() + static_cast<std::ptrdiff_t>(to));
          sides[in_head ? 1 : 0][0].push_back({*least, to - from});
          sides[in_head ? 1 : 0][1].push_back({*largest, to - from});
        }
        const BlockwiseBounds bounds = blockwise_bounds(blocks);
        EXPECT_TRUE(encloses(bounds.lower, true_tail_mass(sides[1][1], sides[0][0])))
            << row.name << n << target;
        EXPECT_TRUE(encloses(bounds.upper, true_tail_mass(sides[1][0], sides[0][1])))
            << row.name << n << target;
      }
  }
}

TEST(FastBlocks, NothingAgainstNothingIsNoTail) {
  const std::vector<BlockInterval> blocks{{3, -infinite, 1, true}, {2, -infinite, -infinite, false}};
  EXPECT_EQ(blockwise_bounds(blocks).lower.value, 0);
  EXPECT_EQ(blockwise_bounds(blocks).upper.value, 0);
  const std::vector<BlockInterval> open{{3, -infinite, 1, true}, {2, -infinite, 0, false}};
  EXPECT_EQ(blockwise_bounds(open).upper.value, 1);
}

template <class T>
void expect_facts(const std::vector<double>& scores, std::size_t block, const std::string& where) {
  const std::vector<T> row(scores.begin(), scores.end());
  const std::vector<BlockFacts> all = facts_of_blocks(std::span<const T>(row), block);
  ASSERT_EQ(all.size(), (row.size() + block - 1) / block) << where;
  for (std::size_t b = 0; b < all.size(); ++b) {
    std::size_t finite = 0;
    double least = infinite, largest = -infinite;
    Ball sum = Ball().at_precision(192);
    const std::size_t to = std::min(row.size(), (b + 1) * block);
    for (std::size_t i = b * block; i < to; ++i)
      if (std::isfinite(row[i])) {
        const auto score = static_cast<double>(row[i]);
        ++finite;
        least = std::min(least, score);
        largest = std::max(largest, score);
        sum += Ball(score);
      }
    EXPECT_EQ(all[b].count, to - b * block) << where;
    EXPECT_EQ(all[b].finite, finite) << where;
    EXPECT_EQ(all[b].least, least) << where;
    EXPECT_EQ(all[b].largest, largest) << where;
    if (finite == 0)
      continue;
    const Ball mean = sum / Ball(finite);
    EXPECT_TRUE(encloses(all[b].mean, mean)) << where;
    EXPECT_LE(all[b].mean.radius, 3 * unit_double * std::abs(approximate(mean)) +
                                      1e-24 * std::max(std::abs(least), std::abs(largest)) + 1e-320)
        << where;
  }
}

TEST(FastBlocks, FactsAreThoseOfALoop) {
  for (const std::string_view target : targets()) {
    const OnTarget on(target);
    for (const std::size_t n : {1UL, 37UL, 300UL, 5003UL})
      for (const FastRow& row : fast_rows(n, n))
        for (const std::size_t block : {1UL, 16UL, 2053UL, 6000UL}) {
          if (block == 1 && n > 1000)
            continue;
          const std::string where = row.name + ' ' + std::to_string(n) + ' ' + std::string(target);
          expect_facts<double>(row.scores, block, where);
          expect_facts<float>(row.scores, block, where);
        }
  }
}

TEST(FastBlocks, FactsNameWhatIsNoScore) {
  std::vector<double> row(5000, 1);
  row[4100] = std::nan("");
  try {
    (void)facts_of_blocks(std::span<const double>(row), 1000);
    ADD_FAILURE();
  } catch (const DomainError& error) {
    EXPECT_EQ(error.key(), 4100U);
  }
  EXPECT_THROW((void)facts_of(std::span<const double>(row)), DomainError);
  EXPECT_THROW((void)facts_of_blocks(std::span<const double>(row), 0), DomainError);
  const std::vector<double> huge(4, 1e308);
  EXPECT_EQ(facts_of(std::span<const double>(huge)).mean.radius, infinite);
}
