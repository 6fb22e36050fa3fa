// Statistics and tables of `certify` against records made by hand, and the verb as its users meet it.
#include "reports/sections/certify_table.hpp"

#include "reports/formats/html.hpp"
#include "reports/tests/commands/attention_sample.hpp"
#include "reports/tests/commands/run_command.hpp"
#include "reports/tests/formats/check_file.hpp"
#include "reports/tests/programs.hpp"
#include "reports/text/text.hpp"
#include "theory/tests/source_path.hpp"
#include "verify/record/certified.hpp"
#include "verify/tests/input/float_file.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sstream>

namespace tailmass::reports::commands {
using tailmass::tests::attention;
using tailmass::tests::CommandResult;
using tailmass::tests::run_command;

namespace {

verify::record::Magnitude magnitude(double value) {
  return {.value = value, .log = std::log(value)};
}

/// A row of 100 keys with what the statistics read.
verify::record::RowRecord row(std::size_t k_epsilon, std::size_t gap, std::size_t gaussian, double error,
                              double bound, const std::string& active) {
  verify::record::RowRecord record;
  record.tensor = "a.scores";
  record.n = record.finite = 100;
  record.epsilon = 0.1;
  record.k_epsilon = k_epsilon;
  record.tail_mass = magnitude(0.05);
  record.bounds = {{"gap-bound", gap}, {"count-bound", 100}};
  record.gaussian_k = gaussian;
  record.output = verify::record::OutputRecord{magnitude(error), {{"norm-bound", magnitude(bound)}}, active};
  return record;
}

/// Ratios k/k_epsilon 1, 4, 25, 1.
std::vector<verify::record::RowRecord> four_rows() {
  std::vector<verify::record::RowRecord> rows{row(10, 10, 10, 1, 2, "norm-bound"), row(20, 80, 5, 1, 8, ""),
                                              row(4, 100, 8, 0, 3, "norm-bound"),
                                              row(100, 100, 100, 0, 0, "")};
  rows[0].scored_keys = {{"mc-search", 40}, {"k-epsilon", 10}};
  rows[0].search_costs = {{"mc-search", 50}};
  rows[2].scored_keys = {{"mc-search", 10}, {"k-epsilon", 4}};
  rows[2].search_costs = {{"mc-search", 25}};
  return rows;
}

std::size_t longest_line(const std::string& text) {
  std::istringstream lines(text);
  std::size_t longest = 0;
  for (std::string line; std::getline(lines, line);)
    longest = std::max(longest, text::length(line));
  return longest;
}

} // namespace

TEST(CertifyStatistics, HandMadeRows) {
  const std::vector<verify::record::EpsilonSummary> summaries =
      verify::record::summary_of(four_rows()).files.at(0).epsilons;
  ASSERT_EQ(summaries.size(), 1U);
  const verify::record::EpsilonSummary& summary = summaries.front();
  EXPECT_EQ(summary.rows, 4U);
  EXPECT_EQ(summary.k_epsilon.quantile(0.5), 10);
  ASSERT_EQ(summary.bounds.size(), 2U);
  const verify::record::BoundSummary& gap = summary.bounds[0];
  EXPECT_EQ(gap.id, "gap-bound");
  EXPECT_EQ(gap.certifying, 2U);
  EXPECT_NEAR(std::exp(gap.over_truth.log_ratio.quantile(0.25)), 1, 1e-12);
  EXPECT_NEAR(std::exp(gap.over_truth.log_ratio.quantile(0.5)), 1, 1e-12);
  EXPECT_NEAR(std::exp(gap.over_truth.log_ratio.quantile(0.75)), 4, 1e-12);
  EXPECT_EQ(gap.over_truth.doublings, (std::vector<std::size_t>{2, 0, 1, 0, 0, 1, 0, 0, 0, 0}));
  EXPECT_EQ(summary.bounds[1].certifying, 0U);
  // The guesses 10, 5, 8, 100 over 10, 20, 4, 100.
  EXPECT_EQ(summary.gaussian_too_small, 1U);
  EXPECT_NEAR(std::exp(summary.gaussian.log_ratio.quantile(0.25)), 0.25, 1e-12);
  EXPECT_NEAR(std::exp(summary.gaussian.log_ratio.quantile(0.5)), 1, 1e-12);
  ASSERT_EQ(summary.searches.size(), 2U);
  EXPECT_EQ(summary.searches[0].rows, 2U);
  EXPECT_EQ(summary.searches[0].scored, 50U);
  EXPECT_EQ(summary.searches[0].finite, 200U);
  EXPECT_EQ(summary.searches[0].cost.max(), 50);
  EXPECT_EQ(summary.searches[0].ratio.max(), 4);
  EXPECT_TRUE(summary.searches[1].cost.empty()) << "a limit";
  // The last row has no tail; the third has bound over error infinite.
  EXPECT_EQ(summary.rows_with_tail, 3U);
  ASSERT_EQ(summary.outputs.size(), 1U);
  EXPECT_EQ(summary.outputs[0].active, 2U);
  EXPECT_EQ(summary.outputs[0].looseness.log_ratio.count(), 3U);
  EXPECT_NEAR(std::exp(summary.outputs[0].looseness.log_ratio.quantile(0.25)), 2, 1e-12);
  EXPECT_NEAR(std::exp(summary.outputs[0].looseness.log_ratio.quantile(0.5)), 8, 1e-12);
  EXPECT_EQ(summary.outputs[0].looseness.log_ratio.quantile(0.75), HUGE_VAL);
}

TEST(CertifyStatistics, EpsilonsAreKeptApart) {
  std::vector<verify::record::RowRecord> rows = four_rows();
  rows[1].epsilon = rows[2].epsilon = 0.01;
  const std::vector<verify::record::EpsilonSummary> summaries =
      verify::record::summary_of(rows).files.at(0).epsilons;
  ASSERT_EQ(summaries.size(), 2U);
  EXPECT_EQ(summaries[0].epsilon, 0.1);
  EXPECT_EQ(summaries[0].k_epsilon.quantile(0.75), 100);
  EXPECT_EQ(summaries[1].rows, 2U);
  EXPECT_EQ(summaries[1].k_epsilon.quantile(0.75), 20);
}

TEST(CertifyTable, ShowsTheStatistics) {
  verify::record::Record record;
  record.certified = four_rows();
  record.rows = record.rows_total = record.cases = 4;
  const std::string text = sections::certify_table(record);
  EXPECT_TRUE(
      text.starts_with("epsilon = 0.1: gap-bound certifies x1.00 of k_epsilon (median of 4 rows)\n\n"))
      << text;
  EXPECT_TRUE(text.ends_with("\nThe tensor got certificates.\n")) << text;
  EXPECT_LT(text.find("\ngap-bound "), text.find("\ncount-bound ")) << "the better one first";
  for (const char* words :
       {"epsilon = 0.1", "4 rows, n_f 100 (100 .. 100), k_epsilon 10 (4 .. 20)",
        "gap-bound                 50.0 %   x1.00   x1.00   x4.00  |@ =  =    |", "too small on 25.0 %",
        "mc-search *                      25.0   x4.00   x2.67   x2.00   x3.00\n",
        "k-epsilon *                       7.0     x14  limit\n",
        "norm-bound                66.7 %   x2.00   x8.00     inf  | @ @     @|", "4 rows, 4 truncations"})
    EXPECT_NE(text.find(words), std::string::npos) << words << "\n" << text;
  EXPECT_TRUE(std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 128; }));
  text::TableStyle style;
  style.unicode = true;
  EXPECT_NE(sections::certify_table(record, style).find("\u2588 \u2584  \u2584"), std::string::npos);
}

