// Sums, spreads and the JSON of records.
#include "verify/record/record.hpp"

#include "theory/theorems/catalogue.hpp"
#include "verify/campaign/tally_sheet.hpp"

#include <gtest/gtest.h>
#include <limits>
#include <nlohmann/json.hpp>

namespace tailmass::verify::record {

namespace {

judge::Judgement judged(std::string_view claim, judge::Verdict verdict, double slack = 0, long bits = 128) {
  return {.claim = claim,
          .verdict = verdict,
          .slack = slack,
          .bits = bits,
          .scale = judge::Scale::value,
          .reason = {}};
}

cases::Origin at(std::size_t k) {
  return {.file = "f", .tensor = "t", .row = "[0]", .k = k, .epsilon = {}};
}

Record with(judge::Verdict verdict) {
  Record record;
  TheoremRecord& theorem = record.theorems.emplace_back();
  theorem.id = "t";
  theorem.all.tally.add(judge::Verdict::proved);
  theorem.all.tally.add(verdict);
  return record;
}

} // namespace

TEST(TallySheet, KeepsTheLeastSlackItsPlaceAndTheMedian) {
  const auto theorems = catalogue().first(1);
  campaign::TallySheet sheet(theorems);
  sheet.enter(0, at(1),
              {judged("a", judge::Verdict::proved, 0.5), judged("b", judge::Verdict::proved, 9, 256)});
  sheet.enter(0, at(2), {judged("a", judge::Verdict::proved, 0.25)});
  sheet.enter(0, at(3), {judged("a", judge::Verdict::proved, 3)});
  sheet.enter(0, at(4), {judged({}, judge::Verdict::vacuous, std::numeric_limits<double>::quiet_NaN(), 0)});
  const TheoremRecord record = sheet.records().front();
  EXPECT_EQ(record.all.tally.of(judge::Verdict::proved), 4U);
  EXPECT_EQ(record.all.tally.of(judge::Verdict::vacuous), 1U);
  EXPECT_EQ(record.bits_max, 256);
  EXPECT_EQ(record.all.worst_slack, 0.25);
  EXPECT_EQ(record.all.worst->k, 2U);
  ASSERT_EQ(record.claims.size(), 2U);
  EXPECT_EQ(record.claims[0].label, "a");
  EXPECT_EQ(record.claims[0].log_looseness->min, 0.25);
  EXPECT_EQ(record.claims[0].log_looseness->median, 0.5);
  EXPECT_EQ(record.claims[0].log_looseness->max, 3);
}

TEST(TallySheet, ARefutedBoundHasALeastSlackWhereItsSidesHaveLogarithms) {
  const auto theorems = catalogue().first(1);
  campaign::TallySheet sheet(theorems);
  sheet.enter(0, at(1), {judged("a", judge::Verdict::proved, 0.5)});
  sheet.enter(0, at(2), {judged("a", judge::Verdict::refuted, -0.25)});
  sheet.enter(0, at(3), {judged("b", judge::Verdict::refuted, std::numeric_limits<double>::quiet_NaN())});
  const TheoremRecord record = sheet.records().front();
  EXPECT_EQ(record.all.worst_slack, -0.25);
  EXPECT_EQ(record.all.worst->k, 2U);
  EXPECT_EQ(record.all.log_looseness->min, -0.25);
  EXPECT_FALSE(record.claims.at(1).worst_slack);
}

TEST(TallySheet, MergingIsTheSameAsFillingInOrder) {
  const auto theorems = catalogue().first(1);
  campaign::TallySheet whole(theorems);
  campaign::TallySheet first(theorems);
  campaign::TallySheet second(theorems);
  for (std::size_t k = 1; k <= 6; ++k) {
    const std::vector<judge::Judgement> judgements{
        judged("a", judge::Verdict::proved, static_cast<double>((k * 5) % 7)),
        judged(k > 3 ? "c" : "b", judge::Verdict::agrees)};
    whole.enter(0, at(k), judgements);
    (k <= 2 ? first : second).enter(0, at(k), judgements);
  }
  first.merge(std::move(second));
  Record a;
  Record b;
  a.theorems = whole.records();
  b.theorems = first.records();
  EXPECT_EQ(to_json(a).dump(), to_json(b).dump());
}

TEST(RecordJson, NumbersPastTheDoubleRangeAreDecimalStrings) {
  Record record = with(judge::Verdict::proved);
  record.theorems[0].all.worst_slack = std::numeric_limits<double>::infinity();
  record.theorems[0].all.worst = at(1);
  record.theorems[0].all.log_looseness = Looseness{0, 1, 2302.585092994046};
  const auto json = to_json(record)["theorems"][0];
  EXPECT_EQ(json["worst"]["slack"], "inf");
  EXPECT_EQ(json["looseness"]["min"], 1.0);
  EXPECT_EQ(json["looseness"]["max"], "1.000000e+1000");
}

TEST(TallySheet, FalseAlarmRatesAddUp) {
  const auto theorems = catalogue().first(2);
  campaign::TallySheet sheet(theorems);
  judge::Judgement statistic =
      judged("a", judge::Verdict::consistent, std::numeric_limits<double>::quiet_NaN());
  statistic.false_alarm = 1e-6;
  sheet.enter(0, at(1), {statistic, judged("b", judge::Verdict::agrees)});
  campaign::TallySheet more(theorems);
  more.enter(0, at(2), {statistic});
  more.enter(1, at(2), {statistic});
  sheet.merge(std::move(more));
  Record record;
  record.theorems = sheet.records();
  EXPECT_DOUBLE_EQ(record.theorems[0].all.false_alarm, 2e-6);
  EXPECT_DOUBLE_EQ(record.theorems[0].claims[0].false_alarm, 2e-6);
  EXPECT_EQ(record.theorems[0].claims[1].false_alarm, 0);
  EXPECT_FALSE(record.theorems[0].all.worst_slack.has_value());
  EXPECT_DOUBLE_EQ(record.false_alarm(), 3e-6);
  const auto json = to_json(record);
  EXPECT_DOUBLE_EQ(json["false_alarm"].get<double>(), 3e-6);
  EXPECT_EQ(json["theorems"][0]["claims"][0]["false_alarm"], json["theorems"][0]["false_alarm"]);
  EXPECT_FALSE(json["theorems"][0]["claims"][1].contains("false_alarm"));
}

TEST(RecordJson, DoublesReadBackTheSame) {
  Record record = with(judge::Verdict::proved);
  record.theorems[0].all.worst_slack = 0.1 + 0.2;
  record.theorems[0].all.worst = at(7);
  const auto json = nlohmann::json::parse(to_json(record).dump());
  EXPECT_EQ(json["theorems"][0]["worst"]["slack"].get<double>(), 0.1 + 0.2);
  EXPECT_EQ(json["theorems"][0]["worst"]["case"]["k"], 7);
}

} // namespace tailmass::verify::record
