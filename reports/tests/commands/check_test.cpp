// The verb `check`: what is declared, by options and by metadata, and how it ends.
#include "reports/tests/commands/run_command.hpp"
#include "verify/tests/input/float_file.hpp"
#include "verify/tests/input/samples.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <nlohmann/json.hpp>

namespace tailmass::reports::commands {

using samples::operator+;
using tailmass::tests::CommandResult;
using tailmass::tests::run_command;

namespace {

constexpr float nan = std::numeric_limits<float>::quiet_NaN();
constexpr float infinity = std::numeric_limits<float>::infinity();

/// A causal head of two keys for three queries and two keys: the first query sees none. Keys that are not
/// seen hold NaN; the log-sum-exps are in base 2.
samples::Bytes causal_kernel(const std::string& metadata) {
  const std::vector<float> scores{nan, nan, 1, nan, 0, 2};
  const float both = static_cast<float>(std::log2(1 + std::exp(2.0)));
  const std::vector<float> lse{-infinity, static_cast<float>(std::log2(std::exp(1.0))), both};
  const std::vector<std::int32_t> indices{-1, -1, 0, -1, 1, 0};
  const std::string header = "{" + metadata + samples::entry("a.scores", "F32", "[3,2]", 0, 24) + "," +
                             samples::entry("a.lse", "F32", "[3]", 24, 36) + "," +
                             samples::entry("a.indices", "I32", "[3,2]", 36, 60) + "}";
  return samples::safetensors(header, samples::bytes_of(scores) + samples::bytes_of(lse) +
                                          samples::bytes_of(indices));
}

std::string first_line(const CommandResult& result) {
  return result.out.substr(0, result.out.find('\n'));
}

std::string last_line(const CommandResult& result) {
  const std::size_t end = result.out.size() - 1;
  return result.out.substr(result.out.rfind('\n', end - 1) + 1, end - 1 - result.out.rfind('\n', end - 1));
}

} // namespace

TEST(CheckCommand, OptionsAndMetadataDeclareTheSame) {
  const samples::Folder folder;
  const std::string plain = folder.write("plain.safetensors", causal_kernel("")).string();
  const std::string declared =
      folder
          .write("declared.safetensors",
                 causal_kernel(R"("__metadata__":{"causal":"true","a.lse_base":"2","format":"pt"},)"))
          .string();
  for (const CommandResult& result :
       {run_command({"check", declared}), run_command({"check", plain, "--causal", "--lse-base", "2"})}) {
    EXPECT_EQ(result.exit_code, 0) << result.err << result.out;
    EXPECT_EQ(first_line(result), "0 of 6 numbers wrong");
    EXPECT_EQ(last_line(result), "All 2 kernel checks held.");
    EXPECT_NE(result.out.find("1 row without a visible key"), std::string::npos) << result.out;
  }
  const CommandResult overruled = run_command({"check", declared, "--lse-base", "e"});
  EXPECT_EQ(overruled.exit_code, 1);
  EXPECT_NE(overruled.out.find("as if it were in base 2, not natural"), std::string::npos) << overruled.out;
  const CommandResult unlike = run_command({"check", declared, "--empty", "nan"});
  EXPECT_EQ(unlike.exit_code, 1);
  EXPECT_NE(unlike.out.find("row [0]: -inf where the query sees no key, which gives NaN"), std::string::npos)
      << unlike.out;
  // Without the mask the NaN are read.
  const CommandResult seen = run_command({"check", plain});
  EXPECT_EQ(seen.exit_code, 2);
  EXPECT_NE(seen.err.find("row [0]: score is NaN"), std::string::npos) << seen.err;
}

TEST(CheckCommand, CertifyAndVerifyHoldTheSame) {
  const samples::Folder folder;
  const std::string file = folder.write("f.safetensors", causal_kernel("")).string();
  for (const std::string verb : {"check", "certify", "verify"}) {
    const CommandResult result = run_command({verb, file, "--causal", "--lse-base", "2", "--json", "-"});
    EXPECT_EQ(result.exit_code, 0) << verb << result.err;
    const auto record = nlohmann::json::parse(result.out);
    EXPECT_EQ(record["rows_judged"]["empty"], 1) << verb;
    ASSERT_EQ(record["kernel"].size(), 2U) << verb;
    for (const auto& check : record["kernel"]) {
      EXPECT_EQ(check["held"], 3) << verb;
      EXPECT_EQ(check["exceeded"], 0) << verb;
    }
  }
}

TEST(CheckCommand, ARowWithoutAVisibleKeyCertifiesNothing) {
  const samples::Folder folder;
  const std::string file =
      folder.write("f.safetensors", samples::safetensors_of({{"a.scores", {1, 2}, {-infinity, -infinity}}}))
          .string();
  const CommandResult result = run_command({"certify", file, "--markdown", "-"});
  EXPECT_EQ(result.exit_code, 3) << result.err;
  EXPECT_NE(result.out.find("no row has a visible key"), std::string::npos) << result.out;
}

TEST(CheckCommand, ABadRowIsNamedAndTheOthersAreJudged) {
  const samples::Folder folder;
  std::vector<float> scores, lse;
  for (std::size_t row = 0; row < 60; ++row) {
    scores.insert(scores.end(), {0, row == 3 || row > 6 ? nan : -infinity});
    lse.push_back(row == 5 ? 1 : 0);
  }
  const std::string file =
      folder
          .write("f.safetensors",
                 samples::safetensors_of({{"a.scores", {60, 2}, scores}, {"a.lse", {60}, lse}}))
          .string();
  const std::string first = file + ": tensor \"a.scores\", row [3]: score is NaN at key 1";
  for (const std::string verb : {"check", "certify", "verify"}) {
    const CommandResult result = run_command({verb, file, "--junit", "-"});
    EXPECT_EQ(result.exit_code, 2) << verb << ": a row outside the domain says so, whatever else is wrong";
    EXPECT_TRUE(result.err.starts_with("tailmass: " + first + "\n")) << result.err;
    EXPECT_TRUE(result.err.ends_with("tailmass: 4 more rows not judged\n")) << result.err;
    EXPECT_EQ(std::ranges::count(result.err, '\n'), 51) << result.err;
    EXPECT_NE(result.out.find("row [5]: 1 where the log-sum-exp is "), std::string::npos) << result.out;
    EXPECT_NE(result.out.find("type=\"faulty\""), std::string::npos) << result.out;
  }
  const CommandResult table = run_command({"check", file});
  EXPECT_EQ(first_line(table), "1 of 6 numbers wrong, 17 % by balls");
  EXPECT_EQ(last_line(table), "Not all held: 54 rows not judged; kernel-lse: 1 wrong.");
  EXPECT_NE(table.out.find("54 rows not judged; the first: " + first), std::string::npos) << table.out;
}

TEST(CheckCommand, WhereEveryRowIsBadNothingHeld) {
  const samples::Folder folder;
  const std::string file =
      folder
          .write("f.safetensors",
                 samples::safetensors_of({{"a.scores", {2, 1}, {nan, infinity}}, {"a.lse", {2}, {0, 0}}}))
          .string();
  for (const std::string verb : {"check", "certify", "verify"}) {
    const CommandResult result = run_command({verb, file, "--markdown", "-"});
    EXPECT_EQ(result.exit_code, 2) << verb << result.err;
    EXPECT_TRUE(result.out.starts_with("## tailmass: Not all could be judged.\n")) << result.out;
    EXPECT_EQ(std::ranges::count(result.err, '\n'), 2) << result.err;
  }
  EXPECT_EQ(last_line(run_command({"check", file})), "Not all could be judged: 2 rows not judged.");
}

TEST(CheckCommand, AFileWithoutResultsAndAnUnknownValueAreErrorsOfUsage) {
  const samples::Folder folder;
  const std::string file =
      folder.write("f.safetensors", samples::safetensors_of({{"a.scores", {1, 2}, {1, 2}}})).string();
  const CommandResult nothing = run_command({"check", file});
  EXPECT_EQ(nothing.exit_code, 2);
  EXPECT_NE(nothing.err.find("there is nothing to check"), std::string::npos) << nothing.err;
  const CommandResult value = run_command({"check", file, "--padding", "7"});
  EXPECT_EQ(value.exit_code, 2);
  EXPECT_EQ(value.err, "tailmass: --padding is \"7\", not -1, n, max or 0\n");
  const std::string bad =
      folder.write("g.safetensors", causal_kernel(R"("__metadata__":{"a.window":"3"},)")).string();
  const CommandResult metadata = run_command({"check", bad});
  EXPECT_EQ(metadata.exit_code, 2);
  EXPECT_NE(metadata.err.find("a.window is \"3\", not two numbers of keys, LEFT,RIGHT, where -1 is all"),
            std::string::npos)
      << metadata.err;
}

} // namespace tailmass::reports::commands
