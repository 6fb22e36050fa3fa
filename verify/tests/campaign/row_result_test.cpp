// What rows gave of theorems joins, and comes back from a part, as if it had been entered case by case.
#include "verify/campaign/row_result.hpp"

#include "theory/theorems/cases.hpp"
#include "theory/theorems/catalogue.hpp"
#include "verify/record/field.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace tailmass::verify::campaign {

namespace {

const auto theorems = catalogue().first(3);

/// A row that gave slacks that no short decimal writes, and on some rows a claim that did not hold.
RowResult row(std::size_t number) {
  RowResult result = nothing_yet(theorems, 1);
  const cases::Origin origin{.file = "f", .tensor = "t", .row = std::to_string(number), .k = 1};
  const Case c = top_k_case({1 / std::sqrt(static_cast<double>(number + 1)), 0}, 1);
  const auto enter_one = [&](std::size_t t, std::string_view claim, judge::Verdict verdict, double slack) {
    enter(result, t, *theorems[t], origin, c,
          {{.claim = claim, .verdict = verdict, .slack = slack, .bits = 64, .reason = "why"}});
  };
  enter_one(0, "a", judge::Verdict::proved, 1 / static_cast<double>(number + 3));
  enter_one(1, number % 2 == 0 ? "even" : "odd", judge::Verdict::agrees, 0);
  enter_one(2, "c", number % 3 == 0 ? judge::Verdict::refuted : judge::Verdict::vacuous,
            -static_cast<double>(number) / 7);
  result.found.consistency = {{.check = "stored",
                               .bound = "b",
                               .held = 1,
                               .worst_ratio = 1.0 / (1.0 + static_cast<double>(number % 5))}};
  return result;
}

std::string text_of(const RowResult& result) {
  record::Record all = result.found;
  all.theorems = result.sheet.records();
  for (const FailedCase& failed : result.failed)
    all.failures.push_back(failed.failure);
  std::string text = to_json(all).dump();
  for (const FailedCase& failed : result.failed)
    text += failed.file_name + failed.text;
  return text;
}

RowResult read_back(const RowResult& result) {
  const auto json = nlohmann::ordered_json::parse(to_part(result).dump());
  return of_part(theorems, record::Field(json));
}

} // namespace

TEST(RowResult, JoinsAndComesBackBitForBit) {
  constexpr std::size_t rows = 5000; // more slacks than a histogram keeps exactly
  for (const std::size_t chunk : {1000U, 256U}) {
    RowResult whole = nothing_yet(theorems, 0), merged = nothing_yet(theorems, 0);
    for (std::size_t first = 0; first < rows; first += chunk) {
      RowResult part = row(first);
      for (std::size_t number = first; number < std::min(rows, first + chunk); ++number) {
        join(whole, row(number));
        if (number > first)
          join(part, row(number));
      }
      join(merged, read_back(part));
    }
    EXPECT_EQ(whole.failed.size(), most_stored_failures);
    EXPECT_EQ(text_of(merged), text_of(whole));
  }
}

TEST(RowResult, KeepsTheCasesOfWhatIsRefutedOrUndecided) {
  RowResult result = nothing_yet(theorems, 1);
  for (const judge::Verdict verdict : judge::all_verdicts)
    enter(result, 0, *theorems[0], {}, top_k_case({1, 0}, 1), {{.claim = "a", .verdict = verdict}});
  ASSERT_EQ(result.failed.size(), 2U);
  EXPECT_EQ(result.failed[0].failure.verdict, judge::Verdict::refuted);
  EXPECT_EQ(result.failed[1].failure.verdict, judge::Verdict::undecided);
}

TEST(RowResult, WhoseCaseWouldBeInAnotherFolderIsRefused) {
  auto json = to_part(row(0));
  EXPECT_NO_THROW((void)of_part(theorems, record::Field(json)));
  for (const char* name : {"../case.json", "/tmp/case.json", "folder/case.json", "folder/", ".", "..", ""}) {
    json["cases"][0]["file_name"] = name;
    EXPECT_THROW((void)of_part(theorems, record::Field(json)), std::invalid_argument) << name;
  }
}

TEST(RowResult, OfOtherTheoremsIsRefused) {
  const auto json = to_part(row(0));
  EXPECT_THROW((void)of_part(catalogue().first(2), record::Field(json)), std::invalid_argument);
  nlohmann::ordered_json without = json;
  without.erase("cases");
  EXPECT_THROW((void)of_part(theorems, record::Field(without)), std::invalid_argument);
}

} // namespace tailmass::verify::campaign