TEST(CertifyTable, SaysOfWhichRowsItsLinesAreWhereSomeLackThem) {
  verify::record::Record record;
  record.certified = four_rows();
  for (const std::size_t i : {0U, 2U}) // each at k_epsilon: the least median
    (*record.certified)[i].bounds.emplace((*record.certified)[i].bounds.begin(), "some",
                                          (*record.certified)[i].k_epsilon);
  record.rows = record.rows_total = record.cases = 4;
  const std::string text = sections::certify_table(record);
  for (const char* words : {"some *                   100.0 %   x1.00   x1.00   x1.00  |@         |",
                            "gap-bound                 50.0 % ", "\n* over 2 of 4 rows only: some\n",
                            "mc-search *                      25.0   x4.00 ",
                            "\n* over 2 of 4 rows only: mc-search, k-epsilon\n"})
    EXPECT_NE(text.find(words), std::string::npos) << words << "\n" << text;
  EXPECT_LT(text.find("\ncount-bound "), text.find("\nsome *")) << "those of all rows first";
  EXPECT_TRUE(text.starts_with("epsilon = 0.1: gap-bound certifies x1.00 of k_epsilon (median of 4 rows)"))
      << text;
  const nlohmann::ordered_json shown = formats::heading_of(record).certified.at(0);
  EXPECT_EQ(shown.at("rows"), 4);
  for (const nlohmann::ordered_json& bound : shown.at("bounds")) {
    EXPECT_EQ(bound.at("rows"), bound.at("id") == "some" ? 2 : 4);
    EXPECT_EQ(bound.at("share"), bound.at("id") == "some" ? 1 : bound.at("id") == "gap-bound" ? 0.5 : 0);
  }
  for (verify::record::RowRecord& row : *record.certified)
    std::erase_if(row.bounds, [](const auto& bound) { return bound.first != "some"; });
  EXPECT_EQ(
      sections::certify_answers(record),
      std::vector<std::string>{"epsilon = 0.1: some certifies x1.00 of k_epsilon (median of 2 of 4 rows)"});
}

