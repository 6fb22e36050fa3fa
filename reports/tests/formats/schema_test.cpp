// Every verb's record meets the JSON Schema of this repository, and its page documents each member.
#include "reports/sections/outcome.hpp"
#include "reports/tests/commands/attention_sample.hpp"
#include "reports/tests/commands/run_command.hpp"
#include "reports/tests/formats/check_file.hpp"
#include "verify/record/field.hpp"
#include "verify/record/record.hpp"
#include "verify/tests/input/float_file.hpp"

#include <fstream>
#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>

namespace tailmass::reports::formats {
using namespace tailmass::tests;
using Json = nlohmann::ordered_json;

/// One record of each kind, made once.
class RecordSchema : public testing::Test {
protected:
  static void SetUpTestSuite() {
    folder = new samples::Folder();
    const std::string file = folder->write("good.safetensors", attention(4, 30)).string();
    make("verify", {"verify", file, "--theorem", "gap-bound,tv-is-tail-mass,k-epsilon,vertex-softmax"});
    make("mutants", {"verify", "--mutants", "--theorem", "gap-bound,tv-kl-identity"});
    make("box", {"verify", "--box", "--theorem", "gap-bound"});
    make("box-mutants", {"verify", "--box", "--mutants", "--theorem", "gap-bound"});
    make("certify", {"certify", file});
    make("precision", {"precision", "--n", "1,8", "--effort", "0.1"});
    make("hunt", {"hunt", "gap-bound,tv-is-tail-mass", "--evaluations", "200", "--found", path("found")});
    make("hunt-mutants", {"hunt", "gap-threshold", "--mutants", "--evaluations", "2000", "--found", ""});
    make("duel", {"hunt", "--against-random", "--implementation", "kl/stable/float", "--evaluations", "8"});
    make("necessity", {"study", "necessity", "gap-bound,temperature"});
    make("bench", {"bench", "--only", "tail mass", "--sizes", "300,3000", "--effort", "0.001"});
  }
  static void TearDownTestSuite() { delete folder; }
  static void make(const std::string& name, std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--json", path(name)});
    const CommandResult result = run_command(arguments);
    EXPECT_EQ(result.err, "") << name;
  }
  static std::string path(const std::string& name) { return (folder->path() / (name + ".json")).string(); }
  static Json json(const std::string& name) { return Json::parse(std::ifstream(path(name))); }
  static constexpr std::array kinds{"verify", "mutants",      "box",  "box-mutants", "certify", "precision",
                                    "hunt",   "hunt-mutants", "duel", "necessity",   "bench"};
  static samples::Folder* folder;
};
samples::Folder* RecordSchema::folder = nullptr;

namespace {

/// The names of all properties that a schema speaks of.
void collect_names(const Json& schema, std::set<std::string>& names) {
  if (!schema.is_structured())
    return;
  for (const auto& [name, value] : schema.items()) {
    if (name == "properties" && value.is_object())
      for (const auto& [property, _] : value.items())
        names.insert(property);
    collect_names(value, names);
  }
}

std::string text_of(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

} // namespace

TEST_F(RecordSchema, EveryRecordMeetsIt) {
  std::vector<std::string> arguments{"json", schema_file("run.schema.json")};
  for (const char* kind : kinds)
    arguments.push_back(path(kind));
  check_file(arguments);
}

TEST_F(RecordSchema, ARecordThatDoesNotMeetItIsSeen) {
  Json wrong = json("verify");
  wrong["theorems"][0]["proved"] = "many";
  const std::string file = (folder->path() / "wrong.json").string();
  std::ofstream(file) << wrong.dump();
  EXPECT_NONFATAL_FAILURE(check_file({"json", schema_file("run.schema.json"), file}), "'many' is not");
  wrong = json("verify");
  wrong["theorems"][0]["unheard_of"] = 1;
  std::ofstream(file) << wrong.dump();
  EXPECT_NONFATAL_FAILURE(check_file({"json", schema_file("run.schema.json"), file}), "unheard_of");
}

TEST_F(RecordSchema, StudiesMeetTheirs) {
  const std::string study = (folder->path() / "study.json").string();
  EXPECT_EQ(run_command({"study", "gaussian", "--n", "64", "--sigma", "1", "--rows", "4", "--json", study})
                .exit_code,
            0);
  check_file({"json", schema_file("study-gaussian.schema.json"), study});

  const std::vector<float> keys{1, 0, 0, 1, -1, 2}, queries{0.5, 2, 3, -1}, scores{0.5, 2, 3.5, 3, -1, -5};
  const auto attention = samples::safetensors_of(
      {{"a.scores", {2, 3}, scores}, {"a.queries", {2, 2}, queries}, {"a.keys", {3, 2}, keys}});
  const std::string file = folder->write("keys.safetensors", attention).string();
  EXPECT_EQ(run_command({"study", "search", file, "--n", "40,100", "--json", study}).exit_code, 0);
  check_file({"json", schema_file("study-search.schema.json"), study});
  EXPECT_EQ(Json::parse(std::ifstream(study))["sources"].size(), 5U);

  EXPECT_EQ(run_command({"study", "smallest-fault", "--n", "5", "--json", study}).exit_code, 0);
  check_file({"json", schema_file("study-smallest-fault.schema.json"), study});
}

TEST_F(RecordSchema, IsMadeFromTheListsThatWriteAndRead) {
  EXPECT_EQ(text_of(schema_file("run.schema.json")), verify::record::record_schema().dump(2) + "\n")
      << "`make catalogue` writes it anew";
}

TEST_F(RecordSchema, ThePageDocumentsEachMember) {
  std::set<std::string> names;
  collect_names(Json::parse(std::ifstream(schema_file("run.schema.json"))), names);
  EXPECT_GT(names.size(), 80U);
  const std::string page = text_of(schema_file("record.md"));
  for (const std::string& name : names)
    EXPECT_NE(page.find("`" + name), std::string::npos) << name << " is not documented";
}

TEST_F(RecordSchema, RecordsReadBackAndWriteTheSame) {
  for (const char* kind : kinds) {
    const Json before = json(kind);
    Json after = to_json(verify::record::read_record(path(kind)));
    // Looseness is kept by its logarithm, and comes back within a few ulps.
    const auto without_looseness = [](Json record) {
      for (Json& theorem : record["theorems"]) {
        theorem.erase("looseness");
        for (Json& claim : theorem["claims"])
          claim.erase("looseness");
      }
      return record.dump(1);
    };
    EXPECT_EQ(without_looseness(before), without_looseness(after)) << kind;
  }
  const double before = json("verify")["theorems"][0]["looseness"]["median"].get<double>();
  EXPECT_NEAR(to_json(verify::record::read_record(path("verify")))["theorems"][0]["looseness"]["median"]
                      .get<double>() /
                  before,
              1, 1e-13);
}

TEST_F(RecordSchema, ReportGivesTheTableAndExitCodeOfTheRun) {
  for (const char* kind : kinds) {
    const CommandResult report = run_command({"report", path(kind)});
    EXPECT_EQ(report.exit_code, sections::exit_code(verify::record::read_record(path(kind))))
        << kind << report.err;
    EXPECT_GT(report.out.size(), 200U) << kind;
  }
}

TEST_F(RecordSchema, OlderRecordsLoadAndNewerMembersArePassedOver) {
  Json old = json("verify");
  for (const char* member :
       {"commit", "host", "timing", "interrupted", "rows_judged", "consistency", "failures"})
    old.erase(member);
  for (Json& theorem : old["theorems"])
    for (const char* member : {"filtered", "by_largest_term", "bits", "claims"})
      theorem.erase(member);
  old["of_tomorrow"] = {1, 2};
  old["theorems"][0]["of_tomorrow"] = "x";
  const verify::record::Record record = verify::record::record_of(verify::record::Field(old));
  EXPECT_EQ(record.theorems.size(), 4U);
  EXPECT_EQ(sections::exit_code(record), 0);
}

TEST_F(RecordSchema, BadRecordsAreOneLineAndExitCode2) {
  const auto expect_line = [&](const std::string& text, const std::string& reason) {
    const std::string file = folder->write("bad.json", samples::bytes_of(text)).string();
    const CommandResult result = run_command({"report", file});
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_EQ(result.out, "");
    EXPECT_EQ(result.err, "tailmass: " + file + ": " + reason + "\n");
    const CommandResult against = run_command({"report", path("verify"), "--against", file});
    EXPECT_EQ(against.exit_code, 2);
    EXPECT_EQ(against.err, result.err);
  };
  const auto changed = [&](const std::function<void(Json&)>& change) {
    Json record = json("verify");
    change(record);
    return record.dump();
  };
  expect_line("[1]", "the record: expected an object");
  expect_line("{}", "the record: member \"schema\" is missing");
  expect_line(
      R"({"schema": "tailmass.run/2"})",
      "schema is \"tailmass.run/2\", another version than \"tailmass.run/1\", which this program reads");
  expect_line(R"({"schema": "tailmass.case/1"})",
              "schema is \"tailmass.case/1\" instead of \"tailmass.run/1\"");
  expect_line(changed([](Json& r) { r["theorems"][2]["proved"] = -1; }),
              "theorems[2].proved: expected a whole number");
  expect_line(changed([](Json& r) { r["theorems"][2].erase("id"); }),
              "theorems[2]: member \"id\" is missing");
  expect_line(changed([](Json& r) { r["theorems"] = "none"; }), "theorems: expected an array");
  expect_line(changed([](Json& r) { r["seed"] = 1.5; }), "seed: expected a whole number");
  expect_line(changed([](Json& r) { r["theorems"][1]["worst"]["slack"] = "big"; }),
              "theorems[1].worst.slack: expected a number, or a string that writes one");
  const std::string cut =
      folder->write("cut.json", samples::bytes_of(json("verify").dump().substr(0, 500))).string();
  EXPECT_NE(run_command({"report", cut}).err.find("is not JSON: parse error"), std::string::npos);
  const std::string missing = (folder->path() / "none.json").string();
  EXPECT_EQ(run_command({"report", missing}).err, "tailmass: " + missing + ": no such file\n");
}

} // namespace tailmass::reports::formats
