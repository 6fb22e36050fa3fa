// The accuracy of implementations: errors planted by hand are measured as what they are.
#include "verify/judge/accuracy.hpp"

#include "theory/quantities/error.hpp"
#include "theory/theorems/cases.hpp"

#include <gtest/gtest.h>
#include <stdexcept>

#include <cmath>
#include <limits>

namespace tailmass::verify::judge {

namespace {

/// An implementation that gives the same number of every case.
template <const double& number>
Implementation constant(std::string_view quantity, std::string_view type = "double") {
  return {quantity, "planted", type,
          [](const Case&) {
            return std::vector{Computed{number, {.relative = 0x1p-52}}};
          },
          "every row"};
}

std::optional<std::vector<Accuracy>> accuracy_in(Oracle& oracle, const Implementation& implementation) {
  return oracle.accuracy(implementation, implementation.compute(oracle.on()));
}

Accuracy accuracy_of(const Implementation& implementation, std::vector<double> scores) {
  Oracle oracle(top_k_case(std::move(scores), 1));
  const auto all = accuracy_in(oracle, implementation);
  EXPECT_TRUE(all && all->size() == 1);
  return all ? all->front() : Accuracy{};
}

constexpr double three_above_one = 1 + 3 * 0x1p-52, half_below_one = 1 - 0x1p-53, two_thirds = 2.0 / 3,
                 seven_smallest = 7 * 0x1p-1074, smallest_float = 0x1p-149, zero = 0, one = 1,
                 not_a_number = std::numeric_limits<double>::quiet_NaN(), tiny_tail = 0x1p-1000;

} // namespace

TEST(Accuracy, CountsUnitsInTheLastPlaceOfTheTruth) {
  EXPECT_EQ(accuracy_of(constant<three_above_one>("boundary_gap"), {1, 0}).ulps, 3);
  EXPECT_EQ(accuracy_of(constant<half_below_one>("boundary_gap"), {1, 0}).ulps, 0.5);
  EXPECT_EQ(accuracy_of(constant<one>("boundary_gap"), {1, 0}).ulps, 0);
  EXPECT_EQ(accuracy_of(constant<one>("boundary_gap"), {half_below_one, 0}).ulps, 1); // the binade below
  const double share_of_float = accuracy_of(constant<three_above_one>("boundary_gap", "float"), {1, 0}).ulps;
  EXPECT_EQ(share_of_float, 3 * 0x1p-29);
}

TEST(Accuracy, MeasuresFractionsOfAUnitAtThePrecisionOfTheTruth) {
  const Accuracy nearest = accuracy_of(constant<two_thirds>("tail_mass"), {0, 0, 0});
  EXPECT_NEAR(nearest.ulps, 1.0 / 3, 1e-6); // 2/3 = 0.101010.. cut after 53 digits
  EXPECT_NEAR(nearest.relative, 0x1p-53 / 2, 0x1p-73);
  EXPECT_NEAR(nearest.share, 0.25, 1e-6); // of 2^-52 2/3
  EXPECT_NEAR(nearest.bound_ulps, 4.0 / 3, 1e-6);
}

TEST(Accuracy, HasTheSmallestNumberAsItsLeastUnit) {
  EXPECT_EQ(accuracy_of(constant<seven_smallest>("boundary_gap"), {5 * 0x1p-1074, 0}).ulps, 2);
  EXPECT_NEAR(accuracy_of(constant<smallest_float>("boundary_gap", "float"), {5 * 0x1p-1074, 0}).ulps, 1,
              1e-6);
  EXPECT_EQ(accuracy_of(constant<seven_smallest>("boundary_gap"), {1, 1}).ulps, 7);
}

TEST(Accuracy, OfAnExactZero) {
  EXPECT_EQ(accuracy_of(constant<zero>("boundary_gap"), {1, 1}).relative, 0);
  EXPECT_EQ(accuracy_of(constant<seven_smallest>("boundary_gap"), {1, 1}).relative,
            std::numeric_limits<double>::infinity());
  // No tail: the divergence is a sum of terms of order 1 that cancel.
  Oracle oracle(top_k_case({1, 0.25}, 2));
  const std::vector<Accuracy> all = accuracy_in(oracle, constant<zero>("kl")).value();
  EXPECT_EQ(all.front().ulps, 0);
}

TEST(Accuracy, OfTruthsThatNoDoubleIsNear) {
  const Accuracy far = accuracy_of(constant<tiny_tail>("tail_mass"), {0, -708});
  EXPECT_GT(far.share, 1);
  EXPECT_GT(far.relative, 0.99);
  const Accuracy none = accuracy_of(constant<not_a_number>("tail_mass"), {0, -1});
  EXPECT_EQ(none.ulps, std::numeric_limits<double>::infinity());
  EXPECT_GT(none.share, 1);
}

TEST(Accuracy, BoundsAreBrokenExactlyAboveOne) {
  EXPECT_GT(accuracy_of(constant<three_above_one>("boundary_gap"), {1, 0}).share, 1);
  EXPECT_EQ(accuracy_of(constant<half_below_one>("boundary_gap"), {1, 0}).share, 0.5);
}

TEST(Accuracy, EveryStableImplementationKeepsItsBoundOnAnExample) {
  Case c = top_k_case({2, 0.5, -1, masked, 0.25}, 2);
  c.epsilon = 0.125;
  std::size_t measured = 0;
  Oracle oracle(c);
  for (const Implementation& implementation : implementations())
    if (!implementation.compute(c).empty()) {
      const std::vector<Accuracy> all = accuracy_in(oracle, implementation).value();
      for (const Accuracy& each : all) {
        EXPECT_LE(each.share, 1) << implementation.quantity;
        EXPECT_LE(each.ulps, each.bound_ulps) << implementation.quantity;
        ++measured;
      }
    }
  EXPECT_GE(measured, 40U);
}

TEST(Accuracy, UnknownQuantitiesAreRefused) {
  Oracle oracle(top_k_case({1, 0}, 1));
  EXPECT_THROW((void)accuracy_in(oracle, constant<one>("nonsense")), std::logic_error);
  EXPECT_THROW((void)format_of("half"), std::invalid_argument);
}

} // namespace tailmass::verify::judge