TEST(CertifyTable, AnswersWithTheBestBoundOfEachEpsilonOverAllFiles) {
  verify::record::Record record;
  record.certified = four_rows();
  for (verify::record::RowRecord& row : *record.certified)
    row.bounds.emplace(row.bounds.begin(), "better", row.k_epsilon + 1);
  record.certified->back().file = "another";
  EXPECT_EQ(
      sections::certify_answers(record),
      std::vector<std::string>{"epsilon = 0.1: gap-bound certifies x1.00 of k_epsilon (median of 4 rows)"});
  record.certified->front().epsilon = 0.01;
  EXPECT_EQ(sections::certify_answers(record).size(), 2U);
  for (verify::record::RowRecord& row : *record.certified)
    row.bounds = {{"gap-bound", row.finite}};
  EXPECT_EQ(sections::certify_answers(record).front(),
            "epsilon = 0.01: no bound certifies as many as half of the rows");
}

TEST(CertifyTable, OfMoreRowsThanTheRecordKeepsIsThatOfAll) {
  verify::record::Record all;
  all.certified = four_rows();
  all.rows = all.rows_total = all.cases = 4;
  verify::record::Record first = all;
  first.certified_summary = verify::record::summary_of(*all.certified);
  first.certified->resize(2);
  first.rows_left_out = 2;
  const std::string text = sections::certify_table(first);
  EXPECT_NE(text.find("4 rows, 4 truncations, of which the record keeps the first 2\n"), std::string::npos)
      << text;
  EXPECT_EQ(text.substr(0, text.find("measured")),
            sections::certify_table(all).substr(0, text.find("measured")));
}

TEST(CertifyTable, SaysHowManyOfTheRowsWereChosen) {
  verify::record::Record record;
  record.certified = four_rows();
  record.rows = record.cases = 4;
  record.rows_total = 73728;
  EXPECT_NE(sections::certify_table(record).find("4 of 73,728 rows, 4 truncations"), std::string::npos);
}

TEST(CertifyTable, NarrowTerminalsAreRespected) {
  verify::record::Record record;
  record.certified = four_rows();
  for (const std::size_t width : {10U, 72U, 80U, 200U}) {
    text::TableStyle style;
    style.width = width;
    EXPECT_LE(longest_line(sections::certify_table(record, style)), std::max<std::size_t>(width, 72));
  }
}

TEST(CertifyTable, AnInterruptedRunWithoutRowsIsATableToo) {
  verify::record::Record record;
  record.certified.emplace();
  record.rows_total = 1000;
  record.interrupted = true;
  EXPECT_NE(sections::certify_table(record).find("interrupted after 0 of 1,000 rows"), std::string::npos);
}

TEST(CertifyCommand, PrintsItsTableAndWritesBothRecords) {
  const samples::Folder folder;
  const std::string file = folder.write("good.safetensors", attention(3, 20)).string();
  const std::string json = (folder.path() / "run.json").string();
  const std::string csv = (folder.path() / "run.csv").string();
  const CommandResult result =
      run_command({"certify", file, "--epsilon", "0.25,0.05,0.25", "--json", json, "--csv", csv});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.err, "");
  EXPECT_NE(result.out.find("epsilon = 0.05"), std::string::npos) << result.out;
  EXPECT_EQ(result.out.find('\033'), std::string::npos);
  const auto record = nlohmann::json::parse(std::ifstream(json));
  EXPECT_EQ(record["schema"], "tailmass.run/1");
  ASSERT_EQ(record["rows"].size(), 6U); // an epsilon said twice is one
  EXPECT_EQ(record["rows"][1]["epsilon"], 0.05);
  EXPECT_EQ(record["rows"][4]["index"], nlohmann::json::array({2}));
  const CommandResult piped = run_command({"certify", file, "--epsilon", "0.25,0.05", "--json", "-"});
  EXPECT_EQ(nlohmann::json::parse(piped.out)["rows"], record["rows"]); // and nothing but the record
  const CommandResult table = run_command({"certify", file, "--epsilon", "0.25,0.05", "--csv", "-"});
  std::ostringstream written;
  written << std::ifstream(csv, std::ios::binary).rdbuf();
  EXPECT_EQ(table.out, written.str());
  EXPECT_TRUE(table.out.starts_with("file,tensor,index,n,n_f,epsilon,k_epsilon,tail_mass,bounds."));
  EXPECT_EQ(std::ranges::count(table.out, '\n'), 7);
}

