// Numbers that a case draws are its own.
#include "theory/theorems/drawn.hpp"

#include "theory/theorems/cases.hpp"

#include <gtest/gtest.h>

namespace tailmass {

TEST(DrawnFrom, IsAFunctionOfScoresHeadAndName) {
  const auto drawn = [](const Case& c, std::string_view name) { return drawn_from(c, name).unit(); };
  const Case c = top_k_case({2, 1, 0}, 1);
  EXPECT_EQ(drawn(c, "order"), drawn(top_k_case({2, 1, -0.0}, 1), "order"));
  EXPECT_NE(drawn(c, "order"), drawn(c, "share"));
  EXPECT_NE(drawn(c, "order"), drawn(top_k_case({2, 1, 0}, 2), "order"));
  EXPECT_NE(drawn(c, "order"), drawn(head_case({2, 1, 0}, {1}), "order"));
  EXPECT_NE(drawn(c, "order"), drawn(top_k_case({2, 1, 0.5}, 1), "order"));
}

} // namespace tailmass
