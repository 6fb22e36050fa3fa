// The fast path beside itself: short rows, hard rows, and every instruction set.
#include "reports/bench/clock.hpp"
#include "reports/bench/highway_peers.hpp"
#include "reports/bench/jobs.hpp"
#include "reports/bench/rounds.hpp"
#include "reports/bench/rows.hpp"
#include "reports/bench/words.hpp"

#include "theory/fast/distribution/k_epsilon.hpp"
#include "theory/fast/distribution/truncation.hpp"
#include "theory/fast/kernels/targets.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <memory>
#include <utility>

namespace tailmass::reports::bench {

namespace {

template <class T>
double value_of(Quantity quantity, std::span<const T> x, double epsilon) {
  switch (quantity) {
  case Quantity::log_sum_exp:
    return fast::log_sum_exp(x).log().value;
  case Quantity::tail_mass:
    return fast::truncation(x, std::max<std::size_t>(x.size() / 10, 1)).tail_mass().value;
  case Quantity::k_epsilon:
    return static_cast<double>(fast::k_epsilon(x, epsilon).at_most);
  }
  return 0;
}

template <class T>
std::string column_of(Quantity quantity) {
  return name_of(quantity) + (std::is_same_v<T, float> ? " f32" : " f64");
}

/// Runs a job on another instruction set.
Runner on_target(std::string_view target, Runner run) {
  return [target, run = std::move(run)](std::size_t repeats) {
    const fast::OnTarget on(target);
    return run(repeats);
  };
}

} // namespace

std::string name_of(Quantity quantity) {
  switch (quantity) {
  case Quantity::log_sum_exp:
    return "lse";
  case Quantity::tail_mass:
    return "tail mass";
  case Quantity::k_epsilon:
    return "k_epsilon";
  }
  return {};
}

template <class T>
Job row_length_job(Quantity quantity, std::size_t n, std::uint64_t seed) {
  const auto scores = std::make_shared<const std::vector<T>>(make_row<T>(RowKind::gaussian, n, seed));
  const auto name = [](std::size_t length) { return "rows of " + size_name(length); };
  Job job{.table = "rows of the same number of scores",
          .column = column_of<T>(quantity),
          .elements = n,
          .contestants = {},
          .reference = name(n),
          .truth = {},
          .aims = {}};
  for (std::size_t length = std::min<std::size_t>(n, 1'000); length <= n;
       length = length < n ? std::min(n, 10 * length) : n + 1) {
    job.contestants.push_back(
        {.name = name(length), .run = timed([scores, quantity, length] {
                                 double sum = 0;
                                 for (std::size_t first = 0; first + length <= scores->size();
                                      first += length)
                                   sum += value_of(quantity, std::span(*scores).subspan(first, length), 0.01);
                                 return sum;
                               })});
    if (length < n)
      job.aims.push_back({fmt::format("within 1.3 times of {}", name(n)), name(length), {name(n)}, 1.3});
  }
  return job;
}

template <class T>
Job hard_rows_job(Quantity quantity, std::size_t n, std::uint64_t seed) {
  Job job{.table = fmt::format("hard rows, n = {}", size_name(n)),
          .column = column_of<T>(quantity),
          .elements = n,
          .contestants = {},
          .reference = std::string(name_of(RowKind::gaussian)),
          .truth = {},
          .aims = {}};
  const auto add = [&](RowKind kind) {
    const auto row = std::make_shared<const std::vector<T>>(make_row<T>(kind, n, seed));
    const double epsilon = kind == RowKind::peaked ? 1e-4 : 0.01;
    job.contestants.push_back(
        {.name = std::string(name_of(kind)),
         .run = timed([row, quantity, epsilon] { return value_of(quantity, std::span(*row), epsilon); })});
  };
  add(RowKind::gaussian);
  for (const RowKind kind : hard_kinds) {
    add(kind);
    job.aims.push_back({"at most 2 times the Gaussian row", job.contestants.back().name, {job.reference}, 2});
  }
  return job;
}

template <class T>
Job instruction_sets_job(std::size_t n, std::uint64_t seed) {
  const auto row = std::make_shared<const std::vector<T>>(make_row<T>(RowKind::gaussian, n, seed));
  const std::span<const T> x(*row);
  Job job{.table = fmt::format("log-sum-exp on each instruction set, n = {}", size_name(n)),
          .column = type_name<T>(),
          .elements = n,
          .contestants = {},
          .reference = {},
          .truth = precise_log_sum_exp(x),
          .off_by = "ln Z",
          .aims = {}};
  const auto add = [&](std::string_view target, const std::string& name, Runner run) {
    job.contestants.push_back(
        {.name = fmt::format("{}: {}", target, name), .run = on_target(target, std::move(run))});
  };
  const Runner own = timed([row] { return fast::log_sum_exp(std::span(*row)).log().value; });
  const Runner peer = timed([row] { return highway_log_sum_exp(std::span(*row)); });
  for (const std::string_view target : fast::targets()) {
    add(target, own_name, own);
    add(target, "Highway Exp", peer);
  }
  job.reference = job.contestants.front().name;
  return job;
}

template Job row_length_job<double>(Quantity, std::size_t, std::uint64_t);
template Job row_length_job<float>(Quantity, std::size_t, std::uint64_t);
template Job hard_rows_job<double>(Quantity, std::size_t, std::uint64_t);
template Job hard_rows_job<float>(Quantity, std::size_t, std::uint64_t);
template Job instruction_sets_job<double>(std::size_t, std::uint64_t);
template Job instruction_sets_job<float>(std::size_t, std::uint64_t);

} // namespace tailmass::reports::bench
