// The thresholds against all vertices and random points of the box, and the exact equality case.
#include "theory/exact/outputs/vertex_softmax.hpp"
#include "theory/tests/exact/output_cases.hpp"
#include "theory/theorems/cases.hpp"

#include <gtest/gtest.h>

using namespace tailmass;
using namespace tailmass::testing;

namespace {

constexpr long vertex_bits = 600;

Ball greatest_threshold(Evaluator<Ball>& row, const ScoreBox& box, const Vector<Ball>& lifted) {
  const auto keys = row.scores().finite();
  return exact::greatest(exact::threshold_averages(exact::by_coefficient(keys, box.direction),
                                                   exact::box_weights(row, keys, box), lifted));
}

Ball at_point(Evaluator<Ball>& row, const ScoreBox& box, const Vector<Ball>& lifted) {
  const auto keys = row.scores().finite();
  return exact::average(keys, exact::weights_of(row, keys, box.point, row.scores().ranked(1)), lifted);
}

/// A row of three keys in a box of width 1, with coefficients 4, 2, 0.
Case three(std::vector<double> point) {
  Case c = top_k_case({0, 0, 0}, 1);
  c.box = ScoreBox{{0, 0, 0}, {1, 1, 1}, std::move(point), {4, 2, 0}};
  return c;
}

bool maximal(const Case& c) {
  return exact::point_is_maximal(*c.scores, *c.box);
}

} // namespace

TEST(Thresholds, HoldTheMaximumOverAllVerticesAndPoints) {
  Random random(1);
  for (int trial = 0; trial < 300; ++trial) {
    Case c = random_case(random);
    Evaluator<Ball> row(c, {vertex_bits});
    const auto keys = c.scores->finite();
    const auto lifted = exact::lifted_coefficients(row, keys, c.box->direction);
    const Ball best = greatest_threshold(row, *c.box, lifted);
    EXPECT_TRUE(overlap(
        best, exact::greatest(exact::vertex_averages(keys, exact::box_weights(row, keys, *c.box), lifted))));
    for (int point = 0; point < 10; ++point) {
      for (const Key key : keys)
        c.box->point[key] = std::uniform_real_distribution<double>(0, 1)(random) < 0.5
                                ? c.box->lower[key]
                                : c.box->lower[key] + (c.box->upper[key] - c.box->lower[key]) / 3;
      EXPECT_FALSE(certainly_less(best, at_point(row, *c.box, lifted)));
    }
  }
}

TEST(Thresholds, AreOneMoreThanTheKeysAndGoFromAllLowerToAllUpper) {
  const Case c = three({0, 0, 0});
  Evaluator<double> row(c);
  const auto keys = c.scores->finite();
  const auto averages = exact::threshold_averages(exact::by_coefficient(keys, c.box->direction),
                                                  exact::box_weights(row, keys, *c.box),
                                                  exact::lifted_coefficients(row, keys, c.box->direction));
  ASSERT_EQ(averages.size(), 4u);
  EXPECT_DOUBLE_EQ(averages[0], 2);
  EXPECT_DOUBLE_EQ(averages[1], (4 * std::exp(1) + 2) / (std::exp(1) + 2));
  EXPECT_DOUBLE_EQ(averages[3], 2);
}

TEST(PointIsMaximal, IsWhereTheAverageIsTheMaximum) {
  Random random(2);
  int maximal_points = 0;
  for (int trial = 0; trial < 3000; ++trial) {
    const Case c = random_case(random);
    Evaluator<Ball> row(c, {vertex_bits});
    const auto lifted = exact::lifted_coefficients(row, c.scores->finite(), c.box->direction);
    const bool equal = overlap(greatest_threshold(row, *c.box, lifted), at_point(row, *c.box, lifted));
    EXPECT_EQ(maximal(c), equal) << trial;
    maximal_points += equal;
  }
  EXPECT_GT(maximal_points, 300);
  EXPECT_LT(maximal_points, 2700);
}

TEST(PointIsMaximal, DecidesAveragesThatEqualACoefficient) {
  // Only the key of coefficient 4 up, the key of 0 down: the average exceeds 2, so the middle key must be
  // down.
  EXPECT_TRUE(maximal(three({1, 0, 0})));
  EXPECT_FALSE(maximal(three({1, 0.5, 0})));
  EXPECT_FALSE(maximal(three({1, 1, 0})));
  // Outer keys fixed with equal scores: the average is 2 whatever the middle key does, and it is free.
  for (const double score : {0.0, 0.5, 1.0}) {
    Case c = three({0.25, score, 0.25});
    c.box->lower = {0.25, 0, 0.25};
    c.box->upper = {0.25, 1, 0.25};
    EXPECT_TRUE(maximal(c));
    c.box->direction[1] = std::nextafter(2, 3);
    EXPECT_EQ(maximal(c), score == 1);
    c.box->direction[1] = std::nextafter(2, 1);
    EXPECT_EQ(maximal(c), score == 0);
  }
}

TEST(PointIsMaximal, IgnoresMaskedKeys) {
  Case c = top_k_case({1, masked, 0}, 1);
  c.box = ScoreBox{{0, masked, 0}, {1, masked, 1}, {1, masked, 0}, {1, 100, 0}};
  EXPECT_TRUE(maximal(c));
}
