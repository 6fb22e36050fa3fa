// Shards of a run, and the record that their parts make: that of one machine.
#include "reports/tests/commands/attention_sample.hpp"
#include "reports/tests/commands/run_command.hpp"
#include "theory/tests/sanitized.hpp"
#include "verify/campaign/part_line.hpp"
#include "verify/tests/input/float_file.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <nlohmann/json.hpp>
#include <regex>

namespace tailmass::reports::commands {
using tailmass::tests::CommandResult;
using tailmass::tests::run_command;

namespace {

using Words = std::vector<std::string>;
using Json = nlohmann::ordered_json;

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

Words joined(Words words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

/// A record's bytes but for where and when it was made.
std::string timeless(const std::string& text) {
  Json json = Json::parse(text);
  for (const char* member : {"host", "date", "timing", "checksum"})
    json.erase(member);
  return json.dump(2);
}

/// Rows in which two keys have most of the mass: a kernel gave log-sum-exps of which those of every third row
/// are in base 2, and indices of which those of every fifth are wrong.
samples::Bytes kernel_file() {
  constexpr std::size_t rows = 700, keys = 6;
  std::vector<float> scores, lse, values;
  std::vector<std::int32_t> indices;
  for (std::size_t row = 0; row < rows; ++row) {
    double sum = 0;
    for (std::size_t key = 0; key < keys; ++key) {
      scores.push_back(static_cast<float>(row * 7 % 31) / 8 - static_cast<float>(key));
      sum += std::exp(static_cast<double>(scores.back()));
    }
    lse.push_back(static_cast<float>(row % 3 == 2 ? std::log2(sum) : std::log(sum)));
    indices.insert(indices.end(), {0, row % 5 == 4 ? 3 : 1});
  }
  for (std::size_t key = 0; key < keys; ++key)
    values.insert(values.end(), {static_cast<float>(key), 1.0F / static_cast<float>(key + 3)});
  return samples::safetensors_stored({{"a.scores", "F32", {rows, keys}, samples::bytes_of(scores)},
                                      {"a.values", "F32", {keys, 2}, samples::bytes_of(values)},
                                      {"a.lse", "F32", {rows}, samples::bytes_of(lse)},
                                      {"a.indices", "I32", {rows, 2}, samples::bytes_of(indices)}});
}

/// What is shown but for the line that tells time and memory.
std::string untimed(const std::string& shown) {
  return std::regex_replace(shown, std::regex("[^\n]* s on [0-9]+ threads?[^\n]*|search  [^\n]*"), "");
}

/// Runs the shards of a command, the last first.
Words run_shards(const samples::Folder& folder, const Words& command, std::size_t shards) {
  Words parts;
  for (std::size_t shard = shards; shard-- > 0;) {
    parts.push_back(
        (folder.path() / ("part-" + std::to_string(shard) + "-" + std::to_string(shards))).string());
    std::filesystem::remove(parts.back()); // of another command
    const CommandResult result = run_command(joined(
        command, {"--shard", std::to_string(shard) + "/" + std::to_string(shards), "--json", parts.back()}));
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_EQ(result.out, "");
  }
  return parts;
}

/// Holds the records that 1, 2 and 7 shards of a command make to that of one process.
void expect_same(const samples::Folder& folder, const Words& command, const Words& more = {}) {
  const std::string record = (folder.path() / "run.json").string();
  const CommandResult whole = run_command(joined(command, joined({"--json", record}, more)));
  const std::string expected = timeless(content(record));
  for (const std::size_t shards : {1U, 2U, 7U}) {
    const Words parts = run_shards(folder, command, shards);
    const CommandResult merged =
        run_command(joined(joined({"merge"}, parts), joined({"--json", record}, more)));
    EXPECT_EQ(merged.exit_code, whole.exit_code) << merged.err;
    EXPECT_EQ(untimed(merged.out), untimed(whole.out));
    EXPECT_EQ(timeless(content(record)), expected) << shards;
  }
}

} // namespace

TEST(Merge, OfCheckIsTheRecordOfOneProcess) {
  const samples::Folder folder;
  const std::string file = folder.write("f.safetensors", kernel_file()).string();
  expect_same(folder, {"check", file});
  const Json record = Json::parse(content(folder.path() / "run.json"));
  EXPECT_EQ(record["command"], "tailmass check " + file + " --json " + (folder.path() / "run.json").string());
  for (const Json& check : record["kernel"])
    if (check["check"] == "kernel-lse") {
      EXPECT_EQ(check["exceeded"], 233);
      EXPECT_EQ(check["failures"].size(), 50U);
      EXPECT_NE(check["failures"][0]["cause"], "");
      EXPECT_FALSE(check["failures"][0].contains("place"));
    }
}

TEST(Merge, OfCertifyHasTheSameTableOfRows) {
  const samples::Folder folder;
  std::vector<float> scores; // alone, so that many rows take little time
  for (std::size_t row = 0; row < 700; ++row)
    scores.insert(scores.end(), {static_cast<float>(row * 7 % 31) / 8, 1, -static_cast<float>(row % 5)});
  const std::string file =
      folder.write("f.safetensors", samples::safetensors_of({{"a.scores", {700, 3}, scores}})).string();
  const std::string csv = (folder.path() / "rows.csv").string();
  const Words command{"certify", file, "--epsilon", "0.3,0.2,0.1,0.05,0.04,0.03,0.02,0.01"};
  const std::string record = (folder.path() / "run.json").string();
  (void)run_command(joined(command, {"--json", record, "--csv", csv}));
  const std::string rows = content(csv);
  EXPECT_EQ(std::count(rows.begin(), rows.end(), '\n'), 1 + 700 * 8) << "more than a record keeps";
  EXPECT_TRUE(Json::parse(content(record)).contains("certified_summary"));
  expect_same(folder, command, {"--csv", csv});
  EXPECT_EQ(content(csv), rows);
}

TEST(Merge, OfVerifyHasFilesGeneratedRowsAndModels) {
  const samples::Folder folder;
  const std::string file = folder.write("f.safetensors", kernel_file()).string();
  expect_same(folder, {"verify", file, "--rows", ":300", "--theorem",
                       "gap-bound,diameter-bound,gaussian-tail-mass,kl-pythagoras", "--k", "1,3",
                       "--instances", "2"});
  const Json record = Json::parse(content(folder.path() / "run.json"));
  EXPECT_EQ(record["rows_judged"]["done"], 300);
  EXPECT_GT(record["rows_judged"]["generated"], 40);
  EXPECT_FALSE(record["theorems"][0]["claims"][0].contains("slacks"));
}

TEST(Merge, NamesWhatIsMissing) {
  const samples::Folder folder;
  const std::string file = folder.write("f.safetensors", kernel_file()).string();
  const Words parts = run_shards(folder, {"check", file}, 2);
  const CommandResult result =
      run_command({"merge", parts[0], "--json", (folder.path() / "r.json").string()});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_EQ(result.err, "tailmass: shard 0/2 lacks chunk 0, 2 of 3\n");
  EXPECT_FALSE(exists(folder.path() / "r.json"));
  const CommandResult twice = run_command({"merge", parts[0], parts[1], parts[1]});
  EXPECT_EQ(twice.exit_code, 3);
  EXPECT_EQ(twice.err, "tailmass: chunk 0, 2 is there more than once\n");
}

TEST(Merge, RefusesAnotherInput) {
  const samples::Folder folder;
  samples::Bytes bytes = kernel_file();
  const std::string file = folder.write("f.safetensors", bytes).string();
  const Words parts = run_shards(folder, {"check", file}, 2);
  bytes.back() ^= std::byte{1};
  (void)folder.write("f.safetensors", bytes);
  const CommandResult merged = run_command({"merge", parts[0], parts[1]});
  EXPECT_EQ(merged.exit_code, 2);
  EXPECT_EQ(merged.err, "tailmass: the parts are of another run: inputs differs from that of now\n");
  const CommandResult resumed = run_command({"check", file, "--shard", "0/2", "--json", parts[1]});
  EXPECT_EQ(resumed.exit_code, 2);
  EXPECT_EQ(resumed.err, "tailmass: " + parts[1] + ": is the part of another run: inputs differs\n");
}

TEST(Merge, AShardSaysWhereItsPartGoesAndShowsNothingElse) {
  const samples::Folder folder;
  const std::string file = folder.write("f.safetensors", kernel_file()).string();
  EXPECT_EQ(run_command({"check", file, "--shard", "0/2"}).err,
            "tailmass: --shard writes a part of the run: --json PART says where\n");
  EXPECT_EQ(run_command({"check", file, "--shard", "0/2", "--json", "p", "--html", "h"}).err,
            "tailmass: --html is of the whole run: give it to `tailmass merge`\n");
  EXPECT_EQ(run_command({"verify", "--box", "--shard", "0/2", "--json", "p"}).exit_code, 2);
  EXPECT_EQ(run_command({"merge"}).err, "tailmass: merge takes the parts of a run\n");
}

TEST(Merge, AKilledShardIsTakenUpAndTheRecordIsTheSame) {
  const samples::Folder folder;
  const std::string file = folder.write("f.safetensors", kernel_file()).string();
  const std::string part = (folder.path() / "part").string(), record = (folder.path() / "run.json").string();
  const Words command{"verify", file, "--rows", ":500", "--k", "1,2,3"};
  for (const int signal : tests::sanitized ? std::vector{9} : std::vector{15, 9}) { // SIGTERM, SIGKILL
    std::filesystem::remove(part);
    (void)run_command(joined(command, {"--shard", "0/1", "--json", part}),
                      {.signal_after_seconds = 3, .signal = signal});
    std::ofstream(part, std::ios::app)
        << "{\"chunk\":2,\"result\":{\"sch"; // as a line that was being written
    const CommandResult rest = run_command(joined(command, {"--shard", "0/1", "--json", part}));
    EXPECT_EQ(rest.exit_code, 0) << rest.err;
    EXPECT_EQ(run_command({"merge", part, "--json", record}).exit_code, 1) << "the kernel is wrong";
    const std::string merged = timeless(content(record));
    (void)run_command(joined(command, {"--json", record}));
    EXPECT_EQ(merged, timeless(content(record)));
  }
}

TEST(Merge, ACaseThatCannotBeStoredIsToldAndItsVerdictStays) {
  const samples::Folder folder;
  const std::string file = folder.write("f.safetensors", tests::attention(2, 8)).string();
  const std::string part =
      run_shards(folder, {"verify", file, "--theorem", "gap-bound", "--k", "1", "--failures", "/dev/null/x"},
                 1)
          .front();
  std::ifstream in(part);
  std::string header, chunk;
  std::getline(in, header);
  std::getline(in, chunk);
  Json result = Json::parse(chunk)["result"];
  result["theorems"][0]["claims"][0]["refuted"] = 1;
  result["failures"] = {{{"theorem", "gap-bound"},
                         {"claim", "c"},
                         {"verdict", "refuted"},
                         {"reason", "r"},
                         {"case", {{"file", "f"}, {"tensor", "t"}, {"row", "[0]"}, {"k", 1}}}}};
  result["cases"] = {{{"file_name", "c.json"}, {"text", "{}"}}};
  std::ofstream(part) << header << "\n" << verify::campaign::line_of(0, result);
  const CommandResult merged = run_command({"merge", part});
  EXPECT_EQ(merged.exit_code, 1) << merged.out;
  EXPECT_EQ(merged.err, "tailmass: /dev/null/x: not all cases that did not hold can be written there\n");
  EXPECT_NE(merged.out.find("its case could not be stored"), std::string::npos) << merged.out;
}

TEST(Merge, OfMeasurementsStudiesAndHunts) {
  const samples::Folder folder;
  expect_same(folder, {"precision", "--regime", "gaussian,peaked", "--n", "4,16", "--effort", "0.1",
                       "--implementation", "tail_mass/stable/double,log_sum_exp/fast/float"});
  expect_same(folder, {"study", "necessity", "gap-bound"});
  expect_same(folder, {"hunt", "--against-random", "--implementation", "tail_mass", "--evaluations", "20"});
  const auto as_text = [&](const Words& command) {
    const std::string json = (folder.path() / "study.json").string();
    EXPECT_EQ(run_command(joined(command, {"--json", json})).exit_code, 0);
    const std::string whole = content(json);
    const Words parts = run_shards(folder, command, 3);
    EXPECT_EQ(run_command(joined(joined({"merge"}, parts), {"--json", json})).exit_code, 0);
    EXPECT_EQ(content(json), whole);
  };
  as_text({"study", "gaussian", "--n", "100,200", "--rows", "300"});
  as_text({"study", "smallest-fault", "--n", "64,128"});
  const std::vector<float> keys{1, 0, 0, 1, -1, 2}, queries{0.5, 2, 3, -1}, scores{0.5, 2, 3.5, 3, -1, -5};
  const auto attention = samples::safetensors_of(
      {{"a.scores", {2, 3}, scores}, {"a.queries", {2, 2}, queries}, {"a.keys", {3, 2}, keys}});
  as_text({"study", "search", folder.write("keys.safetensors", attention).string(), "--n", "64"});
}

TEST(Merge, OfAHuntUnitesIslandsThatExchangeNothing) {
  const samples::Folder folder;
  const std::string found = (folder.path() / "found").string(),
                    record = (folder.path() / "run.json").string();
  const Words command{"hunt", "gap-bound", "norm-bound", "--evaluations", "400", "--found", found};
  (void)run_command(joined(command, {"--json", record}));
  const std::string alone = timeless(content(record));
  Words parts = run_shards(folder, command, 1);
  (void)run_command({"merge", parts[0], "--json", record});
  EXPECT_EQ(timeless(content(record)), alone) << "one shard has the islands of a hunt by itself";
  parts = run_shards(folder, command, 3);
  std::string first;
  for (int order = 0; order < 2; ++order) {
    (void)run_command(joined(joined({"merge"}, parts), {"--json", record}));
    const std::string text = timeless(content(record));
    EXPECT_EQ(first.empty() ? text : first, text);
    first = text;
    std::ranges::reverse(parts);
  }
  const Json json = Json::parse(first);
  EXPECT_EQ(json["hunt"]["budget"], 400);
  EXPECT_GE(json["hunt"]["evaluations"], 2 * Json::parse(alone)["hunt"]["evaluations"].get<std::size_t>());
}

} // namespace tailmass::reports::commands
