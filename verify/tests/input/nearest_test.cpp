// A mistyped name is answered by the one that was meant, and nonsense by none.
#include "reports/text/nearest.hpp"

#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace tailmass::reports::text {

TEST(EditDistance, CountsLettersAddedLeftOutChangedAndSwapped) {
  EXPECT_EQ(edit_distance("", ""), 0U);
  EXPECT_EQ(edit_distance("verify", "verify"), 0U);
  EXPECT_EQ(edit_distance("", "abc"), 3U);
  EXPECT_EQ(edit_distance("verfy", "verify"), 1U);
  EXPECT_EQ(edit_distance("verrify", "verify"), 1U);
  EXPECT_EQ(edit_distance("varify", "verify"), 1U);
  EXPECT_EQ(edit_distance("evrify", "verify"), 1U); // swapped
  EXPECT_EQ(edit_distance("abcdef", "uvwxyz"), 6U);
  EXPECT_EQ(edit_distance("gap-band", "gap-bound"), 2U);
}

TEST(NearestName, IsTheFirstOfTheNearestOrNone) {
  const std::vector<std::string> names{"list", "verify", "certify", "check"};
  EXPECT_EQ(nearest_name("verfy", names), "verify");
  EXPECT_EQ(nearest_name("certfy", names), "certify");
  EXPECT_EQ(nearest_name("erify", names), "verify");
  EXPECT_EQ(nearest_name("frobnicate", names), std::nullopt);
  EXPECT_EQ(nearest_name("", names), std::nullopt);
  EXPECT_EQ(nearest_name("ls", names), std::nullopt); // two of four letters
  EXPECT_EQ(nearest_name("cats", std::vector<std::string>{"bats", "hats"}), "bats");
  EXPECT_EQ(nearest_name(std::string(1'000'000, 'x'), names), std::nullopt);
}

TEST(UnknownName, QuotesTheWordAndNamesTheNearest) {
  const std::vector<std::string> names{"gap-bound"};
  EXPECT_EQ(unknown_name("theorem", "gap-band", names),
            "no theorem is called \"gap-band\", the nearest is gap-bound");
  EXPECT_EQ(unknown_name("theorem", "none", names), "no theorem is called \"none\"");
  EXPECT_EQ(unknown_name("theorem", "a\nb", names), "no theorem is called \"a\\x0ab\"");
}

} // namespace tailmass::reports::text
