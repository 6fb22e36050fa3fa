// The verb `bench`: options, run, record.
#include "reports/bench/built_peers.hpp"
#include "reports/bench/clock.hpp"
#include "reports/bench/jobs.hpp"
#include "reports/bench/rounds.hpp"
#include "reports/commands/commands.hpp"
#include "reports/formats/formats.hpp"
#include "reports/formats/google_benchmark.hpp"
#include "reports/sections/table.hpp"
#include "reports/text/host.hpp"
#include "reports/text/interrupt.hpp"
#include "reports/text/output.hpp"
#include "reports/text/progress.hpp"
#include "theory/fast/kernels/targets.hpp"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <memory>

namespace tailmass::reports::commands {

namespace {

struct BenchCommand {
  bench::JobOptions jobs;
  std::vector<std::string> only;
  double effort = 1;
  bool quiet = false;
  std::string python = bench::default_python;
  std::string target;
  std::string json;
  std::string google;
};

/// Returns those whose names hold one of the texts; all where there is none.
std::vector<bench::PlannedJob> chosen_jobs(std::vector<bench::PlannedJob> jobs,
                                           const std::vector<std::string>& texts) {
  if (texts.empty())
    return jobs;
  std::string names;
  for (const bench::PlannedJob& job : jobs)
    names += (names.empty() ? "" : ", ") + job.name;
  std::erase_if(jobs, [&](const bench::PlannedJob& job) {
    return std::ranges::none_of(
        texts, [&](const std::string& text) { return job.name.find(text) != std::string::npos; });
  });
  if (jobs.empty())
    throw text::UsageError(fmt::format("no job's name holds \"{}\"; there are {}", texts.front(), names));
  return jobs;
}

/// Runs the jobs one after the other, on one processor but for those that use all.
void run_jobs(const BenchCommand& options, verify::record::Record& record) {
  const text::Interrupt interrupt;
  const bench::Pinned pinned;
  bench::JobOptions jobs = options.jobs;
  jobs.processors = pinned.all();
  bench::PythonPeers python(options.python);
  record.bench->peers = bench::built_versions();
  for (auto& peer : python.versions())
    record.bench->peers.push_back(std::move(peer));
  const std::vector<bench::PlannedJob> planned = chosen_jobs(bench::planned_jobs(jobs, python), options.only);
  text::Progress progress("jobs", options.quiet);
  const bench::RoundOptions rounds{.seconds = 3 * options.effort,
                                   .least = options.effort < 0.5 ? 3U : 5U,
                                   .lap = std::min(1e-3, 1e-3 * options.effort),
                                   .stop = interrupt.requested()};
  record.rows_total = planned.size();
  record.host.threads = static_cast<unsigned>(std::max<std::size_t>(1, jobs.processors.size()));
  for (const bench::PlannedJob& job : planned) {
    if (*interrupt.requested())
      break;
    progress.note(job.name);
    progress.update(record.rows, planned.size());
    const bench::Job made = job.make();
    record.bench->jobs.push_back(bench::findings(made, bench::run_rounds(made, rounds)));
    record.rows = ++record.cases;
  }
  record.interrupted = *interrupt.requested();
}

int run_bench(const BenchCommand& options, const std::string& command) {
  if (std::ranges::find(options.jobs.sizes, 0U) != options.jobs.sizes.end())
    throw text::UsageError("a row has at least 1 key");
  if (const std::vector<std::string_view> targets = fast::targets();
      !options.target.empty() && std::ranges::find(targets, options.target) == targets.end())
    throw text::UsageError(fmt::format("--target: this processor has no {}; it has {}", options.target,
                                       fmt::join(targets, ", ")));
  const fast::OnTarget on(options.target);
  const auto start = std::chrono::steady_clock::now();
  verify::record::Record record;
  record.command = command;
  record.seed = options.jobs.seed;
  record.bench.emplace().effort = options.effort;
  run_jobs(options, record);
  text::describe_surroundings(record, start);
  formats::FormatOptions json;
  json.json = options.json;
  text::Outputs outputs;
  if (!options.google.empty())
    outputs.attempt([&] { text::write_text(formats::google_benchmark(record), options.google); });
  return outputs.exit_code(
      formats::write_formats(record, json, sections::table_of(record, text::table_style(false))));
}

} // namespace

void add_bench(const text::Verb& app, Action& action) {
  const auto options = std::make_shared<BenchCommand>();
  const text::Verb verb = app.verb(
      "bench", "Time the fast path beside its peers and the memory roof; a missed target is no failure");
  verb.list("--sizes", options->jobs.sizes, "Scores of the rows")
      .within(std::size_t{0}, std::size_t{1} << 28U)
      .show_default();
  verb.list("--only", options->only, "Only jobs whose name holds one of these texts");
  verb.option("--effort", options->effort, "How many times the usual rounds")
      .show_default()
      .within(1e-3, 1e3);
  verb.option("--seed", options->jobs.seed, "Seed of the scores").show_default();
  verb.option("--python", options->python, "Python that may have numpy, scipy and torch").show_default();
  verb.quiet(options->quiet);
  verb.option("--target", options->target, "Instruction set of all contestants; default: the best");
  verb.option("--json", options->json, "Write the record here; - is standard output");
  verb.option("--google-benchmark", options->google, "Write the times here as Google Benchmark does");
  verb.examples({"tailmass bench --sizes 1000 --only log-sum-exp --effort 0.01"});
  verb.callback([options, &action] {
    action = [options](const std::string& command) { return run_bench(*options, command); };
  });
}

} // namespace tailmass::reports::commands
