// The README shows the program that the tests build.
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <string>

namespace {

std::string content(const std::string& name) {
  std::ifstream file(std::string(TAILMASS_SOURCE_DIR) + "/" + name);
  return {std::istreambuf_iterator<char>(file), {}};
}

} // namespace

TEST(Readme, ShowsTheConsumerVerbatim) {
  const std::string program = content("theory/tests/consumer/main.cpp");
  ASSERT_FALSE(program.empty());
  EXPECT_NE(content("README.md").find("```cpp\n" + program + "```\n"), std::string::npos);
}
