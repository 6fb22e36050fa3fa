// A mistyped name is answered by the one that was meant, and nonsense by none.
#include "verify/input/nearest.hpp"

#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace tailmass::verify::input {

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
  EXPECT_EQ(nearest_name("VERIFY", names), "verify");
  EXPECT_EQ(nearest_name("v", std::vector<std::string>{"s"}), std::nullopt); // no letter in common
  EXPECT_EQ(nearest_name("V", std::vector<std::string>{"s", "v"}), "v");
  EXPECT_EQ(nearest_name("cats", std::vector<std::string>{"bats", "hats"}), "bats");
  EXPECT_EQ(nearest_name(std::string(1'000'000, 'x'), names), std::nullopt);
}

TEST(NearestName, OfAPartIsTheShortestAndOfInitialsTheFirst) {
  const std::vector<std::string> names{"tail_mass_of_head", "tail_mass", "log_sum_exp", "list_some_ends"};
  EXPECT_EQ(nearest_name("tail", names), "tail_mass");
  EXPECT_EQ(nearest_name("head", names), "tail_mass_of_head");
  EXPECT_EQ(nearest_name("LSE", names), "log_sum_exp");
  EXPECT_EQ(nearest_name("ta", names), std::nullopt); // too short for a part
  EXPECT_EQ(nearest_name("ls", names), std::nullopt); // and some of the initials
  EXPECT_EQ(nearest_name("tail-log", names), std::nullopt);
}

TEST(UnknownName, QuotesTheWordAndNamesTheNearest) {
  const std::vector<std::string> names{"gap-bound"};
  EXPECT_EQ(unknown_name("theorem", "gap-band", names),
            "no theorem is called \"gap-band\", the nearest is gap-bound");
  EXPECT_EQ(unknown_name("theorem", "none", names), "no theorem is called \"none\"");
  EXPECT_EQ(unknown_name("theorem", "a\nb", names), "no theorem is called \"a\\x0ab\"");
}

} // namespace tailmass::verify::input
