// The files of a numpy kernel, right and wrong, through the command: exit codes, named rows and causes.
#include "reports/tests/commands/run_command.hpp"
#include "reports/tests/programs.hpp"
#include "theory/tests/source_path.hpp"
#include "verify/tests/input/samples.hpp"

#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

namespace tailmass::reports::commands {
using tailmass::tests::CommandResult;
using tailmass::tests::run_command;

/// The files, made once.
class KernelCommand : public testing::Test {
protected:
  static void SetUpTestSuite() {
    folder = new samples::Folder();
    const std::string command = tests::python_program() + " -B " +
                                tests::source_path("verify/tests/kernel/make_kernel_files.py") + " " +
                                folder->path().string();
    ASSERT_EQ(std::system(command.c_str()), 0) << command;
  }
  static void TearDownTestSuite() { delete folder; }

  static std::string file(const std::string& name) {
    return (folder->path() / (name + ".safetensors")).string();
  }
  static CommandResult run(const std::string& name) {
    return run_command({"certify", file(name), "--epsilon", "0.1"});
  }
  static nlohmann::json record(const std::string& name) {
    const CommandResult result = run_command({"certify", file(name), "--epsilon", "0.1", "--json", "-"});
    return nlohmann::json::parse(result.out);
  }

  static samples::Folder* folder;
};
samples::Folder* KernelCommand::folder = nullptr;

namespace {

struct Fault {
  std::string tensor;
  std::string cause; ///< as the message ends; empty: unknown
};

struct WrongFile {
  std::string name;
  std::vector<Fault> faults; ///< each on row [1, 3], and no other
};

const std::vector<WrongFile> wrong_files{
    {"k_off_by_one", {{"a.truncated", "k were 7, not 8"}}},
    {"k_one_more", {{"a.truncated", "k were 9, not 8"}}},
    {"base_2", {{"a.lse", "it were in base 2, not natural"}}},
    {"base_10", {{"a.lse", "it were in base 10, not natural"}}},
    {"lse_of_head", {{"a.lse", "it were summed over the head only"}}},
    {"lse_without_maximum", {{"a.lse", "the maximum were not added back"}}},
    {"unnormalised", {{"a.truncated", "it were not divided by the sum of its weights"}}},
    {"swapped_index", {{"a.indices", "one index were swapped"}}},
    {"swapped_value", {{"a.truncated", "the value of key 1 were taken for key 15"}}},
    {"divided_by_full_sum", {{"a.truncated", "it were divided by the sum over all keys, not over the head"}}},
    {"mask_ignored",
     {{"a.indices", "the mask were ignored"},
      {"a.lse", "the mask were ignored"},
      {"a.truncated", "the mask were ignored"}}},
    {"scale_twice",
     {{"a.lse", "every score were multiplied by 0.25 = 1/sqrt(16), the scale applied twice"},
      {"a.truncated", "every score were multiplied by 0.25 = 1/sqrt(16), the scale applied twice"}}},
    {"stale_row",
     {{"a.indices", "it were that of row [1, 2]"},
      {"a.lse", "it were that of row [1, 2]"},
      {"a.truncated", "it were that of row [1, 2]"}}},
    {"float16_overflow",
     {{"a.lse", "exponentials overflowed F16, the maximum not subtracted (their sum is e^11.8, its largest "
                "number 65504)"},
      {"a.truncated", "exponentials overflowed F16, the maximum not subtracted (their sum is e^11.8, its "
                      "largest number 65504)"}}},
    {"nan", {{"a.lse", ""}, {"a.truncated", ""}}},
    {"named_twice", {{"a.indices", "one of the 8 best keys were lost, and another stood twice"}}},
    {"negative_index",
     {{"a.indices", "one of the 8 best keys were lost, and padding stood in its place"},
      {"a.truncated", "k were 8, not 7"}}},
    {"counted_from_1",
     {{"a.indices", "keys were counted from 1"},
      {"a.truncated", "it were over a Top-k set, not over its indices"}}},
    {"not_truncated", {{"a.truncated", "nothing were truncated"}}},
    {"unknown", {{"a.truncated", ""}}}};

std::set<std::string> lines_with(const std::string& text, const std::string& start) {
  std::set<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);)
    if (line.starts_with(start))
      lines.insert(line);
  return lines;
}

} // namespace

