// Kernels that numpy made under every convention, through the command: the right ones held, of the wrong ones
// what is wrong accused and nothing else.
#include "reports/tests/commands/run_command.hpp"
#include "reports/tests/programs.hpp"
#include "theory/tests/source_path.hpp"
#include "verify/tests/input/samples.hpp"

#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

namespace tailmass::reports::commands {

using tailmass::tests::CommandResult;
using tailmass::tests::run_command;

namespace {

struct Kernel {
  std::string file;
  std::vector<std::string> options;
  std::set<std::string> wrong; ///< tensors that must be accused

  [[nodiscard]] std::string name() const { return file.substr(file.find_last_of('/') + 1); }
};

/// The tensor that each check of a record holds.
const std::map<std::string, std::string> tensor_of{{"stored-scores", "a.scores"},
                                                   {"stored-outputs", "a.outputs"},
                                                   {"kernel-indices", "a.indices"},
                                                   {"kernel-lse", "a.lse"},
                                                   {"kernel-outputs", "a.truncated"}};

std::set<std::string> accused(const std::string& record) {
  std::set<std::string> tensors;
  const auto json = nlohmann::json::parse(record);
  for (const char* part : {"consistency", "kernel"})
    for (const auto& check : json[part])
      if (check["exceeded"] != 0)
        tensors.insert(tensor_of.at(check["check"]));
  return tensors;
}

void expect(const Kernel& kernel, std::vector<std::string> words) {
  words.insert(words.begin() + 1, kernel.file);
  words.insert(words.end(), kernel.options.begin(), kernel.options.end());
  words.insert(words.end(), {"--threads", "1", "--json", "-"});
  const CommandResult result = run_command(words);
  EXPECT_EQ(result.exit_code, kernel.wrong.empty() ? 0 : 1) << kernel.name() << "\n" << result.err;
  if (result.exit_code <= 1) {
    EXPECT_EQ(accused(result.out), kernel.wrong) << kernel.name();
  }
}

} // namespace

class DeclaredKernels : public testing::Test {
protected:
  static void SetUpTestSuite() {
    folder = new samples::Folder();
    const std::string list = (folder->path() / "list.json").string();
    const std::string command = tests::python_program() + " -B " +
                                tests::source_path("verify/tests/kernel/make_declared_kernels.py") + " " +
                                folder->path().string() + " > " + list;
    ASSERT_EQ(std::system(command.c_str()), 0) << command;
    for (const auto& entry : nlohmann::json::parse(std::ifstream(list)))
      kernels.push_back({entry["file"], entry["options"], entry["tensors"]});
  }
  static void TearDownTestSuite() { delete folder; }

  static samples::Folder* folder;
  static std::vector<Kernel> kernels;
};
samples::Folder* DeclaredKernels::folder = nullptr;
std::vector<Kernel> DeclaredKernels::kernels;

TEST_F(DeclaredKernels, RightOnesAreHeldAndWrongOnesAccused) {
  EXPECT_GT(kernels.size(), 300U);
  std::vector<std::string> declared_within{"check"};
  for (const Kernel& kernel : kernels)
    if (kernel.wrong.empty() && kernel.options.empty())
      declared_within.push_back(kernel.file);
    else
      expect(kernel, {"check"});
  const CommandResult result = run_command(declared_within); // of many files at once
  EXPECT_EQ(result.exit_code, 0) << result.err << result.out.substr(0, 1000);
}

TEST_F(DeclaredKernels, OtherVerbsHoldTheSame) {
  std::size_t tried = 0;
  for (const Kernel& kernel : kernels)
    for (const char* name :
         {"pages_thd.right_options", "pages_thd.swapped_pages", "lengths_bqhd_0.right_options",
          "lengths_bqhd_0.ignored", "mask_added_1.dropped_head", "scales_fp8_block.of_other_head",
          "selection.by_attention", "positions_thd.right_group", "positions_thd.one_more"})
      if (kernel.name() == std::string(name) + ".safetensors") {
        ++tried;
        expect(kernel, {"certify", "--epsilon", "0.1"});
        expect(kernel, {"verify", "--theorem", "tv-is-tail-mass", "--k", "1"});
      }
  EXPECT_EQ(tried, 9U);
}

} // namespace tailmass::reports::commands
