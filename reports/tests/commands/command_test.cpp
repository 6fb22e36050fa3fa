// The command as its users meet it: exit codes, one clear line for each fault, quiet when piped.
#include "reports/tests/commands/attention_sample.hpp"
#include "reports/tests/commands/run_command.hpp"
#include "theory/theorems/catalogue.hpp"
#include "theory/theorems/negative_facts.hpp"
#include "verify/cases/case_file.hpp"
#include "verify/cases/derive.hpp"
#include "verify/tests/input/float_file.hpp"

#include <algorithm>
#include <fstream>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace tailmass::reports::commands {
using tailmass::tests::attention;
using tailmass::tests::CommandResult;
using tailmass::tests::run_command;

namespace {

void expect_bad_input(const CommandResult& result, const std::string& line) {
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(result.err, "tailmass: " + line + "\n");
  EXPECT_EQ(result.out, "");
}

} // namespace

TEST(Command, ListNamesEveryTheoremAndExplainsOne) {
  const CommandResult all = run_command({"list"});
  EXPECT_EQ(all.exit_code, 0);
  for (const Theorem* theorem : catalogue())
    EXPECT_NE(all.out.find(theorem->id), std::string::npos) << theorem->id;
  const CommandResult one = run_command({"list", "gap-bound"});
  EXPECT_EQ(one.exit_code, 0);
  EXPECT_NE(one.out.find("Thm 4.5"), std::string::npos);
  for (const NegativeFact& fact : negative_facts()) {
    EXPECT_NE(all.out.find("\n" + std::string(fact.id) + " "), std::string::npos) << fact.id;
    EXPECT_NE(run_command({"list", std::string(fact.id)}).out.find("instance  "), std::string::npos);
  }
  expect_bad_input(run_command({"list", "gap-band"}),
                   "no theorem is called \"gap-band\", the nearest is gap-bound; `tailmass list` names them");
}

TEST(Command, VerifyHoldsOnGoodInputAndIsPlainWhenPiped) {
  const samples::Folder folder;
  const std::string file = folder.write("good.safetensors", attention(3, 20)).string();
  const CommandResult result = run_command({"verify", file});
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_EQ(result.err, "");
  EXPECT_EQ(result.out.find('\033'), std::string::npos);
  for (const Theorem* theorem : catalogue())
    EXPECT_NE(result.out.find(theorem->id), std::string::npos) << theorem->id;
}

TEST(Command, ScoresWithoutValuesAreJudgedOnDerivedOnes) {
  const samples::Folder folder;
  std::vector<float> scores{1, 2, 3, 0.5, -1, 2.5, 0, 0.25};
  const std::string file =
      folder.write("a.npy", samples::npy(samples::npy_header("'<f4'", "(2, 4)"), samples::bytes_of(scores)))
          .string();
  const CommandResult result = run_command({"verify", file, "--theorem", "diameter-bound"});
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
}

TEST(Command, TheRecordIsJsonOfItsSchema) {
  const samples::Folder folder;
  const std::string file = folder.write("good.safetensors", attention(3, 20)).string();
  const std::string path = (folder.path() / "run.json").string();
  EXPECT_EQ(run_command({"verify", file, "--json", path, "--threads", "1"}).exit_code, 0);
  const auto record = nlohmann::json::parse(std::ifstream(path));
  EXPECT_EQ(record["schema"], "tailmass.run/1");
  EXPECT_EQ(record["command"], "tailmass verify " + file + " --json " + path + " --threads 1");
  EXPECT_EQ(record["seed"], 1);
  EXPECT_EQ(record["host"]["threads"], 1);
  EXPECT_EQ(record["summary"]["refuted"], 0);
  EXPECT_EQ(record["theorems"].size(), catalogue().size());
  for (const auto& theorem : record["theorems"]) {
    EXPECT_TRUE(theorem.contains("proved") && theorem.contains("vacuous") && theorem.contains("bits"));
    EXPECT_TRUE(!theorem.contains("worst") || theorem["worst"]["case"]["tensor"] == "a.scores");
  }
  const CommandResult piped = run_command({"verify", file, "--json", "-", "--threads", "1"});
  EXPECT_EQ(nlohmann::json::parse(piped.out)["summary"], record["summary"]); // and nothing but the record
}

