// Block bounds against brute force over the corners of their boxes.
#include "theory/exact/blocks/block_bounds.hpp"
#include "theory/theorems/cases.hpp"

#include <gtest/gtest.h>

#include <random>

using namespace tailmass;
using exact::End;

constexpr long block_bits = 256;

static Case with_blocks(Case c, std::vector<Block> blocks) {
  c.blocks = std::make_shared<const Blocks>(*c.scores, std::move(blocks));
  return c;
}

/// The tail mass of any scores, without any of the code under test.
static Ball plain_tail_mass(const std::vector<double>& scores, const std::vector<bool>& in_head) {
  Ball head = Ball(0).at_precision(block_bits), tail = head;
  for (std::size_t key = 0; key < scores.size(); ++key)
    if (std::isfinite(scores[key]))
      (in_head[key] ? head : tail) += exp(Ball(scores[key]).at_precision(block_bits));
  return tail / (head + tail);
}

TEST(BlockBounds, AreTheExtremesOverAllCornersOfTheIntervals) {
  std::mt19937_64 random(3);
  std::normal_distribution<double> normal;
  for (int trial = 0; trial < 40; ++trial) {
    std::vector<double> scores(6);
    for (double& s : scores)
      s = normal(random);
    const std::vector<std::vector<Key>> parts = {{0, 3}, {1}, {2, 4, 5}};
    const std::vector<bool> in_head = {true, false, trial % 2 == 0, true, trial % 2 == 0, trial % 2 == 0};
    const Scores row(scores);
    std::vector<Block> blocks;
    for (const auto& part : parts) {
      blocks.push_back(tight_block(row, part, in_head[part.front()]));
      blocks.back().lower -= 0.25;
      blocks.back().upper += 0.5;
    }
    const Case c = with_blocks(top_k_case(scores, 1), blocks);
    Evaluator<Ball> evaluator(c, {block_bits});
    const Ball lower = exact::interval_row(evaluator, *c.blocks, End::smallest).tail_mass();
    const Ball upper = exact::interval_row(evaluator, *c.blocks, End::largest).tail_mass();
    int at_lower = 0, at_upper = 0;
    for (unsigned corner = 0; corner < 64; ++corner) {
      std::vector<double> moved(6);
      for (const Block& block : blocks)
        for (const Key key : block.keys)
          moved[key] = (corner >> key & 1) != 0 ? block.upper : block.lower;
      const Ball tau = plain_tail_mass(moved, in_head);
      EXPECT_FALSE(certainly_less(tau, lower) || certainly_less(upper, tau));
      at_lower += overlap(tau, lower);
      at_upper += overlap(tau, upper);
    }
    EXPECT_EQ(at_lower, 1);
    EXPECT_EQ(at_upper, 1);
    EXPECT_TRUE(
        overlap(exact::union_row(evaluator, *c.blocks).tail_mass(), plain_tail_mass(scores, in_head)));
  }
}

TEST(BlockBounds, NothingOverNothingIsNoTailMass) {
  Case c = top_k_case({0, masked, masked}, 1);
  c = with_blocks(c, {tight_block(*c.scores, {0, 1}, true), tight_block(*c.scores, {2}, false)});
  Evaluator<Ball> row(c, {block_bits});
  for (const End end : {End::smallest, End::largest})
    EXPECT_TRUE(is_exact(exact::interval_row(row, *c.blocks, end).tail_mass()));
  EXPECT_EQ(approximate(exact::interval_row(row, *c.blocks, End::largest).tail_mass()), 0);
}

TEST(BlockBounds, MaskedHeadKeyGivesUpperBoundOne) {
  Case c = top_k_case({0, masked, -5}, 1);
  c = with_blocks(c, {tight_block(*c.scores, {0, 1}, true), tight_block(*c.scores, {2}, false)});
  Evaluator<Ball> row(c, {block_bits});
  EXPECT_TRUE(overlap(exact::interval_row(row, *c.blocks, End::largest).tail_mass(), Ball(1)));
}

TEST(BlockBounds, WeightOfAScoreThatNoKeyHas) {
  const Case c = top_k_case({2, 1, masked}, 1);
  Evaluator<Ball> row(c, {block_bits});
  for (const double x : {2.0, 1.0, 1.5, 0.0, 3.0, -1e4})
    EXPECT_TRUE(overlap(exact::weight_of_score(row, x), exp(Ball(x - 2).at_precision(block_bits)))) << x;
  EXPECT_EQ(approximate(exact::weight_of_score(row, masked)), 0);
}

TEST(BlockBounds, MeanTakesTheDoublesExactly) {
  const Case c = top_k_case({1e300, -1e300, 0x1p-1000, 3}, 1);
  const Block block = tight_block(*c.scores, {0, 1, 2, 3}, true);
  Evaluator<Ball> wide(c, {128}), fine(c, {4000});
  const Ball expected = (Ball(3) + Ball(0x1p-1000)) * Ball(0.25) - Ball(1e300); // exact
  EXPECT_TRUE(overlap(exact::block_mean(fine, block), expected));
  EXPECT_TRUE(radius_within(exact::block_mean(fine, block), expected, 3990));
  EXPECT_TRUE(overlap(exact::block_mean(wide, block), expected));
  EXPECT_TRUE(radius_within(exact::block_mean(wide, block), expected, 120));
}
