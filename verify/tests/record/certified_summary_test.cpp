// What rows say together, of all of them where the record keeps some.
#include "verify/record/field.hpp"
#include "verify/record/record.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace tailmass::verify::record {

namespace {

/// A row of 100 keys.
RowRecord row(std::size_t k_epsilon, std::size_t bound) {
  RowRecord record;
  record.tensor = k_epsilon % 3 == 0 ? "b" : "a";
  record.n = record.finite = 100;
  record.epsilon = 0.1;
  record.k_epsilon = k_epsilon;
  record.bounds = {{"gap-bound", bound}};
  record.gaussian_k = 10;
  return record;
}

Record one(std::size_t i) {
  Record record;
  record.certified = {row(1 + i % 90, 1 + (7 * i) % 100)};
  record.certified_summary = summary_of(*record.certified);
  record.cases = 1;
  return record;
}

} // namespace

TEST(CertifiedSummary, RatiosFallIntoBinsByDoublings) {
  Spread spread;
  for (const double ratio : {0.3, 1.0, 1.01, 2.0, 2.01, 4.0, 256.0, 257.0, 1e300})
    spread.add(std::log(ratio));
  spread.add(HUGE_VAL);
  EXPECT_EQ(spread.log_ratio.count(), 10U);
  EXPECT_EQ(spread.doublings, (std::vector<std::size_t>{2, 2, 2, 0, 0, 0, 0, 0, 1, 3}));
  Spread twice = spread;
  twice.merge(spread);
  EXPECT_EQ(twice.doublings.back(), 6U);
  EXPECT_EQ(twice.log_ratio.count(), 20U);
}

TEST(CertifiedSummary, ARecordKeepsTheFirstRowsAndSummarisesAll) {
  constexpr std::size_t rows = most_certified_rows + 500;
  Record whole;
  std::vector<RowRecord> all;
  for (std::size_t i = 0; i < rows; ++i) {
    all.push_back(one(i).certified->front());
    merge(whole, one(i));
    keep_first_rows(whole);
    if (i + 1 == most_certified_rows) {
      EXPECT_FALSE(to_json(whole).contains("certified_summary")) << "the rows say it";
    }
  }
  EXPECT_EQ(whole.certified->size(), most_certified_rows);
  EXPECT_EQ(whole.rows_left_out, 500U);
  const auto json = to_json(whole);
  EXPECT_EQ(json["rows_left_out"], 500);
  Record of_all;
  of_all.certified_summary = summary_of(all);
  of_all.rows_left_out = 1;
  EXPECT_EQ(json["certified_summary"], to_json(of_all)["certified_summary"]);
  const EpsilonSummary& summary = whole.certified_summary.files.at(0).epsilons.at(0);
  EXPECT_EQ(summary.rows, rows);
  EXPECT_EQ(summary.k_epsilon.count(), rows);
  EXPECT_EQ(whole.certified_summary.tensors.size(), 2U);
  EXPECT_EQ(whole.certified_summary.tensors[0].truncations + whole.certified_summary.tensors[1].truncations,
            rows);
  const Record back = record_of(Field(json));
  EXPECT_EQ(to_json(back).dump(), json.dump());
  EXPECT_EQ(certified_summary_of(back).files.at(0).epsilons.at(0).rows, rows);
}

} // namespace tailmass::verify::record