TEST_F(KernelCommand, RightKernelsHold) {
  for (const char* name : {"right_float32", "right_float64", "right_unsigned_indices", "right_ties",
                           "right_masked", "right_bfloat16", "right_float16", "right_running_maximum"}) {
    const CommandResult result = run(name);
    EXPECT_EQ(result.exit_code, 0) << name << "\n" << result.out << result.err;
    const nlohmann::json kernel = record(name)["kernel"];
    ASSERT_EQ(kernel.size(), 3U) << name;
    EXPECT_EQ(kernel[0]["check"], "kernel-indices");
    EXPECT_EQ(kernel[0]["held"], 14);
    EXPECT_EQ(kernel[1]["check"], "kernel-lse");
    EXPECT_EQ(kernel[1]["held"], 14);
    EXPECT_EQ(kernel[2]["check"], "kernel-outputs");
    EXPECT_EQ(kernel[2]["held"], 14 * 16);
    for (const auto& check : kernel) {
      EXPECT_EQ(check["exceeded"], 0);
      EXPECT_EQ(check["unbounded"], 0);
      EXPECT_FALSE(check.contains("failures"));
    }
  }
}

TEST_F(KernelCommand, EachFaultIsNamedWithItsRowAndCause) {
  for (const WrongFile& wrong : wrong_files) {
    const std::string path = file("wrong_" + wrong.name);
    const CommandResult result = run("wrong_" + wrong.name);
    EXPECT_EQ(result.exit_code, 1) << wrong.name;
    const std::set<std::string> lines = lines_with(result.out, path + ": ");
    EXPECT_EQ(lines.size(), wrong.faults.size()) << result.out;
    for (const Fault& fault : wrong.faults) {
      const std::set<std::string> found =
          lines_with(result.out, path + ": tensor \"" + fault.tensor + "\", row [1, 3]: ");
      ASSERT_EQ(found.size(), 1U) << wrong.name << " " << fault.tensor << "\n" << result.out;
      EXPECT_TRUE(
          found.begin()->ends_with(fault.cause.empty() ? "; cause unknown" : "; as if " + fault.cause))
          << *found.begin();
    }
  }
}

TEST_F(KernelCommand, TheRecordHasFailuresAndHeads) {
  const nlohmann::json json = record("wrong_swapped_index");
  const nlohmann::json& failures = json["kernel"][0]["failures"];
  ASSERT_EQ(failures.size(), 1U);
  EXPECT_EQ(failures[0]["tensor"], "a.indices");
  EXPECT_EQ(failures[0]["row"], "[1, 3]");
  EXPECT_EQ(failures[0]["cause"], "one index were swapped");
  EXPECT_NE(failures[0]["message"].get<std::string>().find("not a Top-8 set, 1 of its keys is wrong"),
            std::string::npos);
  const nlohmann::json& heads = json["kernel_head_summary"];
  EXPECT_EQ(heads["heads"], 14);
  EXPECT_EQ(heads["top_k"], 13);
  for (const char* end : {"least", "largest"}) {
    EXPECT_EQ(heads[end]["k"], 8);
    EXPECT_EQ(heads[end]["top_k"], heads[end]["row"] != "[1, 3]");
  }
  const double least = std::stod(heads["least"]["tail_mass"].get<std::string>());
  EXPECT_GT(least, 0);
  EXPECT_EQ(least, heads["tail_mass"]["min"]);
  EXPECT_EQ(std::stod(heads["largest"]["tail_mass"].get<std::string>()), heads["tail_mass"]["max"]);
  EXPECT_EQ(heads["tail_mass"]["count"], 14);
}

TEST_F(KernelCommand, VerifyHoldsThemToo) {
  const std::vector<std::string> rest{"--theorem", "tv-is-tail-mass", "--k", "1"};
  const auto verify = [&](const std::string& name) {
    std::vector<std::string> words{"verify", file(name)};
    words.insert(words.end(), rest.begin(), rest.end());
    return run_command(words);
  };
  EXPECT_EQ(verify("right_float32").exit_code, 0);
  const CommandResult wrong = verify("wrong_base_2");
  EXPECT_EQ(wrong.exit_code, 1);
  EXPECT_EQ(lines_with(wrong.out, file("wrong_base_2") + ": ").size(), 1U);
  EXPECT_NE(wrong.out.find("Not all held: kernel-lse: 1 wrong."), std::string::npos) << wrong.out;
}

TEST_F(KernelCommand, TensorsMayBeNamed) {
  const CommandResult result = run_command({"certify", file("wrong_base_2"), "--lse", "a.truncated"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(result.err,
            "tailmass: " + file("wrong_base_2") +
                ": tensor \"a.truncated\": shape [2, 7, 16] does not fit \"a.scores\" of shape [2, "
                "7, 48], which needs [2, 7] or [2, 7, 1]\n");
  EXPECT_EQ(
      run_command({"certify", file("right_float32"), "--indices", "a.indices", "--truncated", "a.truncated"})
          .exit_code,
      0);
}

} // namespace tailmass::reports::commands
