// Proofs over a box, as the command runs them and the table shows them.
#include "reports/sections/table.hpp"

#include "reports/tests/commands/run_command.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace tailmass::reports::sections {
using tailmass::tests::CommandResult;
using tailmass::tests::run_command;

namespace {

verify::record::BoxRecord sample(verify::judge::Verdict verdict) {
  return {.theorem = "gap-bound",
          .keys = 3,
          .kept = 2,
          .heads = 1,
          .half_width = 8,
          .claims = {"tau <= bound"},
          .boxes = 1234,
          .open = verdict == verify::judge::Verdict::undecided ? 7U : 0U,
          .deepest = 5,
          .seconds = 0.5,
          .verdict = verdict,
          .counterexample = verdict == verify::judge::Verdict::refuted ? std::vector<double>{0, -1, -2.5}
                                                                       : std::vector<double>{}};
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

TEST(BoxTable, SaysWhatWasProvedAndHow) {
  verify::record::Record record;
  record.boxes = {sample(verify::judge::Verdict::proved)};
  const std::string text = table_of(record);
  EXPECT_TRUE(has(text, "gap-bound  3  2  proved"));
  EXPECT_TRUE(has(text, "1,234"));
  EXPECT_TRUE(has(text, "[-8, 8]^n"));
  EXPECT_TRUE(has(text, "All proved"));
}

TEST(BoxTable, SaysWhatWasNot) {
  verify::record::Record record;
  record.boxes = {sample(verify::judge::Verdict::refuted), sample(verify::judge::Verdict::undecided)};
  const std::string text = table_of(record);
  EXPECT_TRUE(has(text, "refuted by the scores 0, -1, -2.5"));
  EXPECT_TRUE(has(text, "7 boxes stayed open"));
  EXPECT_TRUE(has(text, "Not all proved"));
  EXPECT_FALSE(has(text, "All proved"));
}

TEST(BoxCommand, ProvesForAllScoresAndRecordsExactlyWhat) {
  const CommandResult result = run_command({"verify", "--box", "--theorem", "gap-bound", "--json", "-"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  const auto record = nlohmann::json::parse(result.out);
  ASSERT_EQ(record["boxes"].size(), 3U);
  for (const auto& box : record["boxes"]) {
    EXPECT_EQ(box["theorem"], "gap-bound");
    EXPECT_EQ(box["verdict"], "proved");
    EXPECT_EQ(box["statement"], "lhs <= rhs");
    EXPECT_EQ(box["scores"]["lower"], -8);
    EXPECT_EQ(box["scores"]["upper"], 8);
    EXPECT_EQ(box["open"], 0);
    EXPECT_GE(box["boxes"], 1);
    EXPECT_TRUE(box.contains("deepest") && box.contains("seconds") && box.contains("tolerance"));
  }
}

TEST(BoxCommand, MutantsAreRefuted) {
  const CommandResult result = run_command({"verify", "--box", "--mutants", "--theorem", "gap-bound"});
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_TRUE(has(result.out, "k-plus-one"));
  EXPECT_TRUE(has(result.out, "5 refuted, 0 not"));
}

TEST(BoxCommand, BadUsageIsOneLine) {
  const CommandResult files = run_command({"verify", "--box", "scores.npy"});
  EXPECT_EQ(files.exit_code, 2);
  EXPECT_EQ(files.err, "tailmass: --box proves theorems for all scores of a box and takes no files\n");
  const CommandResult theorem = run_command({"verify", "--box", "--theorem", "norm-bound"});
  EXPECT_EQ(theorem.exit_code, 2);
  EXPECT_EQ(theorem.err, "tailmass: norm-bound has no proof over a box\n");
}

} // namespace tailmass::reports::sections
