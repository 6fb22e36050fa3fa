// What the engineer's page says to declare: files of such kernels are held with it, and not without.
#include "reports/tests/commands/run_command.hpp"
#include "reports/tests/programs.hpp"
#include "theory/tests/source_path.hpp"
#include "verify/tests/input/samples.hpp"

#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace tailmass::reports::manual {
using tailmass::tests::CommandResult;
using tailmass::tests::run_command;

TEST(EngineerPage, WhatItDeclaresIsWhatTheKernelsNeed) {
  const samples::Folder folder;
  const std::string list = (folder.path() / "list.json").string();
  const std::string script = tests::source_path("reports/tests/manual/engineer_kernels.py");
  const std::string command =
      "'" + tests::python_program() + "' '" + script + "' '" + folder.path().string() + "' > '" + list + "'";
  ASSERT_EQ(std::system(command.c_str()), 0);
  const auto check = [&](const std::string& name) {
    return run_command({"check", (folder.path() / (name + ".safetensors")).string()});
  };
  const auto kernels = nlohmann::json::parse(std::ifstream(list));
  EXPECT_EQ(kernels.size(), 10U);
  for (const auto& kernel : kernels) {
    const auto name = kernel[0].get<std::string>();
    const CommandResult right = check(name);
    EXPECT_EQ(right.exit_code, 0) << name << right.out << right.err;
    for (const auto& each : kernel[1]) {
      const auto word = each.get<std::string>();
      const CommandResult wrong = check(name + "-without-" + word);
      EXPECT_TRUE(wrong.exit_code == 1 || wrong.exit_code == 2) << name << " without " << word << wrong.out;
    }
  }
}

} // namespace tailmass::reports::manual
