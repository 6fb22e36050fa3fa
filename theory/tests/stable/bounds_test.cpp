// Every stable implementation of the list against balls, on rows that hurt floating point.
#include "theory/quantities/definitions.hpp"
#include "theory/quantities/error.hpp"
#include "theory/quantities/families.hpp"
#include "theory/stable/distribution/softmax.hpp"
#include "theory/tests/stable/value_cases.hpp"

#include <gtest/gtest.h>

#include <cstdio>

using namespace tailmass;

namespace {

/// Holds the stable implementations, in both types, to their bounds on all cases in their domains, raising
/// the precision until the balls decide; prints the largest share of each bound that was used.
void check_values_against_balls(const Quantity<Ball>& quantity) {
  for (const std::string_view type : {"double", "float"}) {
    const Implementation& implementation = stable_of(quantity.name, type);
    const double least_normal = type == "float" ? 1e-30 : 1e-290; // below, the bound is one of underflow
    double worst = 0;
    std::size_t met = 0;
    std::size_t index = 0;
    for (const Case& c : tailmass::testing::stable_value_cases()) {
      ++index;
      const std::vector<Computed> computed = implementation.compute(c);
      if (computed.empty())
        continue;
      ++met;
      // A bound that pays for rounded input may be met by that rounding.
      const bool tells = type == "double" || (stable::score_rounding<float>(*c.scores) == 0 &&
                                              c.values->derived<stable::ValueRounding<float>>().length == 0);
      bool open = true;
      for (long bits = 512; open && bits <= 8192; bits *= 4) {
        Evaluator<Ball> row(c, {bits});
        const std::vector<Ball> truth = quantity.of(row, c);
        ASSERT_EQ(computed.size(), truth.size()) << quantity.name;
        open = false;
        for (std::size_t i = 0; i < truth.size(); ++i) {
          const auto& [value, bound] = computed[i];
          const std::optional<double> share = used_share(value, truth[i], bound);
          open = open || !share;
          EXPECT_LE(share.value_or(0), 1)
              << quantity.name << " in " << type << " of case " << index << ": " << value << " for "
              << to_decimal(truth[i], 20) << " within " << bound.relative << " and " << bound.absolute;
          if (std::abs(value) > least_normal && tells)
            worst = std::max(worst, share.value_or(0));
        }
      }
      EXPECT_FALSE(open) << quantity.name << " in " << type << " of case " << index;
    }
    std::printf("%-24s %-6s %5zu cases, at most %.3f of the bound\n", std::string(quantity.name).c_str(),
                std::string(type).c_str(), met, worst);
    EXPECT_GE(met, 200U) << quantity.name << " in " << type;
    EXPECT_GT(worst, 0.02) << "the bound of " << quantity.name << " in " << type << " is silly";
  }
}

std::vector<std::string> names_with_values() {
  std::vector<std::string> names;
  for (const Quantity<Ball>& quantity : quantities::in_type<Ball>(quantities::outputs()))
    names.emplace_back(quantity.name);
  return names;
}

} // namespace

TEST(StableBounds, OfDistributionsHold) {
  check_against_balls(quantities::in_type<Ball>(quantities::distribution()));
}
TEST(StableBounds, OfGapsHold) {
  check_against_balls(quantities::in_type<Ball>(quantities::gaps()));
}
TEST(StableBounds, OfBlocksHold) {
  check_against_balls(quantities::in_type<Ball>(quantities::blocks()));
}
TEST(StableBounds, OfPerturbationsHold) {
  check_against_balls(quantities::in_type<Ball>(quantities::perturbation()));
}

class StableValueBounds : public ::testing::TestWithParam<std::string> {};
TEST_P(StableValueBounds, Hold) {
  check_values_against_balls(*find_quantity(GetParam()));
}
INSTANTIATE_TEST_SUITE_P(Of, StableValueBounds, ::testing::ValuesIn(names_with_values()),
                         [](const auto& tested) { return tested.param; });
