// Every implementation is held to its error bound on every line of the reference table.
#include "theory/implementations.hpp"

#include "theory/tests/reference/reference_match.hpp"
#include "theory/tests/reference/reference_table.hpp"
#include "theory/tests/stable/score_cases.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <set>

using namespace tailmass;

namespace {

std::set<std::string> quantities_of_table() {
  std::ifstream table(reference_table_path());
  std::string header;
  std::getline(table, header);
  std::set<std::string> names;
  const nlohmann::json quantities = nlohmann::json::parse(header).at("quantities");
  for (const auto& [name, definition] : quantities.items())
    names.insert(name);
  return names;
}

/// Whether the table leaves a quantity out that is defined: brute force is for few keys.
bool left_out(std::string_view quantity, const ReferenceRow& line) {
  return quantity == "vertex_maximum" && line.c.scores->finite_count() > 10;
}

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

TEST(StableReference, EveryQuantityOfTheTableIsImplemented) {
  for (const std::string& name : quantities_of_table())
    EXPECT_TRUE(std::ranges::any_of(implementations(), [&](const Implementation& x) {
      return x.quantity == name && x.variant == "stable" && x.number_type == "double";
    })) << name;
}

TEST(StableReference, EveryImplementationIsOfTheTableAndListedOnce) {
  const std::set<std::string> names = quantities_of_table();
  std::set<std::tuple<std::string_view, std::string_view, std::string_view>> seen;
  for (const Implementation& x : implementations()) {
    EXPECT_TRUE(names.contains(std::string(x.quantity))) << x.quantity;
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
