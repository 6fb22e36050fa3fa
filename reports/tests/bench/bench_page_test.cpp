// The times on the page of the benchmark are of one machine; its tables, contestants and targets are those
// that there are.
#include "reports/bench/jobs.hpp"
#include "reports/tests/manual/blocks.hpp"
#include "theory/tests/source_path.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <regex>
#include <string>
#include <vector>

namespace tailmass::reports::bench {

namespace {

/// Without the instruction set and the length that some names have.
std::string on_any_machine(const std::string& line) {
  return std::regex_replace(line, std::regex(" (AVX|SSE|NEON|SVE|EMU)[0-9A-Z_]*(?=,| )|, n = [0-9e]+$"), "");
}

/// Targets are of rows of up to 1e8 scores, which no test makes.
bool is_target(const std::string& line) {
  return line.starts_with("  met ") || line.starts_with("  missed ");
}

/// What lines of the output may begin with.
std::vector<std::string> beginnings() {
  std::vector<std::string> words{"ns an element"};
  PythonPeers python;
  const JobOptions options{.sizes = {1000}, .seed = 1, .processors = {}};
  for (const PlannedJob& planned : planned_jobs(options, python)) {
    const Job job = planned.make();
    words.push_back(on_any_machine(job.table));
    for (const Contestant& contestant : job.contestants)
      words.push_back(on_any_machine(contestant.name + " "));
  }
  return words;
}

} // namespace

TEST(BenchPage, ShowsTablesAndContestantsThatThereAre) {
  const std::vector<std::string> known = beginnings();
  std::size_t lines = 0;
  for (const manual::Block& block : manual::blocks_of(tests::source_path("reports/manual/bench.md")))
    for (const std::string& line : block.lines) {
      const std::string shown = on_any_machine(line);
      EXPECT_TRUE(
          shown.empty() || is_target(line) ||
          std::ranges::any_of(known, [&](const std::string& words) { return shown.starts_with(words); }))
          << line;
      ++lines;
    }
  EXPECT_GT(lines, 50U);
}

} // namespace tailmass::reports::bench
