// The verb hunt: what it prints and writes, its exit codes, Ctrl-C.
#include "reports/sections/hunt_table.hpp"
#include "reports/sections/outcome.hpp"
#include "reports/sections/table.hpp"
#include "reports/tests/commands/run_command.hpp"
#include "verify/tests/input/samples.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sstream>

namespace tailmass::reports::commands {
using tests::run_command;

namespace {

verify::record::Record hunted_record(verify::record::HuntOutcome outcome) {
  verify::record::Record record;
  record.hunt.emplace();
  record.hunt->fraction = 0.9;
  verify::record::HuntedGoal goal{.objective = "made-up", .claim = "tau <= 1", .outcome = outcome};
  goal.measure = 0.5;
  goal.worst = verify::record::HuntedCase{.n = 9,
                                          .k = 4,
                                          .score = -0.5,
                                          .operation = "tie",
                                          .case_file = "w.json",
                                          .command = "tailmass replay w.json"};
  goal.minimal = verify::record::HuntedCase{.n = 2,
                                            .k = 1,
                                            .score = -0.5,
                                            .operation = "shrunk",
                                            .case_file = "m.json",
                                            .command = "tailmass replay m.json"};
  record.hunt->sharpness = {goal};
  return record;
}

} // namespace

TEST(HuntCommand, ReportsASharpBoundWithItsWitness) {
  const samples::Folder folder;
  const std::string found = (folder.path() / "found").string();
  const auto run =
      run_command({"hunt", "gap-bound", "--evaluations", "2000", "--found", found, "--json", "-"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const auto json = nlohmann::json::parse(run.out);
  ASSERT_EQ(json["sharpness"].size(), 1U);
  const auto& goal = json["sharpness"][0];
  EXPECT_EQ(goal["outcome"], "attained");
  EXPECT_EQ(goal["measure"], 0);
  for (const char* which : {"worst", "minimal"}) {
    const auto again = run_command({"replay", goal[which]["case_file"].get<std::string>()});
    EXPECT_EQ(again.exit_code, 0) << again.err;
    EXPECT_NE(again.out.find("tight"), std::string::npos) << again.out;
  }
  EXPECT_LE(goal["minimal"]["n"], 3);
  // What was found is where the next hunt starts.
  const auto next = run_command({"hunt", "gap-bound", "--evaluations", "8", "--corpus", found, "--found", "",
                                 "--seed", "9", "--json", "-"});
  EXPECT_EQ(nlohmann::json::parse(next.out)["sharpness"][0]["outcome"], "attained") << next.err;
}

TEST(HuntCommand, TellsTheSameForASeedWhateverTheThreads) {
  const auto run = [](const char* threads) {
    const auto result = run_command({"hunt", "generic-inequalities", "--evaluations", "2000", "--threads",
                                     threads, "--found", "", "--json", "-"});
    return nlohmann::json::parse(result.out)["sharpness"].dump();
  };
  EXPECT_EQ(run("1"), run("3"));
}

TEST(HuntCommand, RefutesMutants) {
  const auto run = run_command({"hunt", "gap-threshold", "--mutants", "--evaluations", "20000"});
  EXPECT_EQ(run.exit_code, 0) << run.out << run.err;
  EXPECT_NE(run.out.find("0 survive"), std::string::npos) << run.out;
}

TEST(HuntCommand, HuntsForTheErrorOfAnImplementation) {
  const samples::Folder folder;
  const auto run = run_command({"hunt", "--implementation", "tail_mass/stable/float", "--evaluations", "200",
                                "--found", folder.path().string()});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_NE(run.out.find("within"), std::string::npos) << run.out;
}

TEST(HuntCommand, SaysWhatIsWrongWithItsUse) {
  const std::vector<std::vector<std::string>> wrong{
      {"hunt", "no-such-theorem"},
      {"hunt", "gaussian-tail-mass"},
      {"hunt", "--implementation", "nothing"},
      {"hunt", "gap-bound", "--evaluations", "10", "--seconds", "1"},
      {"hunt", "gap-bound", "--implementation", "all"},
      {"hunt", "gap-bound", "--evaluations", "0"},
      {"hunt", "gap-bound", "--evaluations", "10", "--corpus", "/nowhere", "--found", ""}};
  for (const auto& arguments : wrong)
    EXPECT_EQ(run_command(arguments).exit_code, 2) << arguments[1];
}

TEST(HuntCommand, AnInterruptedHuntTellsWhatItFound) {
  const auto run = run_command({"hunt", "generic-inequalities", "--seconds", "300", "--found", ""},
                               {.signal_after_seconds = 1.0});
  EXPECT_EQ(run.exit_code, 3) << run.err;
  EXPECT_NE(run.out.find("interrupted"), std::string::npos) << run.out;
  EXPECT_NE(run.out.find("Pinsker"), std::string::npos) << run.out;
}

TEST(HuntTable, ShowsTheCommandsOfWhatDidNotHold) {
  const verify::record::Record refuted = hunted_record(verify::record::HuntOutcome::refuted);
  EXPECT_EQ(sections::exit_code(refuted), 1);
  const std::string text = sections::sharpness_table(refuted);
  EXPECT_NE(text.find("  tailmass replay w.json\n  tailmass replay m.json\n"), std::string::npos) << text;
  EXPECT_EQ(sections::exit_code(hunted_record(verify::record::HuntOutcome::undecided)), 3);
  EXPECT_EQ(sections::exit_code(hunted_record(verify::record::HuntOutcome::slack)), 0);
  EXPECT_EQ(
      sections::sharpness_table(hunted_record(verify::record::HuntOutcome::slack)).find("tailmass replay"),
      std::string::npos);
}

TEST(HuntTable, AnswersFirstAndCutsNoLabel) {
  verify::record::Record record = hunted_record(verify::record::HuntOutcome::slack);
  verify::record::HuntedGoal goal = record.hunt->sharpness.front();
  goal.outcome = verify::record::HuntOutcome::attained;
  goal.claim = "a claim of more words than there is room for in its column, all of which are to be read";
  record.hunt->sharpness.push_back(goal);
  const std::string text = sections::table_of(record, {.width = 100});
  EXPECT_TRUE(
      text.starts_with("0 of 2 claims refuted; 1 attained; least slack of the others 0.5, of made-up\n\n"))
      << text;
  std::string words;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);)
    words += line.starts_with("  ") ? line.substr(2, line.find("  ", 2) - 2) + " " : "";
  EXPECT_NE(words.find(goal.claim), std::string::npos) << text;
}

} // namespace tailmass::reports::commands
