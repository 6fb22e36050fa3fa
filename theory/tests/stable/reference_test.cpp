// Every implementation is held to its error bound on every line of the reference table.
#include "theory/implementations.hpp"
#include "theory/quantities/error.hpp"
#include "theory/tests/reference/reference_match.hpp"
#include "theory/tests/reference/reference_table.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <set>

using namespace tailmass;

namespace {

struct Use {
  std::size_t lines = 0;
  double worst = 0;
  std::string where = "";
};

/// A bound of 0 is widened by the accuracy of the table, 1e-49, which vanishes in any other.
void hold(const Implementation& implementation, const std::vector<Computed>& computed,
          const ReferenceRow& line, const std::vector<std::string>& expected, Use& use) {
  ASSERT_EQ(computed.size(), expected.size()) << implementation.quantity << " of " << line.id;
  ++use.lines;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const auto& [value, bound] = computed[i];
    EXPECT_TRUE(bound.relative >= 0 && std::isfinite(bound.relative) && bound.absolute >= 0 &&
                std::isfinite(bound.absolute))
        << implementation.quantity << " of " << line.id;
    const std::optional<double> share =
        used_share(value, decimal(expected[i]), {bound.relative + 1e-49, bound.absolute});
    ASSERT_TRUE(share && *share <= 1)
        << implementation.quantity << '[' << i << "] of " << line.id << ": " << value << " for "
        << expected[i] << ", bound " << bound.relative << ", " << bound.absolute;
    if (*share >= use.worst)
      use.worst = *share, use.where = line.id;
  }
}

} // namespace

TEST(StableReference, EveryImplementationIsListedOnceWithItsDomain) {
  std::set<std::tuple<std::string_view, std::string_view, std::string_view>> seen;
  for (const Implementation& x : implementations()) {
    EXPECT_TRUE(seen.emplace(x.quantity, x.variant, x.number_type).second) << x.quantity;
    EXPECT_FALSE(x.domain.empty()) << x.quantity;
  }
}

TEST(StableReference, EveryBoundHoldsOnEveryLine) {
  for (const Implementation& implementation : implementations()) {
    Use use;
    std::size_t outside = 0;
    for (const ReferenceRow& line : reference_table()) {
      const auto expected = line.results.find(std::string(implementation.quantity));
      const std::vector<Computed> computed = implementation.compute(line.c);
      if (expected == line.results.end())
        EXPECT_TRUE(computed.empty() || left_out(implementation.quantity, line))
            << implementation.quantity << " of " << line.id << " is defined only by the implementation";
      else if (!computed.empty())
        hold(implementation, computed, line, expected->second, use);
      else
        ++outside;
    }
    std::printf("%-24s %-8s %-8s %3zu lines, %2zu outside its domain, at most %.3f of the bound (%s)\n",
                std::string(implementation.quantity).c_str(), std::string(implementation.variant).c_str(),
                std::string(implementation.number_type).c_str(), use.lines, outside, use.worst,
                use.where.c_str());
    EXPECT_GT(use.lines, 0U) << implementation.quantity << " met no line in its domain";
    EXPECT_LE(outside, reference_table().size() / 5) << implementation.quantity << " hides behind its domain";
  }
}
