// Code of the user's under the hunt, under replay and under precision: what is printed, and exit codes.
#include "properties/tests/kernels/test_library.hpp"
#include "reports/tests/commands/run_command.hpp"
#include "verify/tests/input/samples.hpp"

#include <algorithm>
#include <fstream>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace tailmass::reports::commands {
using properties::kernels::tests::test_library;
using tests::run_command;

namespace {

void write_limit(const std::string& path, const std::string& line) {
  std::ofstream(path) << line << "\n";
}

} // namespace

TEST(UserCode, AKernelsFaultIsFoundStoredAndReplayed) {
  const samples::Folder folder;
  const std::string overflowing = test_library("radix_overflowing");
  const auto run = run_command({"hunt", "--kernel", overflowing, "--evaluations", "200", "--found",
                                folder.path().string(), "--json", "-"});
  EXPECT_EQ(run.exit_code, 1) << run.err;
  const nlohmann::json found = nlohmann::json::parse(run.out);
  for (const auto& goal : found["sharpness"]) {
    const bool wrong = goal["claim"] == "the indices are a Top-k set";
    EXPECT_EQ(goal["outcome"], wrong ? "refuted" : "within") << goal;
    if (!wrong)
      continue;
    EXPECT_EQ(goal["minimal"]["command"], "tailmass replay " +
                                              goal["minimal"]["case_file"].get<std::string>() + " --kernel " +
                                              overflowing);
    const std::string file = goal["minimal"]["case_file"];
    const auto again = run_command({"replay", file, "--kernel", overflowing});
    EXPECT_EQ(again.exit_code, 1) << again.out << again.err;
    EXPECT_NE(again.out.find("not a Top-"), std::string::npos) << again.out;
    EXPECT_EQ(run_command({"replay", file, "--kernel", test_library("radix")}).exit_code, 0);
    // The next hunt starts from what was found.
    const auto next = run_command({"hunt", "--kernel", overflowing, "--evaluations", "8", "--corpus", file,
                                   "--found", "", "--json", "-"});
    EXPECT_EQ(next.exit_code, 1) << next.out << next.err;
  }
}

TEST(UserCode, WhatCannotBeLoadedIsOneLine) {
  const auto line = [](const std::vector<std::string>& words) {
    const auto run = run_command(words);
    EXPECT_EQ(run.exit_code, 2) << run.out;
    EXPECT_EQ(run.out, "");
    return run.err;
  };
  EXPECT_EQ(line({"hunt", "--kernel", "./none.so"}),
            "tailmass: ./none.so: cannot open shared object file: No such file or directory\n");
  const std::string other = test_library("ill_a"), functions = test_library("functions");
  EXPECT_EQ(line({"hunt", "--kernel", other}),
            "tailmass: " + other + ": is of kernel ABI 7; this is ABI 1\n");
  EXPECT_EQ(line({"hunt", "--function", functions + ":none=tail_mass"}),
            "tailmass: " + functions + ": has no symbol none\n");
  EXPECT_EQ(
      line({"precision", "--function", functions + ":lse=tail"}),
      "tailmass: no quantity is called \"tail\", the nearest is tail_mass; `tailmass list --quantities` "
      "names them\n");
  EXPECT_EQ(line({"hunt", "--kernel", other, "--mutants"}),
            "tailmass: --mutants are of theorems: not with --implementation, --kernel, --function or "
            "--against-random\n");
}

TEST(UserCode, AFunctionsWorstInputIsTold) {
  const samples::Folder folder;
  const std::string text = test_library("functions") + ":lse=log_sum_exp";
  const auto run =
      run_command({"hunt", "--function", text, "--evaluations", "200", "--found", folder.path().string()});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_NE(run.out.find("log_sum_exp/lse/double: its error is "), std::string::npos) << run.out;
  const auto held = run_command({"hunt", "--function", text, "--relative", "1e-18", "--evaluations", "200",
                                 "--found", folder.path().string(), "--json", "-"});
  EXPECT_EQ(held.exit_code, 1) << held.err;
  const auto goal = nlohmann::json::parse(held.out)["sharpness"][0];
  EXPECT_NE(goal["minimal"]["command"].get<std::string>().find("--relative 1e-18"), std::string::npos)
      << goal;
}

