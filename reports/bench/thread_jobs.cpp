// Work shared by all processors, beside the same on one.
#include "reports/bench/clock.hpp"
#include "reports/bench/highway_peers.hpp"
#include "reports/bench/jobs.hpp"
#include "reports/bench/rows.hpp"
#include "reports/bench/team.hpp"
#include "reports/bench/words.hpp"

#include "theory/fast/distribution/k_epsilon.hpp"
#include "theory/fast/distribution/truncation.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <memory>
#include <numeric>

namespace tailmass::reports::bench {

namespace {

using SharedRow = std::shared_ptr<const std::vector<double>>;

/// The part of a row that a thread of the team takes.
std::span<const double> part_of(const std::vector<double>& row, std::size_t i, std::size_t parts) {
  const std::size_t first = row.size() * i / parts;
  return std::span(row).subspan(first, row.size() * (i + 1) / parts - first);
}

double sum_on(Team& team, const std::vector<double>& row) {
  std::vector<double> sums(team.size());
  team.run([&](std::size_t i) { sums[i] = plain_sum(part_of(row, i, team.size())); });
  return std::accumulate(sums.begin(), sums.end(), 0.0);
}

double own_on(Team& team, const std::vector<double>& row) {
  std::vector<fast::Accumulator> sums(team.size());
  team.run([&](std::size_t i) {
    const std::span<const double> part = part_of(row, i, team.size());
    fast::Accumulator sum;
    sum.add(part.data(), part.size());
    sums[i] = sum;
  });
  for (std::size_t i = 1; i < sums.size(); ++i)
    sums[0].merge(sums[i]);
  return sums[0].sum().log().value;
}

double highway_on(Team& team, const std::vector<double>& row) {
  std::vector<double> tops(team.size()), sums(team.size());
  team.run([&](std::size_t i) { tops[i] = largest(part_of(row, i, team.size())); });
  const double top = *std::ranges::max_element(tops);
  team.run([&](std::size_t i) { sums[i] = exp_sum(part_of(row, i, team.size()), top); });
  return top + std::log(std::accumulate(sums.begin(), sums.end(), 0.0));
}

std::string on(const std::string& name, std::size_t threads) {
  return fmt::format("{}, {} {}", name, threads, threads == 1 ? "thread" : "threads");
}

/// What all threads are to gain: nine tenths of their number.
std::vector<Aim> gains(const std::string& name, std::size_t threads) {
  const double gain = 0.9 * static_cast<double>(threads);
  return {{fmt::format("{} threads {} times faster than one", threads, gain),
           on(name, threads),
           {on(name, 1)},
           1 / gain}};
}

/// The contestant with the team, or why there is none.
template <class Work>
Contestant shared(const std::string& name, const std::vector<int>& processors, Work work,
                  bool answers = true) {
  if (processors.size() < 2)
    return {.name = name + ", more threads", .absent = "not run: there is one processor"};
  const auto team = std::make_shared<Team>(processors);
  return {.name = on(name, processors.size()),
          .run = timed([team, work] { return work(*team); }, wall_seconds),
          .answers = answers};
}

} // namespace

Job threads_job(std::size_t n, const JobOptions& options, PythonPeers& python) {
  const auto row =
      std::make_shared<const std::vector<double>>(make_row<double>(RowKind::gaussian, n, options.seed));
  const std::size_t threads = options.processors.size();
  Job job{
      .table = "log-sum-exp on all processors, float64",
      .column = size_name(n),
      .elements = n,
      .contestants =
          {{.name = on("plain sum", 1),
            .run = timed([row] { return plain_sum(std::span(*row)); }, wall_seconds),
            .answers = false},
           shared(
               "plain sum", options.processors, [row](Team& team) { return sum_on(team, *row); }, false),
           {.name = on("tailmass", 1),
            .run = timed([row] { return fast::log_sum_exp(std::span(*row)).log().value; }, wall_seconds)},
           shared("tailmass", options.processors, [row](Team& team) { return own_on(team, *row); }),
           shared("Highway Exp", options.processors, [row](Team& team) { return highway_on(team, *row); })},
      .reference = on("tailmass", 1),
      .truth = fast::log_sum_exp(std::span(*row)).log().value,
      .off_by = "ln Z",
      .aims = {}};
  if (threads < 2)
    return job;
  python.use_processors(options.processors);
  python.load(std::span(*row));
  for (const char* name : {"torch logsumexp", "torch in place"}) {
    job.contestants.push_back(python.contestant(name));
    job.contestants.back().name = on(name, threads);
  }
  if (n <= 1'000'000) // larger rows are as fast as memory
    job.aims = gains("tailmass", threads);
  return job;
}

Job rows_on_threads_job(std::size_t n, const JobOptions& options) {
  const std::size_t length = std::min<std::size_t>(n, 10'000);
  const std::size_t rows = n / length;
  const auto scores = std::make_shared<const std::vector<double>>(
      make_row<double>(RowKind::gaussian, rows * length, options.seed));
  const auto keys_of = [scores, length](std::size_t first, std::size_t last) {
    double keys = 0;
    for (std::size_t i = first; i < last; ++i)
      keys +=
          static_cast<double>(fast::k_epsilon(std::span(*scores).subspan(i * length, length), 0.01).at_most);
    return keys;
  };
  Job job{.table = "k_epsilon of many rows on all processors, float64",
          .column = fmt::format("{} rows of {}", rows, size_name(length)),
          .elements = rows * length,
          .contestants = {{.name = on("tailmass", 1),
                           .run = timed([keys_of, rows] { return keys_of(0, rows); }, wall_seconds)},
                          shared("tailmass", options.processors,
                                 [keys_of, rows](Team& team) {
                                   std::vector<double> keys(team.size());
                                   team.run([&](std::size_t i) {
                                     keys[i] = keys_of(rows * i / team.size(), rows * (i + 1) / team.size());
                                   });
                                   return std::accumulate(keys.begin(), keys.end(), 0.0);
                                 })},
          .reference = on("tailmass", 1),
          .truth = keys_of(0, rows),
          .off_by = "keys",
          .aims = {}};
  if (options.processors.size() > 1)
    job.aims = gains("tailmass", options.processors.size());
  return job;
}

} // namespace tailmass::reports::bench
