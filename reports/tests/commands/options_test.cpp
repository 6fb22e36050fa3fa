// Options of every verb take one argument, lists by commas, and whole numbers have no sign.
#include "reports/tests/commands/attention_sample.hpp"
#include "reports/tests/commands/run_command.hpp"
#include "reports/tests/commands/verb_tree.hpp"
#include "verify/tests/input/float_file.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <fstream>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace tailmass::reports::commands {
using namespace tailmass::tests;

namespace {

/// What an option holds after a command line; the rest of the line is the verb's.
std::vector<std::string> held(const VerbWords& verb, const std::string& option, const std::string& line) {
  VerbTree tree;
  CLI::App& parsed = verb_at(tree.app, verb);
  parsed.allow_extras();
  tree.app.parse(fmt::format("{} {}", fmt::join(verb, " "), line));
  return parsed.get_option(option)->results();
}

bool is_list(const VerbWords& verb, const std::string& option) {
  VerbTree tree;
  return verb_at(tree.app, verb).get_option(option)->get_items_expected_max() > 1;
}

bool is_number(const VerbWords& verb, const std::string& option) {
  VerbTree tree;
  const std::string type = verb_at(tree.app, verb).get_option(option)->get_type_name();
  return type.starts_with("UINT") || type.starts_with("FLOAT");
}

bool is_whole(const VerbWords& verb, const std::string& option) {
  VerbTree tree;
  return verb_at(tree.app, verb).get_option(option)->get_type_name().starts_with("UINT");
}

} // namespace

class OptionsOf : public testing::TestWithParam<VerbWords> {};

TEST_P(OptionsOf, TakeOneArgumentEach) {
  using Words = std::vector<std::string>;
  for (const std::string& option : options_with_arguments(GetParam())) {
    EXPECT_EQ(held(GetParam(), option, option + " 1 after.npy"), Words{"1"}) << option;
    if (is_list(GetParam(), option)) {
      EXPECT_EQ(held(GetParam(), option, option + " 1,1 after.npy " + option + "=1"), (Words{"1,1", "1"}))
          << option;
    } else {
      EXPECT_THROW((void)held(GetParam(), option, option + " 1 " + option + " 1 after.npy"), CLI::ParseError)
          << option;
    }
  }
}

TEST_P(OptionsOf, RefuseSignsOfWholeNumbers) {
  for (const std::string& option : options_with_arguments(GetParam()))
    if (is_whole(GetParam(), option)) {
      for (const std::string wrong : {"=-1", " -1", "=+1", "=1.5", "=18446744073709551616", "=none"})
        EXPECT_THROW((void)held(GetParam(), option, option + wrong + " after.npy"), CLI::ValidationError)
            << option << wrong;
    }
}

TEST_P(OptionsOf, RefuseEmptyEntriesOfLists) {
  for (const std::string& option : options_with_arguments(GetParam()))
    if (is_list(GetParam(), option)) {
      for (const std::string wrong : {"1,,1", ",1", "1,", ","})
        EXPECT_THROW((void)held(GetParam(), option, option + " " + wrong + " after.npy"),
                     CLI::ValidationError)
            << option << " " << wrong;
    }
}

TEST_P(OptionsOf, RefuseTextsInOneLineThatDrivesNoTerminal) {
  const std::string evil = "1\x1b[2J\n\xff";
  for (const std::string& option : options_with_arguments(GetParam()))
    if (is_number(GetParam(), option)) {
      std::vector<std::string> words = GetParam();
      words.push_back(option + "=" + evil);
      const std::string said = run_command(words).err;
      EXPECT_TRUE(said.starts_with("tailmass: " + option + ": 1\\x1b[2J\\x0a\\xff is not ")) << said;
    }
}

INSTANTIATE_TEST_SUITE_P(Verbs, OptionsOf, testing::ValuesIn(all_verbs()), [](const auto& verb) {
  std::string name = fmt::format("{}", fmt::join(verb.param, "_"));
  std::ranges::replace(name, '-', '_');
  return name;
});

TEST(Options, ListsLeaveTheFileAfterThemAlone) {
  const samples::Folder folder;
  const std::string file = folder.write("good.safetensors", attention(3, 20)).string();
  const auto cases = [&](const std::vector<std::string>& words) {
    const CommandResult result = run_command(words);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return nlohmann::json::parse(result.out)["rows_judged"]["cases"].get<int>();
  };
  EXPECT_EQ(cases({"verify", "--json", "-", "--theorem", "gap-bound", "--k", "1,2", "--k=5", file}), 9);
  EXPECT_EQ(cases({"verify", "--json", "-", "--theorem=gap-bound", "--epsilon", "0.5", file}), 3);
  const CommandResult certified = run_command({"certify", "--json", "-", "--epsilon", "0.1", file});
  EXPECT_EQ(nlohmann::json::parse(certified.out)["rows"].size(), 3U) << certified.err;
}

TEST(Options, AnEmptyEntryOfAListIsNamed) {
  EXPECT_EQ(run_command({"verify", "--k", "1,,2"}).err,
            "tailmass: --k: 1,,2 has an empty entry; --help lists what there is\n");
  for (const char* verb : {"hunt", "study necessity"}) {
    const std::string words = verb;
    const CommandResult result = run_command(
        words == "hunt" ? std::vector<std::string>{"hunt", "gap-bound,", "--evaluations", "1", "--found", ""}
                        : std::vector<std::string>{"study", "necessity", "gap-bound,"});
    EXPECT_EQ(result.exit_code, 2) << verb;
    EXPECT_EQ(result.err, "tailmass: theorems: gap-bound, has an empty entry; --help lists what there is\n");
  }
}

TEST(Options, AWrongNumberIsExitCode2AndNamed) {
  const CommandResult result = run_command({"precision", "--n=8,-1"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_TRUE(result.err.starts_with("tailmass: --n: -1 is not a whole number from 0 to 2^64 - 1;"))
      << result.err;
  EXPECT_EQ(run_command({"study", "gaussian", "--sigma", "-1,1"}).err,
            "tailmass: the sample's sigma is not positive and finite\n");
}

TEST(Options, VersionSaysBuildLibrariesAndTargets) {
  const CommandResult result = run_command({"--version"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.err, "");
  for (const char* line :
       {"tailmass       0.2.0\n", "\ncommit         ", "\nFLINT          ", "\nGMP            ",
        "\nBoost          1.", "\nHighway        1.", "\nNLopt          2.", "\nfmt            ",
        "\nnlohmann json  3.", "\nCLI11          2.", "\nSIMD targets   "})
    EXPECT_NE(("\n" + result.out).find(line), std::string::npos) << line << "in\n" << result.out;
  const CommandResult record = run_command({"verify", "--mutants", "--theorem", "gap-bound", "--json", "-"});
  const std::string build = nlohmann::json::parse(record.out)["host"]["tailmass"];
  EXPECT_TRUE(build.starts_with("0.2.0 (")) << build;
  const std::string commit = build.substr(7, build.size() - 8);
  EXPECT_NE(result.out.find("\ncommit         " + commit + "\n"), std::string::npos) << commit;
}

} // namespace tailmass::reports::commands
