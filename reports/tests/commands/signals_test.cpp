// SIGINT, SIGTERM and SIGHUP: the first ends a run with what it found, the next at once.
#include "reports/tests/commands/attention_sample.hpp"
#include "reports/tests/commands/run_command.hpp"

#include <csignal>
#include <fstream>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>

namespace tailmass::reports::commands {
using namespace tailmass::tests;
using nlohmann::json;

namespace {

class Signals : public testing::Test {
protected:
  [[nodiscard]] std::string path(const std::string& name) const { return (folder.path() / name).string(); }
  [[nodiscard]] json written(const std::string& name) const { return json::parse(std::ifstream(path(name))); }
  /// A pipe that nobody reads: whoever opens it waits.
  [[nodiscard]] std::string pipe() const {
    EXPECT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
    return path("pipe");
  }

  samples::Folder folder;
};

} // namespace

TEST_F(Signals, WhatTerminatesOrHangsUpLeavesARecordAsAnInterruptDoes) {
  const std::string slow = folder.write("long.safetensors", attention(4000, 300)).string();
  for (const int signal : {SIGTERM, SIGHUP}) {
    const CommandResult result = run_command({"verify", slow, "--json", path("run.json")},
                                             {.signal_after_seconds = 1.5, .signal = signal});
    EXPECT_EQ(result.exit_code, 3) << result.err;
    EXPECT_EQ(written("run.json")["interrupted"], true);
    EXPECT_NE(result.out.find("Not all was decided: interrupted"), std::string::npos) << result.out;
    std::filesystem::remove(path("run.json"));
  }
}

TEST_F(Signals, TheTerminateSignalEndsEveryLongVerbWithinItsWork) {
  const std::string run = path("run.json");
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{"verify", "--box"},
                                             {"verify", "--mutants"},
                                             {"hunt", "--mutants"},
                                             {"bench"},
                                             {"precision"},
                                             {"study", "necessity"},
                                             {"study", "gaussian", "--n", "100000", "--rows", "1000"},
                                             {"study", "search", "--n", "65536"}}) {
    std::vector<std::string> all = words;
    all.insert(all.end(), {"--quiet", "--json", run});
    const CommandResult result = run_command(all, {.signal_after_seconds = 1.5, .signal = SIGTERM});
    EXPECT_EQ(result.exit_code, 3) << words.back() << result.out << result.err;
    if (words.size() > 2) { // a study's figures are of all its rows
      EXPECT_NE(result.err.find("interrupted: nothing is shown"), std::string::npos) << result.err;
    } else {
      EXPECT_EQ(written("run.json")["interrupted"], true) << words.back();
      EXPECT_NE(result.out.find("interrupted"), std::string::npos) << words.back() << result.out;
    }
  }
}

TEST_F(Signals, TheSecondEndsARunAtOnceWithItsOwnCode) {
  const std::string file = folder.write("good.safetensors", attention(3, 20)).string();
  const std::string waiting = pipe();
  for (const auto& [signal, name] : {std::pair{SIGINT, "SIGINT"}, std::pair{SIGTERM, "SIGTERM"}})
    for (const std::vector<std::string>& words :
         std::vector<std::vector<std::string>>{{"verify", file, "--theorem", "gap-bound"},
                                               {"verify", "--mutants", "--theorem", "gap-bound"},
                                               {"verify", "--box", "--theorem", "gap-bound"},
                                               {"certify", file},
                                               {"precision", "--n", "8", "--effort", "0.1"},
                                               {"hunt", "gap-bound", "--evaluations", "8", "--found", ""},
                                               {"study", "necessity", "gap-bound"},
                                               {"study", "gaussian", "--n", "64", "--rows", "4"}}) {
      std::vector<std::string> all = words;
      all.insert(all.end(), {"--quiet", "--json", waiting});
      const CommandResult result =
          run_command(all, {.signal_after_seconds = 1, .signal = signal, .twice = true});
      EXPECT_EQ(result.exit_code, 128 + signal) << words[0] << result.err;
      EXPECT_EQ(result.err, std::string("tailmass: ended by ") + name + "\n") << words[0];
    }
}

TEST_F(Signals, WhatHasNothingToLeaveEndsByTheFirstAndSaysSo) {
  const std::string file = folder.write("good.safetensors", attention(3, 20)).string(),
                    run = path("run.json");
  ASSERT_EQ(run_command({"verify", file, "--theorem", "gap-bound", "--json", run}).exit_code, 0);
  const CommandResult result =
      run_command({"report", run, "--html", pipe()}, {.signal_after_seconds = 1, .signal = SIGTERM});
  EXPECT_EQ(result.exit_code, 128 + SIGTERM);
  EXPECT_EQ(result.err, "tailmass: ended by SIGTERM\n");
}

TEST_F(Signals, NothingHalfWrittenIsLeft) {
  const std::string slow = folder.write("long.safetensors", attention(20000, 300)).string();
  const CommandResult result = run_command({"certify", slow, "--csv", path("rows.csv"), "--quiet"},
                                           {.signal_after_seconds = 1, .signal = SIGKILL});
  EXPECT_EQ(result.exit_code, 128 + SIGKILL);
  for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
    EXPECT_EQ(entry.path(), slow);
}

} // namespace tailmass::reports::commands