TEST(UserCode, AFunctionIsMeasuredBesideTheSuitesOwnAndHeldToItsLimit) {
  const samples::Folder folder;
  const std::string text = test_library("functions") + ":lse_wrong_constant=log_sum_exp:float";
  const std::string limits = (folder.path() / "limits.txt").string(),
                    base = (folder.path() / "base.json").string();
  const auto measured = [&](std::vector<std::string> more, const std::string& function) {
    std::vector<std::string> words{"precision", "--function", function,  "--n",
                                   "16,64",     "--regime",   "gaussian"};
    words.insert(words.end(), more.begin(), more.end());
    return run_command(words);
  };
  const auto run = measured({"--json", base}, text);
  EXPECT_EQ(run.exit_code, 0) << run.out << run.err; // only measured
  for (const char* line :
       {"log_sum_exp  stable", "log_sum_exp  fast", "log_sum_exp  lse_wrong_constant  float"})
    EXPECT_NE(run.out.find(line), std::string::npos) << line << "\n" << run.out;
  write_limit(limits, "log_sum_exp lse_wrong_constant float 4 ulp derived: two roundings and an exponential");
  const auto held = measured({"--limits", limits}, text);
  EXPECT_EQ(held.exit_code, 1) << held.out;
  EXPECT_NE(held.out.find("tailmass precision --function " + text + " --regime gaussian"), std::string::npos)
      << held.out;
  EXPECT_EQ(measured({"--against", base}, text).exit_code, 0);
}

TEST(UserCode, AKernelsNumbersAreMeasuredBesideTheSuitesOwn) {
  const auto measured = [](const std::string& kernel, std::vector<std::string> more = {}) {
    std::vector<std::string> words{"precision", "--kernel", kernel, "--n", "16,64", "--regime", "gaussian"};
    words.insert(words.end(), more.begin(), more.end());
    return run_command(words);
  };
  const auto run = measured(test_library("radix"));
  EXPECT_EQ(run.exit_code, 0) << run.out << run.err;
  for (const char* line : {"log_sum_exp  stable", "log_sum_exp  radix   float", "head_mean    stable",
                           "head_mean    radix   float"})
    EXPECT_NE(run.out.find(line), std::string::npos) << line << "\n" << run.out;
  // Of a half format, and without indices: the mean over all keys.
  const auto half = measured(test_library("online_half"));
  EXPECT_EQ(half.exit_code, 0) << half.err;
  for (const char* line : {"log_sum_exp  online  float16", "output_mean  online  float16"})
    EXPECT_NE(half.out.find(line), std::string::npos) << line << "\n" << half.out;
  const auto none = measured(test_library("ill_n"));
  EXPECT_EQ(none.exit_code, 2);
  EXPECT_EQ(none.err, "tailmass: ill gives neither a log-sum-exp nor an output to be measured\n");
}

