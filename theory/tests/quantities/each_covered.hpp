// Whether all quantities of the list are among those that somebody checks.
#pragma once

#include "theory/quantities.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string_view>
#include <vector>

namespace tailmass::tests {

/// Returns the names of the quantities that are not covered.
inline std::vector<std::string_view> uncovered(std::span<const Quantity<Ball>> quantities,
                                               const std::set<std::string_view>& covered) {
  std::vector<std::string_view> names;
  for (const Quantity<Ball>& quantity : quantities)
    if (!covered.contains(quantity.name))
      names.push_back(quantity.name);
  return names;
}

/// Fails for each quantity of the list that is not covered, and where a new one would not be missed.
inline void expect_each_covered(const std::set<std::string_view>& covered) {
  const auto all = all_quantities();
  EXPECT_EQ(uncovered(all, covered), std::vector<std::string_view>{});
  std::vector<Quantity<Ball>> more(all.begin(), all.end());
  more.push_back({"a new one", Condition::itself, {}});
  EXPECT_EQ(uncovered(more, covered), std::vector<std::string_view>{"a new one"});
}

} // namespace tailmass::tests
