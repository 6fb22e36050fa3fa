// A row outside the domain is counted and named, and the others are judged.
#include "verify/campaign/row_fault.hpp"

#include "theory/theorems/catalogue.hpp"
#include "verify/campaign/campaign.hpp"
#include "verify/campaign/certify_campaign.hpp"
#include "verify/tests/input/float_file.hpp"
#include "verify/tests/input/samples.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace tailmass::verify::campaign {

namespace {

constexpr std::size_t rows = 60, good = 4;

/// Rows of three keys, all but a few of which hold a NaN at key 2.
samples::Bytes file_of_rows(std::size_t bad) {
  std::vector<float> scores;
  for (std::size_t row = 0; row < rows; ++row)
    scores.insert(scores.end(), {1, 0, row < rows - bad ? -1.0F : std::nanf("")});
  return samples::safetensors_of({{"a.scores", {rows, 3}, scores}});
}

struct File {
  explicit File(const samples::Bytes& bytes)
      : path(folder.write("f.safetensors", bytes)), dataset({path}, {}, 1) {}
  samples::Folder folder;
  std::filesystem::path path;
  cases::Dataset dataset;
};

record::Record verified(cases::Dataset& dataset, unsigned threads) {
  CampaignOptions options;
  options.threads = threads;
  options.heads = {.ks = {1}, .epsilons = {}};
  const std::vector<const Theorem*> theorems{find_theorem("gap-bound")};
  return run_campaign(dataset, theorems, options);
}

record::Record certified(cases::Dataset& dataset, unsigned threads) {
  CertifyOptions options;
  options.threads = threads;
  options.epsilons = {0.1};
  return run_certify(dataset, options);
}

} // namespace

TEST(RowFault, EndsNoRunAndTheFirstOnesAreNamed) {
  File file(file_of_rows(rows - good));
  for (const auto& run : {verified, certified})
    for (const unsigned threads : {1U, 3U}) {
      const record::Record record = run(file.dataset, threads);
      EXPECT_EQ(record.rows, rows);
      EXPECT_EQ(record.cases, good);
      EXPECT_EQ(record.faulty, rows - good);
      EXPECT_FALSE(record.interrupted);
      ASSERT_EQ(record.row_faults.size(), record::most_row_faults);
      for (std::size_t i = 0; i < record.row_faults.size(); ++i) {
        const record::RowFault& fault = record.row_faults[i];
        EXPECT_EQ(fault.file, file.path.string());
        EXPECT_EQ(fault.tensor, "a.scores");
        EXPECT_EQ(fault.row, "[" + std::to_string(good + i) + "]");
        EXPECT_EQ(fault.message,
                  fault.file + ": tensor \"a.scores\", row " + fault.row + ": score is NaN at key 2");
      }
    }
}

TEST(RowFault, MayBeThatOfEveryRow) {
  File file(file_of_rows(rows));
  const record::Record record = certified(file.dataset, 2);
  EXPECT_EQ(record.faulty, rows);
  EXPECT_TRUE(record.certified->empty());
  EXPECT_EQ(verified(file.dataset, 2).summary().held(), 0U);
}

TEST(RowFault, IsThatOfEachRowThatReadsABadValue) {
  const float nan = std::nanf("");
  File file(samples::safetensors_of(
      {{"a.scores", {2, 2, 2}, {1, 2, 3, 4, 5, 6, 7, 8}}, {"a.values", {2, 2, 1}, {1, 2, 3, nan}}}));
  const record::Record record = certified(file.dataset, 2);
  EXPECT_EQ(record.faulty, 2U);
  EXPECT_EQ(record.certified->size(), 2U);
  ASSERT_EQ(record.row_faults.size(), 2U);
  EXPECT_EQ(record.row_faults[0].row, "[1, 0]");
  EXPECT_EQ(record.row_faults[1].row, "[1, 1]");
  for (const record::RowFault& fault : record.row_faults)
    EXPECT_NE(fault.message.find("tensor \"a.values\", row [1, 1]: value is not finite on axis 0"),
              std::string::npos)
        << fault.message;
  const record::Record other =
      faulty({.file = "f", .tensor = "a.scores", .row = "[1, 0]"}, {{"f", "a.keys", "[7]"}, "bad"});
  EXPECT_EQ(other.row_faults[0].message,
            "f: tensor \"a.keys\", row [7]: bad, which row [1, 0] of \"a.scores\" reads");
}

TEST(RowFault, IsNoFaultOfAFileOrAChoice) {
  File file(file_of_rows(1));
  const auto throwing = [&](const input::InputError& error) {
    return samples::error_of([&] {
      (void)judged(
          file.dataset, 0, [&]() -> record::Record { throw input::InputError(error); },
          [](record::Record fault) { return fault; });
    });
  };
  EXPECT_EQ(throwing({{"f", "a.scores"}, "is too short"}), "f: tensor \"a.scores\": is too short");
  const auto choose = [&] {
    return judged(
        file.dataset, 0,
        [&]() -> record::Record {
          throw cases::ChoiceError({"f", "a", "[0]"}, "k = 4 is outside 1..3");
        },
        [](record::Record fault) { return fault; });
  };
  EXPECT_THROW((void)choose(), cases::ChoiceError);
}

TEST(RowFault, AddsUpInARecordAndComesBack) {
  record::Record whole;
  for (std::size_t row = 0; row < rows; ++row)
    record::merge(whole,
                  faulty({.file = "f", .tensor = "t", .row = std::to_string(row)}, {{"f", "t", "0"}, "bad"}));
  EXPECT_EQ(whole.faulty, rows);
  EXPECT_EQ(whole.row_faults.size(), record::most_row_faults);
  const auto json = to_json(whole);
  EXPECT_EQ(json["rows_judged"]["faulty"], rows);
  EXPECT_EQ(json["row_faults"][0]["message"], "f: tensor \"t\", row 0: bad");
  EXPECT_FALSE(to_json(record::Record{}).contains("row_faults"));
}

} // namespace tailmass::verify::campaign
