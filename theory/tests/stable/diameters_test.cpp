// The stable lengths and diameters at the ends of the range and against all pairs.
#include "theory/stable/outputs/diameters.hpp"

#include "theory/tests/exact/output_cases.hpp"
#include "theory/theorems/cases.hpp"

#include <gtest/gtest.h>

#include <algorithm>

using namespace tailmass;
using namespace tailmass::testing;

namespace {

double distance(std::vector<double> x, std::vector<double> y) {
  return stable::distance<double>(x, y).number();
}

} // namespace

TEST(StableDistance, NeitherOverflowsNorUnderflows) {
  const double subnormal = 0x1p-1074;
  EXPECT_EQ(distance({3e300, 0}, {0, 4e300}), 5e300);
  EXPECT_NEAR(distance({3e-300, 0}, {0, 4e-300}) / 5e-300, 1, 1e-15);
  EXPECT_EQ(distance({3 * subnormal, 0}, {0, 4 * subnormal}), 5 * subnormal);
  EXPECT_EQ(distance({1e300, subnormal}, {1e300, 0}), subnormal);
  EXPECT_EQ(distance({1, 2}, {1, 2}), 0);
  EXPECT_EQ(distance({1.5e308}, {-1.5e308}), std::numeric_limits<double>::infinity());
  const stable::Scaled<> wide = stable::distance<double>(std::vector{1.5e308}, std::vector{-1.5e308});
  EXPECT_EQ(std::ldexp(wide.value, wide.exponent - 1), 1.5e308);
}

TEST(StableDiameter, IsOfHeadAndFiniteTailOnly) {
  const Case c = with_values(top_k_case({2, 1, 0, masked}, 2), {{0}, {100}, {99}, {1000}});
  EXPECT_EQ(stable::diameter(c).number().value, 99);
  EXPECT_EQ(stable::max_norm(c).number().value, 100);
}

TEST(ScaledNumbers, OrderMultiplyAddAndTakeRoots) {
  using stable::scaled;
  EXPECT_LT(scaled(0.0), scaled(1.0, -5000));
  EXPECT_LT(scaled(3.0, 10), scaled(1.0, 12));
  EXPECT_EQ(scaled(8.0, -3), scaled(1.0));
  EXPECT_EQ(scaled(0x1p1000) * scaled(0x1p1000) * scaled(0x1p-1000), scaled(0x1p1000));
  EXPECT_EQ((scaled(3.0, 2000) + scaled(1.0, 2000)), scaled(1.0, 2002));
  EXPECT_EQ(sqrt(scaled(9.0, -4001) * scaled(2.0)), scaled(3.0, -2000));
  EXPECT_EQ(scaled(1.0, -1074).number(), 0x1p-1074);
  EXPECT_EQ(scaled(1.0F, -149).number(), 0x1p-149F);
  EXPECT_EQ(scaled(0x1p100F) * scaled(0x1p100F), scaled(1.0F, 200));
}

TEST(ScaledEstimates, CarryBothErrors) {
  using stable::scaled;
  const stable::ScaledEstimate<> x{scaled(4.0), 0.25, scaled(1.0)};
  const stable::ScaledEstimate<> y{scaled(2.0), 0.5, scaled(0.5)};
  EXPECT_NEAR((x * y).relative, 0.875, 1e-5);
  EXPECT_NEAR((x * y).absolute.number(), 1 * 2 + 0.5 * 4 + 0.5, 1e-9);
  EXPECT_NEAR(sqrt(x).relative, 0.125 + 0.03125, 1e-5);
  EXPECT_NEAR(sqrt(x).absolute.number(), 0.5, 1e-9);
  EXPECT_NEAR(sqrt(stable::ScaledEstimate<>{{}, 0, scaled(9.0)}).absolute.number(), 3, 1e-9);
}

TEST(StableDiameter, IsTheGreatestDistanceOfAllPairs) {
  Random random(7);
  for (int trial = 0; trial < 300; ++trial) {
    const std::size_t n = 2 + below(random, 40), d = 1 + below(random, 4);
    std::vector<double> scores(n), entries;
    for (double& score : scores)
      score = normal(random);
    const std::size_t family = below(random, 4);
    for (std::size_t key = 0; key < n; ++key) {
      std::vector<double> x(d);
      for (double& entry : x)
        entry = family == 3 ? 5 : normal(random);
      const double length = stable::norm<double>(x).number();
      for (const double entry : x) // clouds, points of a sphere, two tight clusters, one point
        entries.push_back(family == 1   ? entry / length
                          : family == 2 ? (key % 2 == 0 ? 1e3 : 0) + entry
                                        : entry);
    }
    Case c = top_k_case(scores, 1 + below(random, n - 1));
    c.values = std::make_shared<const Values>(n, d, std::move(entries));
    stable::Scaled<> greatest;
    for (const Key i : c.head.finite_head())
      for (const Key j : c.head.finite_tail())
        greatest = std::max(greatest, stable::distance<double>(c.values->of(i), c.values->of(j)));
    EXPECT_EQ(stable::diameter(c).value, greatest) << "trial " << trial;
  }
}

TEST(StableDiameter, IsTakenAtAnyScale) {
  const double most = std::numeric_limits<double>::max(), least = 0x1p-1074;
  const Case huge = with_values(top_k_case({2, 1, 0}, 1), {{most}, {most}, {-most}});
  EXPECT_EQ(stable::diameter(huge).value, stable::scaled(most, 1));
  const Case tiny = with_values(top_k_case({2, 1, 0}, 1), {{least}, {3 * least}, {-least}});
  EXPECT_EQ(stable::diameter(tiny).value, stable::scaled(2 * least));
  const Case both = with_values(top_k_case({2, 1, 0, masked}, 1), {{least}, {3 * least}, {-least}, {most}});
  EXPECT_EQ(stable::diameter(both).value, stable::scaled(2 * least));
}
