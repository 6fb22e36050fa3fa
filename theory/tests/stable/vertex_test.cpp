// The stable maximum over a box of scores against balls and by hand.
#include "theory/stable/outputs/vertex.hpp"

#include "theory/exact/outputs/vertex_softmax.hpp"
#include "theory/quantities/error.hpp"
#include "theory/tests/exact/output_cases.hpp"
#include "theory/theorems/cases.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>

using namespace tailmass;
using namespace tailmass::testing;

namespace {

Case boxed(std::vector<double> lower, std::vector<double> upper, std::vector<double> direction) {
  Case c = top_k_case(lower, 1);
  c.box = ScoreBox{lower, std::move(upper), lower, std::move(direction)};
  return c;
}

} // namespace

TEST(StableVertexMaximum, KeepsItsBoundOnWideBoxesAndAllScales) {
  Random random(7);
  double worst = 0;
  for (int trial = 0; trial < 200; ++trial) {
    const std::size_t n = 1 + below(random, trial % 50 == 0 ? 300 : 20);
    const double widths[] = {1, 40, 400, 3000};
    const double width = widths[below(random, 4)];
    const double scales[] = {1, 1e300, 1e-300, 1e-320};
    const double scale = scales[below(random, 4)];
    const double offset = below(random, 2) == 0 ? 0 : 1000;
    std::vector<double> lower, upper, direction;
    for (std::size_t key = 0; key < n; ++key) {
      lower.push_back(width * normal(random));
      upper.push_back(lower.back() + width * std::abs(normal(random)));
      direction.push_back((normal(random) + offset) * scale);
    }
    if (trial % 3 == 0) { // rising with falling coefficients, so that anchors move all along
      std::ranges::sort(upper);
      std::ranges::sort(lower);
      std::ranges::sort(direction, std::greater{});
      for (std::size_t key = 0; key < n; ++key)
        upper[key] = std::max(upper[key], lower[key]);
    }
    const Case c = boxed(lower, upper, direction);
    const stable::Estimate computed = stable::vertex_maximum(c);
    Evaluator<Ball> row(c, {16000});
    const auto keys = c.scores->finite();
    const Ball truth =
        exact::greatest(exact::threshold_averages(exact::by_coefficient(keys, c.box->direction),
                                                  exact::box_weights(row, keys, *c.box),
                                                  exact::lifted_coefficients(row, keys, direction))) +
        row.precision()(*std::ranges::min_element(direction));
    const auto share = used_share(computed.value, truth, computed.bound);
    ASSERT_TRUE(share.has_value());
    EXPECT_LE(*share, 1) << trial;
    worst = std::max(worst, *share);
  }
  std::printf("vertex_maximum on wide boxes: at most %.3f of the bound\n", worst);
}

TEST(StableVertexMaximum, HasNoBoundWhereCoefficientsAreBeyondFloat) {
  for (const double beyond : {1e39, -1e39, 1e300}) {
    const Case c = boxed({0, 0, -1}, {1, 2, 0}, {1, beyond, 0.5});
    EXPECT_FALSE(std::isfinite(stable::vertex_maximum<float>(c).bound.absolute)) << beyond;
    EXPECT_TRUE(std::isfinite(stable::vertex_maximum<double>(c).bound.absolute)) << beyond;
  }
  const Case all = boxed({0, 0}, {1, 2}, {1e39, 1e39});
  EXPECT_FALSE(std::isfinite(stable::vertex_maximum<float>(all).bound.absolute));
}

TEST(StableVertexMaximum, IsAtTheThresholdInTheOrderOfCoefficients) {
  const stable::Estimate x = stable::vertex_maximum(boxed({0, 0, 0}, {1, 1, 1}, {4, 2, 0}));
  EXPECT_NEAR(x.value, (4 * std::exp(1) + 2) / (std::exp(1) + 2), 1e-15);
  EXPECT_EQ(stable::vertex_maximum(boxed({0, masked, 1}, {5, masked, 1}, {3, 9, 3})).value, 3);
  EXPECT_EQ(stable::vertex_maximum(boxed({0, 0}, {0, 0}, {1.5e308, -1.5e308})).value, 0);
  EXPECT_EQ(stable::vertex_maximum(boxed({0, 0}, {0, 0}, {0x1p-1074, 3 * 0x1p-1074})).value, 2 * 0x1p-1074);
}

TEST(StableVertexMaximum, ServesEachThresholdInItsOwnUnit) {
  // All at the lower end is the best here, 1000 below the upper ends.
  const stable::Estimate x = stable::vertex_maximum(boxed({-2000, -2000}, {-2000, 0}, {1, -1}));
  EXPECT_EQ(x.value, 0);
}