TEST(CertifyCommand, MeasuresTheChosenRows) {
  const samples::Folder folder;
  const std::string file = folder.write("good.safetensors", attention(30, 20)).string();
  const auto rows = [&](std::vector<std::string> words) {
    words.insert(words.begin(), {"certify", file, "--epsilon", "0.1", "--json", "-"});
    const CommandResult result = run_command(words);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    const auto record = nlohmann::json::parse(result.out);
    EXPECT_EQ(record["rows_judged"]["total"], 30);
    std::vector<std::size_t> indices;
    for (const auto& row : record["rows"])
      indices.push_back(row["index"][0]);
    EXPECT_EQ(record["rows_judged"]["done"], indices.size());
    return indices;
  };
  EXPECT_EQ(rows({"--rows", "7:9"}), (std::vector<std::size_t>{7, 8}));
  EXPECT_EQ(rows({"--rows", "every:12"}), (std::vector<std::size_t>{0, 12, 24}));
  EXPECT_EQ(rows({"--rows", "last:2"}), (std::vector<std::size_t>{28, 29}));
  const std::vector<std::size_t> sample = rows({"--rows", "10:", "--sample", "5", "--seed", "3"});
  EXPECT_EQ(sample.size(), 5U);
  EXPECT_GE(sample.front(), 10U);
  EXPECT_EQ(sample, rows({"--rows=10:30", "--sample", "5", "--seed", "3", "--threads", "1"}));
  for (const std::string verb : {"certify", "verify", "check"}) {
    for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{{"--rows", "0:31"},
                                                                                       {"--rows", "30"},
                                                                                       {"--rows", "every:0"},
                                                                                       {"--sample", "31"},
                                                                                       {"--sample", "0"}}) {
      const CommandResult result = run_command({verb, file, words[0], words[1]});
      EXPECT_EQ(result.exit_code, 2) << verb << words[0] << words[1];
      EXPECT_TRUE(result.err.starts_with("tailmass: ")) << result.err;
    }
    if (verb != "check") {
      EXPECT_NE(run_command({verb, file, "--rows", "7:9"}).out.find("2 of 30 rows"), std::string::npos)
          << verb;
    }
  }
}

TEST(CertifyCommand, BadInputIsOneLineAndExitCode2) {
  const samples::Folder folder;
  const std::string good = folder.write("good.safetensors", attention(3, 20)).string();
  const auto expect = [](const CommandResult& result, const std::string& line) {
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_EQ(result.err, "tailmass: " + line + "\n");
    EXPECT_EQ(result.out, "");
  };
  expect(run_command({"certify", good + "x"}), good + "x: no such file");
  expect(run_command({"certify", good, "--epsilon", "0.1,1"}), "epsilon = 1 is outside (0, 1)");
  expect(run_command({"certify", good, "--json", "-", "--csv", "-"}),
         "--json and --csv cannot both go to standard output");
  EXPECT_EQ(run_command({"certify", good, "--epsilon", "small"}).exit_code, 2);
}

TEST(CertifyCommand, AnInterruptLeavesAValidPartialRecord) {
  const samples::Folder folder;
  const std::string file = folder.write("long.safetensors", attention(20000, 300)).string();
  const std::string json = (folder.path() / "run.json").string();
  const CommandResult result = run_command({"certify", file, "--json", json}, {.signal_after_seconds = 1.5});
  EXPECT_EQ(result.exit_code, 3) << result.err;
  const auto record = nlohmann::json::parse(std::ifstream(json));
  EXPECT_EQ(record["interrupted"], true);
  EXPECT_EQ(record["rows_judged"]["total"], 20000);
  EXPECT_EQ(record["rows"].size(), std::min(verify::record::most_certified_rows,
                                            3 * record["rows_judged"]["done"].get<std::size_t>()));
  EXPECT_LT(record["rows_judged"]["done"], 20000);
}

TEST(CertifyCommand, AgreesWithNumpyOnTheLanguageModel) {
  const samples::Folder folder;
  const std::string file = tests::source_path("verify/data/stories-attention-512.safetensors");
  const std::string table = (folder.path() / "rows.csv").string();
  ASSERT_EQ(run_command({"certify", file, "--epsilon", "0.1,0.001", "--csv", table}).exit_code, 0);
  EXPECT_EQ(tests::printed_by(tests::python_program() + " " +
                              tests::source_path("reports/tests/commands/certify_oracle.py") + " " + file +
                              " " + table),
            "640 rows agree\n");
}

} // namespace tailmass::reports::commands
