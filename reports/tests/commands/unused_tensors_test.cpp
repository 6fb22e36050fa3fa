// A run says which tensors of a file it does not use, and what a file is that is none of tensors.
#include "reports/tests/commands/run_command.hpp"
#include "verify/tests/input/samples.hpp"

#include <gtest/gtest.h>

namespace tailmass::reports {
namespace {

using samples::entry;
using tests::CommandResult;
using tests::run_command;

TEST(UnusedTensors, AreToldOnStandardError) {
  const samples::Folder folder;
  const std::string entries = entry("a.scores", "F32", "[2]", 0, 8) + "," +
                              entry("a.topk_indices", "I32", "[1]", 8, 12) + "," +
                              entry("w", "C128", "[1]", 12, 28);
  const std::string file =
      folder.write("f.safetensors", samples::safetensors("{" + entries + "}", samples::Bytes(28))).string();
  const std::string expected = "tailmass: " + file +
                               ": \"a.topk_indices\" is not used: did you mean --indices a.topk_indices?\n" +
                               "tailmass: " + file + ": not used: \"w\"\n";
  const CommandResult certified = run_command({"certify", file, "--epsilon", "0.1"});
  EXPECT_EQ(certified.exit_code, 0) << certified.err;
  EXPECT_EQ(certified.err, expected);
  const CommandResult verified = run_command({"verify", file, "--theorem", "tv-is-tail-mass"});
  EXPECT_EQ(verified.err.substr(0, expected.size()), expected);
}

TEST(UnusedTensors, AFileOfNoneIsNamed) {
  const samples::Folder folder;
  const std::string file = folder
                               .write("f.safetensors", samples::bytes_of("version https://git-lfs.github.com/"
                                                                         "spec/v1\noid sha256:ab\nsize 1\n"))
                               .string();
  const CommandResult result = run_command({"certify", file});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(result.err, "tailmass: " + file +
                            ": is a Git LFS pointer, not the file itself: fetch it with git lfs pull\n");
}

} // namespace
} // namespace tailmass::reports
