// The README shows the program that the tests build.
#include "theory/tests/source_path.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <string>

namespace {

std::string content(const std::string& name) {
  std::ifstream file(tailmass::tests::source_path(name));
  return {std::istreambuf_iterator<char>(file), {}};
}

} // namespace

TEST(Readme, ShowsTheConsumerVerbatim) {
  const std::string program = content("theory/tests/consumer/main.cpp");
  ASSERT_FALSE(program.empty());
  EXPECT_NE(content("README.md").find("```cpp\n" + program + "```\n"), std::string::npos);
}
