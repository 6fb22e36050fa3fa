// Causes are sought of the failures that a record keeps, whatever the threads.
#include "verify/campaign/kernel_failures.hpp"

#include "verify/campaign/certify_campaign.hpp"
#include "verify/kernel/checks.hpp"
#include "verify/tests/input/float_file.hpp"
#include "verify/tests/input/samples.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <tuple>

namespace tailmass::verify::campaign {

namespace {

constexpr std::size_t rows = 70, wrong_from = 7;

/// Rows of two keys, of which all but the first few have their log-sum-exp in base 2.
samples::Bytes file_of_rows() {
  std::vector<float> scores, lse;
  for (std::size_t row = 0; row < rows; ++row) {
    const auto score = static_cast<float>(row);
    scores.insert(scores.end(), {score, score - 1});
    const double right = static_cast<double>(row) + std::log1p(std::exp(-1.0));
    lse.push_back(static_cast<float>(row < wrong_from ? right : right / std::log(2.0)));
  }
  return samples::safetensors_of({{"a.scores", {rows, 2}, scores}, {"a.lse", {rows}, lse}});
}

record::Record certified(cases::Dataset& dataset, unsigned threads, const std::atomic<bool>* stop = nullptr) {
  CertifyOptions options;
  options.threads = threads;
  options.stop = stop;
  options.epsilons = {0.1};
  return run_certify(dataset, options);
}

} // namespace

TEST(KernelFailures, HaveCausesWhereTheyAreKept) {
  const samples::Folder folder;
  cases::Dataset dataset({folder.write("a.safetensors", file_of_rows())}, {}, 0);
  const record::Record record = certified(dataset, 3);
  ASSERT_EQ(record.kernel.size(), 1U);
  EXPECT_EQ(record.kernel[0].exceeded, rows - wrong_from);
  ASSERT_EQ(record.kernel[0].failures.size(), record::most_number_failures);
  for (std::size_t i = 0; i < record.kernel[0].failures.size(); ++i) {
    const record::NumberFailure& failure = record.kernel[0].failures[i];
    EXPECT_EQ(failure.row, "[" + std::to_string(wrong_from + i) + "]");
    EXPECT_EQ(failure.cause, "it were in base 2, not natural");
    EXPECT_TRUE(failure.message.ends_with("; as if it were in base 2, not natural")) << failure.message;
  }
  EXPECT_EQ(to_json(record)["kernel"], to_json(certified(dataset, 1))["kernel"]);
}

TEST(KernelFailures, OfMixedFaultsAreEachTheirOwn) {
  constexpr std::size_t many = 40, keys = 12;
  std::vector<float> scores, lse;
  for (std::size_t row = 0; row < many; ++row) {
    double sum = 0, most = 0;
    for (std::size_t key = 0; key < keys; ++key) {
      scores.push_back(static_cast<float>(3 + std::sin(static_cast<double>(7 * row + 5 * key + 1))));
      sum += std::exp(scores.back());
      most = std::max(most, static_cast<double>(scores.back()));
    }
    const double right = std::log(sum), last = std::exp(scores.back());
    const double wrong[] = {right / std::log(2.0), right - most, std::log(sum + 5), std::log(sum - last),
                            right};
    lse.push_back(static_cast<float>(wrong[row % std::size(wrong)]));
  }
  const samples::Folder folder;
  const samples::Bytes file =
      samples::safetensors_of({{"a.scores", {many, keys}, scores}, {"a.lse", {many}, lse}});
  cases::Dataset dataset({folder.write("a.safetensors", file)}, {}, 0);
  const char* const causes[] = {"it were in base 2, not natural", "the maximum were not added back",
                                "5 keys of score 0 were summed too, as padding",
                                "the last key were left out"};
  for (const unsigned threads : {1U, 3U}) {
    const record::Record record = certified(dataset, threads);
    ASSERT_EQ(record.kernel[0].failures.size(), 32U);
    for (std::size_t i = 0; i < 32; ++i)
      EXPECT_EQ(record.kernel[0].failures[i].cause, causes[i % 4]) << i;
  }
}

TEST(KernelFailures, OfIndicesOfLongRowsAllHaveCauses) {
  const samples::Folder folder;
  for (const auto& [many, keys, bits] : {std::tuple{8U, 70000U, 16U}, std::tuple{64U, 32768U, 8U}}) {
    constexpr std::size_t k = 64;
    std::vector<float> scores;
    std::vector<std::int32_t> indices;
    for (std::size_t row = 0; row < many; ++row) {
      for (std::size_t key = 0; key < keys; ++key)
        scores.push_back(static_cast<float>(key) / 4096);
      for (std::size_t i = 0; i < k; ++i)
        indices.push_back(static_cast<std::int32_t>((keys - 1 - i) % (1U << bits)));
    }
    const samples::Bytes file =
        samples::safetensors_stored({{"a.scores", "F32", {many, keys}, samples::bytes_of(scores)},
                                     {"a.indices", "I32", {many, k}, samples::bytes_of(indices)}});
    cases::Dataset dataset({folder.write("a.safetensors", file)}, {}, 0);
    const record::Record record = certified(dataset, 2);
    ASSERT_EQ(record.kernel[0].failures.size(), std::min<std::size_t>(many, record::most_number_failures));
    for (const record::NumberFailure& failure : record.kernel[0].failures)
      EXPECT_EQ(failure.cause, "indices were narrowed to " + std::to_string(bits) + " bits") << failure.row;
  }
}

TEST(KernelFailures, OfIndicesAreKeptUntilTheirRecordIsFull) {
  record::Record record;
  EXPECT_TRUE(keeps_indices(record));
  for (const kernel::CheckWords& check : {kernel::kernel_lse, kernel::kernel_indices})
    record.kernel.push_back(check.record());
  record.kernel[0].failures.resize(record::most_number_failures);
  record.kernel[1].failures.resize(record::most_number_failures - 1);
  EXPECT_TRUE(keeps_indices(record));
  record.kernel[1].failures.emplace_back();
  EXPECT_FALSE(keeps_indices(record));
}

TEST(KernelFailures, OfAStoppedRunStayAndHaveNoCause) {
  const samples::Folder folder;
  cases::Dataset dataset({folder.write("a.safetensors", file_of_rows())}, {}, 0);
  record::Record record = certified(dataset, 2);
  for (record::NumberFailure& failure : record.kernel[0].failures)
    failure.cause.clear();
  const std::atomic<bool> stop = true;
  name_causes(record, dataset, cases::RowChoice(dataset.rows()), rows,
              {.threads = 1, .progress = {}, .stop = &stop});
  EXPECT_EQ(record.kernel[0].failures.size(), record::most_number_failures);
  EXPECT_EQ(record.kernel[0].failures.front().cause, "");
}

} // namespace tailmass::verify::campaign
