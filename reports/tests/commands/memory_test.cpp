// The memory of verify, certify and check does not grow with the number of rows.
#include "reports/tests/commands/run_command.hpp"
#include "theory/numbers/random.hpp"
#include "theory/tests/sanitized.hpp"
#include "verify/tests/input/float_file.hpp"
#include "verify/tests/input/samples.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <span>
#include <sys/resource.h>
#include <utility>

namespace tailmass::reports::commands {

namespace {

using Words = std::vector<std::string>;

constexpr double margin_mb = 10;

/// The rows at the start of a file that a verb judges, and what its process took at most, in MB.
double peak_mb(const std::string& verb, const std::string& file, std::size_t rows, const Words& more = {}) {
  Words words{verb, file, "--rows", ":" + std::to_string(rows), "--json", "-", "--threads", "2"};
  words.insert(words.end(), more.begin(), more.end());
  const tests::CommandResult result = tests::run_command(words, {.environment = {{"MALLOC_ARENA_MAX", "1"}}});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  const auto record = nlohmann::json::parse(result.out);
  EXPECT_EQ(record["rows_judged"]["done"], rows);
  return record["timing"]["peak_memory_mb"];
}

/// The upper half of a float: bfloat16, rounded to zero.
std::uint16_t bfloat16(float x) {
  return static_cast<std::uint16_t>(std::bit_cast<std::uint32_t>(x) >> 16U);
}

/// Rows of bfloat16 scores, of which `different` come again and again, with the log-sum-exp of each and, for
/// a kernel's sake, the two largest keys.
samples::Bytes many_rows(std::size_t rows, std::size_t keys, std::size_t different) {
  RandomStream random(11, {"many rows"});
  std::vector<std::uint16_t> scores(rows * keys);
  std::vector<float> lse(rows);
  std::vector<std::int32_t> indices(2 * rows);
  for (std::size_t row = 0; row < rows; ++row) {
    const std::span<std::uint16_t> own(&scores[row * keys], keys);
    if (row >= different) {
      std::copy_n(&scores[(row - different) * keys], keys, own.begin());
      lse[row] = lse[row - different];
      std::copy_n(&indices[2 * (row - different)], 2, &indices[2 * row]);
      continue;
    }
    std::vector<double> exact(keys);
    double sum = 0;
    for (std::size_t key = 0; key < keys; ++key) {
      own[key] = bfloat16(static_cast<float>(2 * random.normal()));
      exact[key] = std::bit_cast<float>(std::uint32_t{own[key]} << 16U);
      sum += std::exp(exact[key]);
    }
    lse[row] = static_cast<float>(std::log(sum));
    for (std::size_t rank = 0; rank < 2; ++rank) {
      const auto largest = std::ranges::max_element(exact);
      indices[2 * row + rank] = static_cast<std::int32_t>(largest - exact.begin());
      *largest = -HUGE_VAL;
    }
  }
  return samples::safetensors_stored({{"a.scores", "BF16", {rows, keys}, samples::bytes_of(scores)},
                                      {"a.lse", "F32", {rows}, samples::bytes_of(lse)},
                                      {"a.indices", "I32", {rows, 2}, samples::bytes_of(indices)}});
}

/// The memory of many rows is that of few, but for pages of the file. What a sanitizer keeps of freed memory
/// is none of the command's: there the runs need only judge all rows.
void expect_flat(double of_many, double of_few, double mapped_mb = 0) {
  if (!tests::sanitized) {
    EXPECT_LE(of_many, of_few + mapped_mb + margin_mb);
  }
}

} // namespace

TEST(FlatMemory, OfCheck) {
  const samples::Folder folder;
  const std::string file = folder.write("f.safetensors", many_rows(40000, 8, 1000)).string();
  expect_flat(peak_mb("check", file, 40000), peak_mb("check", file, 5000));
}

TEST(FlatMemory, OfCertifyBeyondTheRowsThatARecordKeeps) {
  const samples::Folder folder;
  const std::string file = folder.write("f.safetensors", many_rows(15000, 8, 1000)).string();
  const Words epsilon{"--epsilon", "0.1"};
  expect_flat(peak_mb("certify", file, 15000, epsilon), peak_mb("certify", file, 5000, epsilon));
}

TEST(FlatMemory, OfVerify) {
  const samples::Folder folder;
  const std::string file = folder.write("f.safetensors", many_rows(8000, 8, 1000)).string();
  const Words cheap{"--theorem", "float-certificate", "--k", "1,2,3,4,5,6,7"};
  expect_flat(peak_mb("verify", file, 8000, cheap), peak_mb("verify", file, 1000, cheap));
}

TEST(FlatMemory, OfAModelsWorthOfRows) {
  constexpr std::size_t rows = 73728, keys = 512;
  const samples::Folder folder;
  const samples::Bytes content = many_rows(rows, keys, 64);
  const double mapped_mb = static_cast<double>(content.size()) / 1e6; // its pages count as memory
  const std::string file = folder.write("f.safetensors", content).string();
  expect_flat(peak_mb("check", file, rows), peak_mb("check", file, 1000), mapped_mb);
}

TEST(FlatMemory, OfAMillionRowsInParts) {
  constexpr std::size_t rows = 1'000'000;
  const samples::Folder folder;
  const samples::Bytes content = many_rows(rows, 8, 1000);
  const double mapped_mb = static_cast<double>(content.size()) / 1e6;
  const std::string file = folder.write("f.safetensors", content).string();
  const auto part_of = [&](std::size_t first) {
    const std::string part = (folder.path() / std::to_string(first)).string();
    EXPECT_EQ(tests::run_command({"check", file, "--rows", ":" + std::to_string(first), "--threads", "2",
                                  "--shard", "0/1", "--json", part},
                                 {.environment = {{"MALLOC_ARENA_MAX", "1"}}})
                  .exit_code,
              0);
    rusage usage{}; // the largest of the processes so far
    getrusage(RUSAGE_CHILDREN, &usage);
    return std::pair(part, static_cast<double>(usage.ru_maxrss) * 1024 / 1e6);
  };
  const auto [few, of_few] = part_of(1000);
  const auto [many, of_many] = part_of(rows);
  expect_flat(of_many, of_few, mapped_mb);
  const auto merged = [&](const std::string& part) {
    const tests::CommandResult result =
        tests::run_command({"merge", part, "--json", "-"}, {.environment = {{"MALLOC_ARENA_MAX", "1"}}});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return nlohmann::json::parse(result.out);
  };
  const nlohmann::json record = merged(many);
  EXPECT_EQ(record["rows_judged"]["done"], rows);
  const double part_mb = static_cast<double>(std::filesystem::file_size(many)) / 1e6;
  expect_flat(record["timing"]["peak_memory_mb"], merged(few)["timing"]["peak_memory_mb"],
              mapped_mb + part_mb);
}

} // namespace tailmass::reports::commands