TEST(Command, EveryMutantIsRefuted) {
  const CommandResult result = run_command({"verify", "--mutants", "--json", "-"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  const auto mutants = nlohmann::json::parse(result.out)["mutants"];
  EXPECT_GE(mutants.size(), catalogue().size());
  for (const auto& mutant : mutants)
    EXPECT_EQ(mutant["verdict"], "refuted") << mutant["theorem"] << " " << mutant["name"];
}

TEST(Command, BadInputIsOneLineThatNamesItAndExitCode2) {
  const samples::Folder folder;
  const std::string good = folder.write("good.safetensors", attention(3, 20)).string();
  const std::string missing = (folder.path() / "none.npy").string();
  expect_bad_input(run_command({"verify", missing}), missing + ": no such file");
  expect_bad_input(run_command({"verify", good, "--k", "21"}),
                   good + ": tensor \"a.scores\", row [0]: k = 21 is outside 1..20");
  expect_bad_input(run_command({"verify", good, "--epsilon", "1.5"}),
                   good + ": tensor \"a.scores\", row [0]: epsilon = 1.5 is outside (0, 1)");
  expect_bad_input(run_command({"verify", good, "--theorem", "gap-band"}),
                   "no theorem is called \"gap-band\", the nearest is gap-bound; `tailmass list` names them");
  EXPECT_EQ(run_command({"verify", good, "--k", "minus one"}).exit_code, 2);
  EXPECT_EQ(run_command({"verfy"}).exit_code, 2);
  EXPECT_EQ(run_command({}).exit_code, 2);
}

TEST(Command, ATheoremWithoutANonVacuousCaseIsExitCode3) {
  const samples::Folder folder;
  const std::string file = folder.write("good.safetensors", attention(3, 20)).string();
  EXPECT_EQ(run_command({"verify", file, "--k", "20", "--theorem", "gap-bound"}).exit_code, 3);
}

TEST(Command, ReplayJudgesStoredCases) {
  const samples::Folder folder;
  const Theorem& theorem = *find_theorem("gap-bound");
  const Mutant& mutant = theorem.mutants.front();
  const std::string held = (folder.path() / "held.json").string();
  const std::string died = (folder.path() / "died.json").string();
  verify::cases::write_case_file(
      held, {.theorem = "gap-bound", .mutant = {}, .origin = {}, .c = theorem.witness()});
  verify::cases::write_case_file(died, {.theorem = "gap-bound",
                                        .mutant = std::string(mutant.name),
                                        .origin = {},
                                        .c = mutant.refuting_case()});
  EXPECT_EQ(run_command({"replay", held}).exit_code, 0);
  EXPECT_EQ(run_command({"replay", died}).exit_code, 1);
  EXPECT_EQ(run_command({"replay", held, died}).exit_code, 1);
  // What stands to the scores as no statement supposes is neither refuted nor a fault of the file.
  std::string text = verify::cases::case_text(
      {.theorem = "temperature", .mutant = {}, .origin = {}, .c = find_theorem("temperature")->witness()});
  const std::string unmet =
      folder
          .write("unmet.json", samples::bytes_of(text.replace(text.find("\"beta0\""), 7, "\"beta_\"")
                                                     .replace(text.find("\"beta1\""), 7, "\"beta0\"")
                                                     .replace(text.find("\"beta_\""), 7, "\"beta1\"")))
          .string();
  const auto vacuous = run_command({"replay", unmet, held});
  EXPECT_EQ(vacuous.exit_code, 3);
  EXPECT_TRUE(vacuous.out.starts_with("vacuous: ")) << vacuous.out;
  EXPECT_NE(run_command({"hunt", "gap-bound", "--evaluations", "100", "--found", "", "--corpus", unmet})
                .err.find("no start of a hunt"),
            std::string::npos);
  const std::string broken = folder.write("broken.json", samples::bytes_of("{}")).string();
  EXPECT_EQ(run_command({"replay", broken}).exit_code, 2);
}

TEST(Command, AnInterruptLeavesAValidPartialRecord) {
  const samples::Folder folder;
  const std::string file = folder.write("long.safetensors", attention(4000, 300)).string();
  const std::string path = (folder.path() / "run.json").string();
  const CommandResult result = run_command({"verify", file, "--json", path}, {.signal_after_seconds = 1.5});
  EXPECT_EQ(result.exit_code, 3) << result.err;
  const auto record = nlohmann::json::parse(std::ifstream(path));
  EXPECT_EQ(record["interrupted"], true);
  EXPECT_LT(record["rows_judged"]["done"], 4000);
  EXPECT_EQ(record["rows_judged"]["total"], 4000);
}

} // namespace tailmass::reports::commands
