// `bench`: answers of contestants on small rows, what follows from planted times, the table and the verb. No
// test looks at a time that was measured.
#include "reports/bench/clock.hpp"
#include "reports/bench/jobs.hpp"
#include "reports/bench/rounds.hpp"
#include "reports/bench/rows.hpp"
#include "reports/sections/table.hpp"
#include "reports/tests/commands/run_command.hpp"
#include "theory/fast/kernels/targets.hpp"
#include "verify/tests/input/samples.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <gtest/gtest.h>
#include <limits>
#include <nlohmann/json.hpp>

namespace tailmass::reports::bench {
using tailmass::tests::CommandResult;
using tailmass::tests::run_command;

namespace {

constexpr RoundOptions once{.seconds = 0, .least = 1, .most = 1, .lap = 0};

Contestant fixed(const std::string& name, double answer = 0) {
  return {.name = name, .run = [answer](std::size_t) { return Lap{1e-6, answer}; }};
}

/// tailmass beside two peers, one that is not there, and a roof.
Job planted_job() {
  return {.table = "a job",
          .column = "1e3",
          .elements = 1000,
          .contestants = {{.name = "roof", .run = fixed("roof").run, .answers = false},
                          fixed("tailmass", 5),
                          fixed("quick", 5.25),
                          fixed("slow", 5),
                          {.name = "torch", .absent = "python3 has no torch"}},
          .reference = "roof",
          .truth = 5,
          .radius = 0.125,
          .off_by = "ln Z",
          .aims = {{"at most 1.8 times the roof", "tailmass", {"roof"}, 1.8},
                   {"2 times faster than the fastest peer", "tailmass", {"slow", "quick", "torch"}, 0.5},
                   {"4 times faster than torch", "tailmass", {"torch"}, 0.25}}};
}

/// Three rounds, in which the machine becomes slower by a factor of 10.
Laps planted_laps() {
  return {{{1e-6, 2e-6, 1e-5}, {2e-6, 3.5e-6, 1.6e-5}, {3e-6, 7e-6, 4e-5}, {9e-6, 2e-5, 9e-5}, {}},
          {0, 5, 5.25, 5, 0}};
}

/// The finite scores, descending.
template <class T>
std::vector<long double> descending(const std::vector<T>& row) {
  std::vector<long double> sorted;
  for (const T score : row)
    if (!std::isinf(score))
      sorted.push_back(static_cast<long double>(score));
  std::ranges::sort(sorted, std::greater{});
  return sorted;
}

/// sum e^{s - s_1} over ranks from first on, smallest first.
long double weight_from(const std::vector<long double>& sorted, std::size_t first) {
  long double sum = 0;
  for (std::size_t i = sorted.size(); i > first; --i)
    sum += std::exp(sorted[i - 1] - sorted[0]);
  return sum;
}

/// By the definitions, in long double.
template <class T>
double plain_value(Quantity quantity, const std::vector<T>& row, long double epsilon) {
  const std::vector<long double> sorted = descending(row);
  const long double all = weight_from(sorted, 0);
  if (quantity == Quantity::log_sum_exp)
    return static_cast<double>(sorted[0] + std::log(all));
  if (quantity == Quantity::tail_mass)
    return static_cast<double>(weight_from(sorted, std::min(sorted.size(), row.size() / 10)) / all);
  std::size_t k = sorted.size();
  for (long double tail = 0; k > 0; --k) {
    tail += std::exp(sorted[k - 1] - sorted[0]);
    if (tail > epsilon * all)
      break;
  }
  return static_cast<double>(k);
}

double answer_of(const Job& job, const std::string& name) {
  const auto found = std::ranges::find(job.contestants, name, &Contestant::name);
  return found->run(1).answer;
}

template <class T>
void expect_hard_rows_right(double tolerance) {
  constexpr std::size_t n = 3000;
  for (const Quantity quantity : {Quantity::log_sum_exp, Quantity::tail_mass, Quantity::k_epsilon}) {
    const Job job = hard_rows_job<T>(quantity, n, 7);
    std::vector<RowKind> kinds{RowKind::gaussian};
    kinds.insert(kinds.end(), hard_kinds.begin(), hard_kinds.end());
    EXPECT_EQ(job.contestants.size(), kinds.size());
    for (const RowKind kind : kinds) {
      const double epsilon = kind == RowKind::peaked ? 1e-4 : 0.01;
      const double expected = plain_value(quantity, make_row<T>(kind, n, 7), epsilon);
      EXPECT_NEAR(answer_of(job, std::string(name_of(kind))), expected,
                  tolerance * std::max(1.0, std::abs(expected)))
          << name_of(kind) << ", quantity " << static_cast<int>(quantity);
    }
  }
}

} // namespace

TEST(BenchFindings, AreMediansAndRatiosWithinRounds) {
  const verify::record::BenchJob found = findings(planted_job(), planted_laps());
  EXPECT_EQ(found.rounds, 3U);
  EXPECT_DOUBLE_EQ(found.times[0].nanoseconds, 2);
  EXPECT_DOUBLE_EQ(found.times[1].nanoseconds, 3.5);
  EXPECT_DOUBLE_EQ(found.times[0].ratio, 1);
  EXPECT_DOUBLE_EQ(found.times[1].ratio, 1.75); // of 2, 1.75 and 1.6
  EXPECT_DOUBLE_EQ(found.times[3].ratio, 9);    // of 9, 10 and 9
  EXPECT_EQ(found.times[4].absent, "python3 has no torch");
  EXPECT_FALSE(found.times[0].off);
  EXPECT_DOUBLE_EQ(found.times[1].off.value(), 0.125);
  EXPECT_DOUBLE_EQ(found.times[2].off.value(), 0.25);
  EXPECT_DOUBLE_EQ(found.times[3].off.value(), 0);
  Job relative = planted_job();
  relative.distance = Distance::relative;
  EXPECT_DOUBLE_EQ(findings(relative, planted_laps()).times[2].off.value(), 0.05);
}

TEST(BenchFindings, TargetsAreMetOrMissedByTheFastestPeerThatRan) {
  const std::vector<verify::record::BenchTarget> targets = findings(planted_job(), planted_laps()).targets;
  ASSERT_EQ(targets.size(), 3U);
  EXPECT_DOUBLE_EQ(targets[0].ratio.value(), 1.75);
  EXPECT_TRUE(targets[0].met());
  EXPECT_EQ(targets[1].against, "quick");
  EXPECT_DOUBLE_EQ(targets[1].ratio.value(), 0.5); // of 2/3, 0.5 and 0.4
  EXPECT_TRUE(targets[1].met());
  EXPECT_FALSE(targets[2].judged());
  EXPECT_FALSE(targets[2].met());
  Job stricter = planted_job();
  stricter.aims[0].most = 1.74;
  stricter.aims[1].most = 0.49;
  const std::vector<verify::record::BenchTarget> missed = findings(stricter, planted_laps()).targets;
  EXPECT_TRUE(missed[0].judged() && !missed[0].met());
  EXPECT_TRUE(missed[1].judged() && !missed[1].met());
}

TEST(BenchRounds, EveryContestantRunsInEachRoundAndAnotherOneFirst) {
  std::string order;
  Job job{.table = {}, .column = {}, .contestants = {}, .reference = {}, .truth = {}, .aims = {}};
  for (const char name : {'a', 'b', 'c'})
    job.contestants.push_back({.name = std::string(1, name), .run = [&order, name](std::size_t repeats) {
                                 order += name;
                                 return Lap{1e-5 * static_cast<double>(repeats), 0};
                               }});
  job.contestants.push_back({.name = "absent", .absent = "not built"});
  const Laps laps = run_rounds(job, {.seconds = 0, .least = 3, .most = 9, .lap = 1e-3});
  EXPECT_EQ(order, "aabbcc"
                   "abc"
                   "bca"
                   "cab");
  EXPECT_EQ(laps.seconds[0], std::vector<double>(3, laps.seconds[0][0]));
  EXPECT_DOUBLE_EQ(laps.seconds[0][0], 1e-5); // 100 repetitions in a lap, counted one by one
  EXPECT_TRUE(laps.seconds[3].empty());
}

TEST(BenchJobs, ContestantsAgreeOnSmallRows) {
  const Pinned pinned;
  PythonPeers python;
  JobOptions options{.sizes = {500}, .processors = pinned.all()};
  std::size_t compared = 0;
  for (const PlannedJob& planned : planned_jobs(options, python)) {
    const Job job = planned.make();
    const verify::record::BenchJob found = findings(job, run_rounds(job, once));
    const bool narrow = (job.table + job.column).find("32") != std::string::npos;
    const double most = found.off_by == "keys" ? (narrow ? 2 : 0) : narrow ? 1e-4 : 1e-11;
    for (const verify::record::BenchTime& time : found.times)
      if (time.off) {
        ++compared;
        EXPECT_LE(*time.off, most) << planned.name << ": " << time.name;
      }
  }
  EXPECT_GE(compared, 30U);
}

TEST(BenchJobs, TruthIsThatOfTheDefinitions) {
  PythonPeers python;
  constexpr std::size_t n = 2000;
  const std::vector<double> row = make_row<double>(RowKind::gaussian, n, 3);
  const auto truth = [&](const Job& job) { return job.truth.value(); };
  EXPECT_NEAR(truth(log_sum_exp_job<double>(n, 3, python)), plain_value(Quantity::log_sum_exp, row, 0),
              1e-14);
  EXPECT_NEAR(truth(tail_mass_job<double>(n, 3, python)), plain_value(Quantity::tail_mass, row, 0), 1e-15);
  EXPECT_EQ(truth(k_epsilon_job<double>(n, 3, python)), plain_value(Quantity::k_epsilon, row, 0.01L));
}

TEST(BenchJobs, HardRowsAreDoneRight) {
  expect_hard_rows_right<double>(1e-13);
  expect_hard_rows_right<float>(1e-6);
}

TEST(BenchJobs, ShortRowsAddUpToTheSameWork) {
  const Job job = row_length_job<double>(Quantity::k_epsilon, 20'000, 3);
  ASSERT_EQ(job.contestants.size(), 3U); // of 1000, 10,000 and all
  const std::vector<double> row = make_row<double>(RowKind::gaussian, 20'000, 3);
  double keys = 0;
  for (std::size_t i = 0; i < row.size(); i += 1000)
    keys += plain_value(Quantity::k_epsilon,
                        std::vector(row.begin() + static_cast<std::ptrdiff_t>(i),
                                    row.begin() + static_cast<std::ptrdiff_t>(i + 1000)),
                        0.01L);
  EXPECT_EQ(answer_of(job, "rows of 1e3"), keys);
  EXPECT_EQ(answer_of(job, "rows of 2e4"), plain_value(Quantity::k_epsilon, row, 0.01L));
}

TEST(PythonPeers, ALibraryThatIsNotThereIsNamed) {
  PythonPeers python;
  python.load(std::span<const double>(std::vector{0.0, std::log(3.0)}));
  const Contestant numpy = python.contestant("numpy in place");
  ASSERT_EQ(numpy.absent, "");
  EXPECT_DOUBLE_EQ(numpy.run(2).answer, std::log(4.0));
  EXPECT_EQ(python.contestant("nothing_of_this_name at all").absent,
            "not run: python3 has no nothing_of_this_name");
}

TEST(BenchTable, ReadsSo) {
  verify::record::Record record;
  record.seed = 1;
  record.host = {.processor = "A processor", .simd = "AVX3", .threads = 2};
  record.timing.seconds = 61;
  record.bench.emplace().jobs = {findings(planted_job(), planted_laps())};
  record.bench->jobs.push_back(record.bench->jobs.front());
  record.bench->jobs.back().column = "1e6";
  record.bench->jobs.back().targets.resize(2);
  record.bench->jobs.back().targets[0].ratio = 2.5;
  record.bench->jobs.back().times[2].off = 1e-3;
  EXPECT_EQ(sections::table_of(record, {.width = 120}), R"(a job
ns an element         1e3         1e6  off by (ln Z)
roof           2.00 x1.00  2.00 x1.00
tailmass       3.50 x1.75  3.50 x1.75  0.1
quick          7.00 x3.50  7.00 x3.50  0.2
slow           20.0 x9.00  20.0 x9.00  0
torch          python3 has no torch
  met     at most 1.8 times the roof, 1 of 2: 1.75 times (1e3)
  missed  at most 1.8 times the roof: 2.5 times (1e6)
  met     2 times faster than the fastest peer, 2 of 2: 2 times faster (1e3, beside quick)
  -       4 times faster than torch: nothing to compare with

times: medians over rounds in which every contestant runs once, of one thread's work where nothing else is said; x: the
median of the ratios within the rounds; off by: the largest distance from the fast path's answer, for tailmass itself
the radius that it proves

2 jobs in 61 s on A processor, AVX3, 2 threads at most, seed 1
3 of 5 targets met on this machine, 1 missed, 1 without anything to compare with.
)");
  for (const char* column : {"1e7", "1e8", "1e9"}) { // too many for their ratios
    record.bench->jobs.push_back(record.bench->jobs.front());
    record.bench->jobs.back().column = column;
  }
  const std::string narrow = sections::table_of(record, {.width = 72});
  EXPECT_EQ(narrow.find("x1.75"), std::string::npos);
  EXPECT_NE(narrow.find("tailmass       3.50  3.50  3.50  3.50  3.50  0.1\n"), std::string::npos) << narrow;
}

TEST(BenchCommand, ShowsATableOrARecordAndMissesNothingByExitCode) {
  const CommandResult table = run_command({"bench", "--sizes", "100", "--effort", "0.001"});
  EXPECT_EQ(table.exit_code, 0) << table.err;
  EXPECT_EQ(table.err, "");
  for (const char* heading :
       {"log-sum-exp, float64", "log-sum-exp, float32", "tail mass, k = n/10", "k_epsilon, epsilon = 0.01",
        "output error, d = 64", "hard rows, n = 100", "all processors", "rows by a verb, d = 64"})
    EXPECT_NE(table.out.find(heading), std::string::npos) << heading;
  EXPECT_EQ(run_command({"bench", "--sizes", "0"}).err, "tailmass: a row has at least 1 key\n");
  EXPECT_EQ(run_command({"bench", "--effort", "0"}).exit_code, 2);
  const CommandResult unknown = run_command({"bench", "--only", "of no job"});
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_TRUE(unknown.err.starts_with("tailmass: no job's name holds \"of no job\"; there are log-sum-exp"));
  const CommandResult one =
      run_command({"bench", "--only", "hard rows k_epsilon", "--sizes", "500", "--effort", "0.001"});
  EXPECT_TRUE(one.out.starts_with("hard rows, n = 500\n")) << one.out << one.err;
  EXPECT_EQ(one.out.find("log-sum-exp"), std::string::npos);
}

TEST(BenchCommand, KeepsToAnInstructionSetAndWritesWhatOtherToolsRead) {
  const std::string slowest(fast::targets().back());
  const samples::Folder folder;
  const std::string path = (folder.path() / "google.json").string();
  const CommandResult run =
      run_command({"bench", "--only", "short rows lse", "--sizes", "500", "--effort", "0.001", "--target",
                   slowest, "--json", "-", "--google-benchmark", path});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const nlohmann::json record = nlohmann::json::parse(run.out);
  EXPECT_EQ(record["host"]["simd"], slowest);
  std::ifstream file(path);
  const nlohmann::json google = nlohmann::json::parse(file);
  EXPECT_EQ(google["context"]["simd"], slowest);
  ASSERT_FALSE(google["benchmarks"].empty());
  const nlohmann::json& first = google["benchmarks"][0];
  const nlohmann::json& job = record["bench"][0];
  EXPECT_EQ(first["name"], "rows of the same number of scores/lse f64/rows of 500");
  EXPECT_DOUBLE_EQ(first["cpu_time"], job["times"][0]["nanoseconds"].get<double>() * 500);
  EXPECT_DOUBLE_EQ(first["items_per_second"], 1e9 / job["times"][0]["nanoseconds"].get<double>());
  const CommandResult unknown = run_command({"bench", "--target", "AVX9"});
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_TRUE(unknown.err.starts_with("tailmass: --target: this processor has no AVX9; it has "))
      << unknown.err;
}

} // namespace tailmass::reports::bench