TEST(UserCode, AnOutputIsHeldToItsBoundByALimitAndComparedWithAnOlderRecord) {
  const samples::Folder folder;
  const std::string limits = (folder.path() / "limits.txt").string(),
                    base = (folder.path() / "base.json").string();
  write_limit(limits, "output_mean online float 1 bound derived: the bound of a kernel of its formats");
  const auto measured = [&](const std::string& kernel, std::vector<std::string> more) {
    std::vector<std::string> words{"precision", "--kernel", kernel,     "--n", "256,1024",
                                   "--regime",  "sorted",   "--effort", "1",   "--curves"};
    words.insert(words.end(), more.begin(), more.end());
    return run_command(words);
  };
  const auto right = measured(test_library("online_float"), {"--limits", limits, "--json", base});
  EXPECT_EQ(right.exit_code, 0) << right.out << right.err;
  const auto wrong = measured(test_library("online_forgetful"), {"--limits", limits});
  EXPECT_EQ(wrong.exit_code, 1) << wrong.out << wrong.err;
  EXPECT_NE(wrong.out.find("output_mean/online/float: limit exceeded: the error is "), std::string::npos)
      << wrong.out;
  EXPECT_NE(wrong.out.find("tailmass precision --kernel " + test_library("online_forgetful")),
            std::string::npos)
      << wrong.out;
  EXPECT_EQ(measured(test_library("online_float"), {"--against", base}).exit_code, 0);
  const auto worse = measured(test_library("online_forgetful"), {"--against", base});
  EXPECT_EQ(worse.exit_code, 1) << worse.out << worse.err;
  EXPECT_NE(worse.out.find("output_mean/online/float at its old worst case"), std::string::npos) << worse.out;
}

TEST(UserCode, SoftmaxOfAHalfFormatIsMeasuredOnRowsOfIt) {
  const std::string text = test_library("functions") + ":softmax_bfloat16=softmax:bfloat16";
  const auto run = run_command(
      {"precision", "--function", text, "--n", "16,64", "--regime", "gaussian,peaked", "--json", "-"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  const nlohmann::json record = nlohmann::json::parse(run.out);
  double largest = -1;
  for (const auto& line : record["precision"])
    if (line["implementation"] == "softmax_bfloat16" && !line.contains("regime") && !line.contains("n"))
      largest = std::max(largest, line["max_ulp"].get<double>());
  EXPECT_GT(largest, 0.4) << record["precision"];
  EXPECT_LT(largest, 0.6) << "one rounding to the nearest of exact rows";
}

namespace {

/// The line over all cases of what is called so.
nlohmann::json line_of(const std::string& name, const std::string& record) {
  const nlohmann::json all = nlohmann::json::parse(record);
  for (const auto& line : all["precision"])
    if (line["implementation"] == name && !line.contains("regime") && !line.contains("n") &&
        !line.contains("tail_decade"))
      return line;
  return {};
}

} // namespace

TEST(UserCode, AFunctionOfFloatIsMeasuredOnRowsOfFloat) {
  // Beside such an offset scores of double are as good as others in float.
  const auto run =
      run_command({"precision", "--function", test_library("functions") + ":softmax_float=softmax:float",
                   "--n", "64", "--regime", "huge-offset", "--json", "-"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  for (const char* name : {"softmax_float", "stable"}) {
    const nlohmann::json line = line_of(name, run.out);
    EXPECT_GT(line["cases"], 10) << line;
    EXPECT_LT(line["max_ulp"], 1000) << line;
  }
}

TEST(UserCode, OfAVectorTheKeyOfTheLargestErrorIsNamed) {
  const samples::Folder folder;
  const std::string limits = (folder.path() / "limits.txt").string();
  write_limit(limits, "softmax softmax_last_late float 100 ulp derived: more than an exponential");
  const auto run =
      run_command({"precision", "--function", test_library("functions") + ":softmax_last_late=softmax:float",
                   "--n", "16", "--regime", "all-equal", "--limits", limits});
  EXPECT_EQ(run.exit_code, 1) << run.out << run.err;
  EXPECT_TRUE(run.out.starts_with("softmax/softmax_last_late/float: largest error ")) << run.out;
  EXPECT_NE(run.out.find(" ulp of key 15, at all-equal n=16\n"), std::string::npos) << run.out;
  EXPECT_NE(run.out.find(" is the limit: of key 15\n"), std::string::npos) << run.out;
  const auto one = run_command({"precision", "--function", test_library("functions") + ":lse=log_sum_exp",
                                "--n", "16", "--regime", "gaussian"});
  EXPECT_NE(one.out.find(" ulp, at gaussian n=16\n"), std::string::npos) << one.out;
}

} // namespace tailmass::reports::commands
