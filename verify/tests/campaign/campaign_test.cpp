// Campaigns: every row and head is judged, whatever the threads, and what fails is kept.
#include "verify/campaign/campaign.hpp"

#include "verify/input/dtype.hpp"

#include "theory/exact/distribution/softmax.hpp"
#include "theory/numbers/random.hpp"
#include "theory/theorems/catalogue.hpp"
#include "theory/theorems/instantiate.hpp"
#include "verify/campaign/row_result.hpp"
#include "verify/cases/case_file.hpp"
#include "verify/tests/input/float_file.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace tailmass::verify::campaign {

namespace {

/// Six rows of twelve keys, a masked one among them, with two value matrices.
samples::Bytes small_file() {
  RandomStream random(3, {"campaign"});
  std::vector<float> scores(6 * 12);
  std::vector<float> values(2 * 12 * 3);
  for (float& x : scores)
    x = static_cast<float>(2 * random.normal());
  for (float& x : values)
    x = static_cast<float>(random.normal());
  scores[17] = -__builtin_inff();
  return samples::safetensors_of({{"a.scores", {2, 3, 12}, scores}, {"a.values", {2, 12, 3}, values}});
}

record::Record run(const CampaignOptions& options, std::span<const Theorem* const> theorems = catalogue()) {
  const samples::Folder folder;
  cases::Dataset dataset({folder.write("small.safetensors", small_file())}, {}, options.seed);
  return run_campaign(dataset, theorems, options);
}

CampaignOptions with_threads(unsigned threads) {
  CampaignOptions options;
  options.threads = threads;
  return options;
}

/// tau <= 1/2, which is false of some heads and true of others.
struct HalfAtMost {
  template <class R>
  static void sides(Evaluator<R>& row, const Case&, Sides<R>& out) {
    out.at_most("tau <= 1/2", [&] {
      return Both<R>{exact::tail_mass(row), R(row.precision()(std::size_t{1}) / R(2))};
    });
  }
};

Theorem half_at_most() {
  Theorem planted = *find_theorem("gap-bound");
  planted.hypotheses = {};
  planted.sides = sides_of<HalfAtMost>();
  return planted;
}

/// Asks the run to stop while it judges.
struct Stopping {
  static inline std::atomic<bool> stop = false;
  template <class R>
  static void sides(Evaluator<R>& row, const Case&, Sides<R>& out) {
    stop = true;
    out.at_most("tau <= tau", [&] { return Both<R>{exact::tail_mass(row), exact::tail_mass(row)}; });
  }
};

/// The theorems of the record alone: all that may not depend on the threads.
std::string findings(record::Record record) {
  nlohmann::ordered_json json = to_json(record);
  for (const char* varying : {"host", "date", "timing", "commit", "checksum"})
    json.erase(varying);
  std::string text = json.dump();
  return text;
}

} // namespace

TEST(Campaign, EveryTheoremHoldsOnEveryRow) {
  const record::Record record = run(with_threads(2));
  EXPECT_EQ(record.rows, 6U);
  EXPECT_EQ(record.rows_total, 6U);
  EXPECT_FALSE(record.interrupted);
  EXPECT_EQ(record.summary().of(judge::Verdict::refuted), 0U);
  EXPECT_EQ(record.summary().of(judge::Verdict::undecided), 0U);
  EXPECT_TRUE(record.failures.empty());
  EXPECT_EQ(record.theorems.size(), catalogue().size());
  for (const record::TheoremRecord& theorem : record.theorems)
    EXPECT_GT(theorem.all.tally.held(), 0U) << theorem.id;
}

