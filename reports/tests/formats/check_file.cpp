// Child processes of tests.
#include "reports/tests/formats/check_file.hpp"
#include "reports/tests/programs.hpp"
#include "theory/tests/source_path.hpp"

#include <array>
#include <cstdio>
#include <gtest/gtest.h>

namespace tailmass::tests {

std::string printed_by(const std::string& command) {
  FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
  std::string text;
  std::array<char, 4096> block{};
  while (pipe != nullptr) {
    const std::size_t size = std::fread(block.data(), 1, block.size(), pipe);
    if (size == 0)
      break;
    text.append(block.data(), size);
  }
  EXPECT_TRUE(pipe != nullptr && ::pclose(pipe) == 0) << command << "\n" << text;
  return text;
}

std::string check_file(const std::vector<std::string>& arguments) {
  std::string command = python_program() + " " + source_path("reports/tests/formats/check_files.py");
  for (const std::string& argument : arguments)
    command += " '" + argument + "'";
  return printed_by(command);
}

std::string schema_file(const std::string& name) {
  return source_path("reports/schema/" + name);
}

} // namespace tailmass::tests
