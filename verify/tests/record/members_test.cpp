// Lists of members: what is needed, what has a default, and how records merge.
#include "verify/record/field.hpp"
#include "verify/record/record.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace tailmass::verify::record {

namespace {

using Json = nlohmann::ordered_json;

ConsistencyRecord check(const std::string& name, std::size_t held, double worst_ratio, std::size_t failures) {
  ConsistencyRecord record{.check = name, .bound = "a bound", .held = held, .worst_ratio = worst_ratio};
  record.worst = cases::Origin{.file = {}, .tensor = "t", .row = "[0]", .k = held, .epsilon = {}};
  record.failures.resize(failures, {.tensor = "t", .row = "[0]", .message = name, .cause = {}});
  return record;
}

std::string fault_of(Json json) {
  try {
    (void)record_of(Field(json));
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "read";
}

} // namespace

TEST(RecordMembers, CountsAddUpAndListsFollowEachOther) {
  Record whole;
  whole.command = "first";
  whole.rows = 2;
  whole.cases = 5;
  whole.mutants.resize(1);
  Record later;
  later.command = "second";
  later.rows = 3;
  later.cases = 7;
  later.interrupted = true;
  later.mutants.resize(2);
  later.certified.emplace().resize(3);
  merge(whole, later);
  EXPECT_EQ(whole.command, "first");
  EXPECT_EQ(whole.rows, 5U);
  EXPECT_EQ(whole.cases, 12U);
  EXPECT_TRUE(whole.interrupted);
  EXPECT_EQ(whole.mutants.size(), 3U);
  ASSERT_TRUE(whole.certified.has_value());
  merge(whole, later);
  EXPECT_EQ(whole.certified->size(), 6U);
}

TEST(RecordMembers, ChecksOfTheSameNameAreOneWithTheWorseOfTheirPlaces) {
  Record whole;
  whole.kernel = {check("lse", 1, 0.5, 49), check("indices", 1, 0, 0)};
  Record later;
  later.kernel = {check("outputs", 9, 0, 0), check("lse", 2, 0.25, 1), check("indices", 3, 0.75, 2)};
  merge(whole, later);
  ASSERT_EQ(whole.kernel.size(), 3U);
  EXPECT_EQ(whole.kernel[0].held, 3U);
  EXPECT_EQ(whole.kernel[0].worst_ratio, 0.5);
  EXPECT_EQ(whole.kernel[0].worst->k, 1U);
  EXPECT_EQ(whole.kernel[0].failures.size(), 50U);
  EXPECT_EQ(whole.kernel[1].worst_ratio, 0.75);
  EXPECT_EQ(whole.kernel[1].worst->k, 3U);
  EXPECT_EQ(whole.kernel[2].check, "outputs");
  merge(whole, later);
  EXPECT_EQ(whole.kernel[0].failures.size(), most_number_failures);
}

TEST(RecordMembers, WhatIsNeededIsAskedForAndTheRestHasDefaults) {
  const Json least{{"schema", run_schema}, {"command", "c"}, {"rows", Json::array()}};
  const Record record = record_of(Field(least));
  EXPECT_EQ(record.command, "c");
  EXPECT_EQ(record.host.threads, 1U);
  EXPECT_FALSE(record.hunt || record.precision || record.bench);
  EXPECT_EQ(fault_of({{"schema", run_schema}}), "the record: member \"command\" is missing");
  Json wrong = least;
  wrong["boxes"] = {{{"theorem", "t"}, {"n", 3U}, {"k", 1U}, {"verdict", "perhaps"}}};
  EXPECT_EQ(fault_of(wrong), "boxes[0].verdict: expected a verdict");
  wrong["boxes"][0]["verdict"] = "proved";
  EXPECT_EQ(fault_of(wrong), "read");
  wrong["boxes"][0]["deepest"] = 1e10;
  EXPECT_EQ(fault_of(wrong), "boxes[0].deepest: expected a whole number");
  wrong["boxes"][0]["deepest"] = 10000000000;
  EXPECT_EQ(fault_of(wrong), "boxes[0].deepest: expected a number of smaller size");
  wrong = least;
  wrong["host"] = {{"threads", 4294967296U}};
  EXPECT_EQ(fault_of(wrong), "host.threads: expected a smaller number");
}

TEST(RecordMembers, EveryMemberOfTheSchemaIsOneThatARecordCanHave) {
  const Json schema = record_schema();
  for (const char* section :
       {"theorems", "consistency", "kernel", "kernel_head_summary", "row_faults", "certified_summary",
        "mutants", "boxes", "necessity", "confidence", "failures", "rows", "hunt", "sharpness",
        "mutant_matrix", "duels", "precision", "precision_faults", "bench"})
    EXPECT_TRUE(schema["properties"].contains(section)) << section;
  EXPECT_EQ(
      schema["definitions"]["theorem"]["required"],
      Json::parse(R"(["id", "proved", "agrees", "tight", "consistent", "refuted", "undecided", "vacuous",
                            "bits", "by_largest_term", "filtered", "claims"])"));
}

} // namespace tailmass::verify::record