TEST(Campaign, HalfPrecisionScoresAreJudgedAsTheNumbersThatTheyAre) {
  RandomStream random(5, {"half precision"});
  std::vector<std::uint16_t> halves(2 * 12);
  std::vector<std::uint16_t> bfloats(2 * 12);
  for (std::uint16_t& bits : halves) // either sign, 2^-6 to 8
    bits = static_cast<std::uint16_t>(random.below(2) << 15U | (9 + random.below(9)) << 10U |
                                      random.below(1024));
  for (std::uint16_t& bits : bfloats)
    bits = static_cast<std::uint16_t>(random.below(2) << 15U | (121 + random.below(9)) << 7U |
                                      random.below(128));
  halves[3] = 0xFC00; // -inf: a masked key
  const samples::Bytes content =
      samples::safetensors("{" + samples::entry("a.scores", "F16", "[2, 12]", 0, 48) + "," +
                               samples::entry("b.scores", "BF16", "[2, 12]", 48, 96) + "}",
                           samples::operator+(samples::bytes_of(halves), samples::bytes_of(bfloats)));
  const samples::Bytes array =
      samples::npy(samples::npy_header("'<f2'", "(2, 12)"), samples::bytes_of(halves));
  std::vector<const Theorem*> of_rows;
  std::ranges::copy_if(catalogue(), std::back_inserter(of_rows),
                       [](const Theorem* theorem) { return theorem->scope != Scope::model; });
  const samples::Folder folder;
  cases::Dataset dataset({folder.write("half.safetensors", content), folder.write("half.npy", array)}, {}, 1);
  EXPECT_EQ((*dataset.row(0).scores)[5], input::half_to_double(halves[5]));
  EXPECT_EQ((*dataset.row(2).scores)[5], input::bfloat16_to_double(bfloats[5]));
  EXPECT_TRUE(std::ranges::equal(dataset.row(4).scores->all(), dataset.row(0).scores->all()));
  const record::Record record = run_campaign(dataset, of_rows, with_threads(2));
  EXPECT_EQ(record.rows, 6U);
  for (const record::TheoremRecord& theorem : record.theorems)
    EXPECT_GT(theorem.all.tally.held(), 0U) << theorem.id;
}

TEST(Campaign, ValuesAreDerivedOnlyWhereNoFileHasAny) {
  const Theorem* const certificate[] = {find_theorem("float-certificate")};
  const samples::Folder folder;
  const std::filesystem::path with_values = folder.write("small.safetensors", small_file());
  const std::filesystem::path without = folder.write(
      "scores.safetensors",
      samples::safetensors_of({{"b.scores", {2, 5}, std::vector<float>{5, 3, 2, 1, 0, 4, 4, 3, 1, 1}}}));
  const auto claims = [&](const std::vector<std::filesystem::path>& files, std::string_view label) {
    cases::Dataset dataset(files, {}, 1);
    const record::Record record = run_campaign(dataset, certificate, with_threads(1));
    const auto& all = record.theorems.front().claims;
    const auto found = std::ranges::find(all, label, &record::ClaimRecord::label);
    return found == all.end() ? 0 : found->tally.held();
  };
  constexpr std::string_view of_masses = "tau <= float tail mass", of_outputs = "|err| <= float |err|";
  EXPECT_GT(claims({without}, of_outputs), 0U);
  EXPECT_EQ(claims({with_values, without}, of_outputs), claims({with_values}, of_outputs));
  EXPECT_EQ(claims({with_values, without}, of_masses),
            claims({with_values}, of_masses) + claims({without}, of_masses));
}

TEST(Campaign, TheRecordDoesNotDependOnTheThreads) {
  // The temporary folder's name differs, so the rows are compared under one dataset.
  const samples::Folder folder;
  const std::filesystem::path path = folder.write("small.safetensors", small_file());
  const auto text = [&](unsigned threads) {
    cases::Dataset dataset({path}, {}, 1);
    return findings(run_campaign(dataset, catalogue(), with_threads(threads)));
  };
  const std::string one = text(1);
  EXPECT_EQ(one, text(2));
  EXPECT_EQ(one, text(5));
}

TEST(Campaign, ScopesLimitWhatIsJudgedAgain) {
  const record::Record record = run(with_threads(2));
  CampaignOptions one_head = with_threads(2);
  one_head.heads = {.ks = {1}, .epsilons = {}};
  const record::Record single = run(one_head);
  for (std::size_t t = 0; t < record.theorems.size(); ++t) {
    const record::TheoremRecord& theorem = record.theorems[t];
    std::size_t most = 0;
    for (const record::ClaimRecord& claim : theorem.claims)
      most = std::max(most, claim.tally.held());
    const Scope scope = find_theorem(theorem.id)->scope;
    if (scope == Scope::row) {
      EXPECT_GE(most, 6U) << theorem.id; // a search claims the same of each of its steps
      EXPECT_EQ(theorem.all.tally.held(), single.theorems[t].all.tally.held()) << theorem.id;
    } else if (scope == Scope::model) {
      EXPECT_EQ(most, 1U) << theorem.id;
    }
  }
}

