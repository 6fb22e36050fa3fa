// Stored records that were changed, and folders of them.
#include "reports/tests/commands/attention_sample.hpp"
#include "reports/tests/commands/run_command.hpp"
#include "verify/record/checksum.hpp"

#include <algorithm>
#include <fstream>
#include <functional>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace tailmass::reports::commands {
using namespace tailmass::tests;
using nlohmann::json;

namespace {

/// Records of one run, as it wrote them and changed since.
class StoredRecords : public testing::Test {
protected:
  static void SetUpTestSuite() {
    const samples::Folder made;
    const std::string file = made.write("good.safetensors", attention(3, 20)).string();
    good = json::parse(run_command({"verify", file, "--theorem", "gap-bound,k-epsilon", "--json", "-"}).out);
  }
  static inline json good;

  [[nodiscard]] std::string path(const std::string& name) const { return (folder.path() / name).string(); }
  void store(const std::string& name, const json& document) const { std::ofstream(path(name)) << document; }
  /// Stores it with the checksum of what it is.
  void seal(const std::string& name, json document) const {
    document["checksum"] = verify::record::checksum_of(document);
    store(name, document);
  }
  [[nodiscard]] CommandResult history() const {
    return run_command({"report", "--history", folder.path().string(), "--html", "/dev/null"});
  }
  [[nodiscard]] static json failed() {
    json record = good;
    record["theorems"][0]["refuted"] = record["summary"]["refuted"] = 1;
    return record;
  }
  [[nodiscard]] static json of_nothing() {
    json record = good;
    record["theorems"] = record["consistency"] = json::array();
    for (auto& count : record["summary"])
      count = 0;
    return record;
  }

  samples::Folder folder;
};

} // namespace

TEST_F(StoredRecords, WhatLostAnyPartIsRefused) {
  const std::vector<std::function<void(json&)>> losses{
      [](json& record) { record["theorems"][0]["claims"] = json::array(); },
      [](json& record) { record["theorems"][1].erase("worst"); },
      [](json& record) { record.erase("commit"); },
      [](json& record) { record["seed"] = 2; },
      [](json& record) { record["interrupted"] = true; },
      [](json& record) { record["of_tomorrow"] = 1; },
      [](json& record) { record["checksum"] = ""; }};
  for (const auto& lose : losses) {
    json less = good;
    lose(less);
    store("less.json", less);
    const CommandResult result = run_command({"report", path("less.json")});
    EXPECT_EQ(result.exit_code, 2) << result.out;
    EXPECT_EQ(result.err,
              "tailmass: " + path("less.json") +
                  ": was changed since it was written, or lost a part: its checksum is another\n");
  }
}

TEST_F(StoredRecords, SpacesAndOrderAreNoChange) {
  std::ofstream(path("pretty.json")) << good.dump(7); // nlohmann::json puts names in order
  const CommandResult result = run_command({"report", path("pretty.json")});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.err, "");
}

TEST_F(StoredRecords, AnOlderOneWithoutAChecksumIsReadAndToldSo) {
  json old = good;
  old.erase("checksum");
  store("old.json", old);
  const std::string words = ": no checksum, as in older records: that nothing is lost is not known\n";
  const CommandResult result = run_command({"report", path("old.json")});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.err, "tailmass: " + path("old.json") + words);
  store("older.json", old);
  EXPECT_TRUE(history().err.starts_with("tailmass: " + path("old.json") + " and 1 more" + words));
}

TEST_F(StoredRecords, AFolderHasTheExitCodeOfItsWorst) {
  seal("1.json", good);
  EXPECT_EQ(history().exit_code, 0);
  seal("2.json", of_nothing());
  const CommandResult nothing = history();
  EXPECT_EQ(nothing.exit_code, 3);
  EXPECT_TRUE(
      nothing.err.starts_with("tailmass: " + path("2.json") + ": Not all was decided: nothing was judged.\n"))
      << nothing.err;
  seal("0.json", failed());
  const CommandResult worst = history();
  EXPECT_EQ(worst.exit_code, 1);
  EXPECT_NE(worst.err.find(path("0.json") + ": Not all held: 1 claim refuted."), std::string::npos)
      << worst.err;
  EXPECT_EQ(std::ranges::count(worst.err, '\n'), 3) << "and where the page is";
  const CommandResult beside =
      run_command({"report", path("1.json"), "--history", folder.path().string(), "--html", "/dev/null"});
  EXPECT_EQ(beside.exit_code, 1) << "a record beside the folder does not hide it";
  json faulty = good;
  faulty["rows_judged"]["faulty"] = 1;
  seal("3.json", faulty);
  EXPECT_EQ(history().exit_code, 2) << "a row that was not judged goes first, as in one record";
}

TEST_F(StoredRecords, AFolderThatCannotBeReadIsBadInput) {
  EXPECT_EQ(history().exit_code, 2) << "no record at all";
  store("1.json", failed()); // whose checksum is that of the good one
  EXPECT_EQ(history().exit_code, 2);
  std::ofstream(path("1.json")) << "{";
  EXPECT_EQ(history().exit_code, 2);
  EXPECT_EQ(run_command({"report", "--history", path("none"), "--html", "/dev/null"}).exit_code, 2);
  EXPECT_EQ(run_command({"report", "--history", path("1.json"), "--html", "/dev/null"}).exit_code, 2);
}

} // namespace tailmass::reports::commands