TEST(Campaign, WhatDoesNotHoldIsRefutedStoredAndNamed) {
  const Theorem planted = half_at_most();
  const Theorem* const theorems[] = {&planted};
  const samples::Folder folder;
  CampaignOptions options = with_threads(2);
  options.failures = folder.path() / "failures";
  cases::Dataset dataset({folder.write("small.safetensors", small_file())}, {}, 1);
  const record::Record record = run_campaign(dataset, theorems, options);
  EXPECT_GT(record.summary().of(judge::Verdict::refuted), 0U);
  EXPECT_GT(record.summary().of(judge::Verdict::proved), 0U);
  ASSERT_FALSE(record.failures.empty());
  EXPECT_EQ(record.failures.front().theorem, "gap-bound");
  EXPECT_EQ(record.failures.front().origin.tensor, "a.scores");
  const cases::StoredCase stored = cases::read_case_file(record.failures.front().case_file);
  EXPECT_EQ(stored.c.head.size(), record.failures.front().origin.k);

  // Another run leaves alone what older commands name: names follow content.
  CampaignOptions other = options;
  other.heads.ks = {2};
  const record::Record second = run_campaign(dataset, theorems, other);
  ASSERT_FALSE(second.failures.empty());
  EXPECT_EQ(cases::case_text(cases::read_case_file(record.failures.front().case_file)),
            cases::case_text(stored));

  // A folder that cannot be made takes the case file away, never the verdict.
  CampaignOptions nowhere = options;
  nowhere.failures = folder.path() / "small.safetensors" / "failures";
  const record::Record third = run_campaign(dataset, theorems, nowhere);
  EXPECT_EQ(third.summary().of(judge::Verdict::refuted), record.summary().of(judge::Verdict::refuted));
  ASSERT_EQ(third.failures.size(), record.failures.size());
  EXPECT_EQ(third.failures.front().case_file, "");
}

TEST(Campaign, KeepsTheFirstFailuresOfAllRows) {
  const Theorem planted = half_at_most();
  const Theorem* const theorems[] = {&planted};
  constexpr std::size_t rows = most_stored_failures + 10;
  const samples::Folder folder;
  const samples::Bytes equal =
      samples::safetensors_of({{"a.scores", {rows, 3}, std::vector<float>(3 * rows, 1)}});
  cases::Dataset dataset({folder.write("equal.safetensors", equal)}, {}, 1);
  CampaignOptions options = with_threads(2);
  options.failures = folder.path() / "failures";
  options.heads = {.ks = {1}, .epsilons = {}};
  const record::Record record = run_campaign(dataset, theorems, options);
  EXPECT_EQ(record.summary().of(judge::Verdict::refuted), rows);
  ASSERT_EQ(record.failures.size(), most_stored_failures);
  EXPECT_EQ(record.failures.back().origin.row, "[" + std::to_string(most_stored_failures - 1) + "]");
}

TEST(Campaign, StopsBetweenRowsAndSaysSo) {
  std::atomic<bool> stop = false;
  CampaignOptions options = with_threads(1);
  options.stop = &stop;
  options.progress = [&](std::size_t done, std::size_t) { stop = done >= 2; };
  const record::Record record = run(options);
  EXPECT_TRUE(record.interrupted);
  EXPECT_EQ(record.rows, 2U);
  EXPECT_EQ(record.rows_total, 6U);
  EXPECT_TRUE(to_json(record)["interrupted"].get<bool>());
}

TEST(Campaign, StopsWithinARowWhichIsLeft) {
  Theorem stopping = *find_theorem("gap-bound");
  stopping.hypotheses = {};
  stopping.sides = sides_of<Stopping>();
  const Theorem* const theorems[] = {&stopping, find_theorem("k-epsilon")};
  CampaignOptions options = with_threads(1);
  options.stop = &Stopping::stop;
  const record::Record record = run(options, theorems);
  EXPECT_TRUE(record.interrupted);
  EXPECT_EQ(record.rows, 0U);
  EXPECT_EQ(record.summary().of(judge::Verdict::proved) + record.summary().of(judge::Verdict::tight), 0U);
}

TEST(Campaign, AHeadOutsideTheRowIsAnErrorThatNamesTheRow) {
  const samples::Folder folder;
  const std::filesystem::path path = folder.write("small.safetensors", small_file());
  cases::Dataset dataset({path}, {}, 1);
  CampaignOptions options = with_threads(1);
  options.heads = {.ks = {13}, .epsilons = {}};
  EXPECT_EQ(samples::error_of([&] { (void)run_campaign(dataset, catalogue(), options); }),
            path.string() + ": tensor \"a.scores\", row [0, 0]: k = 13 is outside 1..12");
}

} // namespace tailmass::verify::campaign
