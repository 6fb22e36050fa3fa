// Log-sum-exp of one row, on one thread.
#include "reports/bench/built_peers.hpp"
#include "reports/bench/clock.hpp"
#include "reports/bench/highway_peers.hpp"
#include "reports/bench/jobs.hpp"
#include "reports/bench/rounds.hpp"
#include "reports/bench/rows.hpp"
#include "reports/bench/words.hpp"

#include "theory/fast/distribution/truncation.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <memory>

namespace tailmass::reports::bench {

namespace {

constexpr const char* roof_name = "memory roof: plain sum";

template <class T>
Contestant of_built_peer(const std::string& name, const BuiltPeer& peer,
                         const std::shared_ptr<const std::vector<T>>& row) {
  if (!peer.absent.empty())
    return {.name = name, .absent = peer.absent};
  if constexpr (std::is_same_v<T, float>)
    return {.name = name,
            .run = timed([row, f = peer.log_sum_exp.of_float] { return f(row->data(), row->size()); })};
  else
    return {.name = name,
            .run = timed([row, f = peer.log_sum_exp.of_double] { return f(row->data(), row->size()); })};
}

/// The targets are about rows that do not fit any cache.
template <class T>
std::vector<Aim> log_sum_exp_aims(std::size_t n) {
  if (n != 100'000'000)
    return {};
  const std::vector<std::string> peers{"Highway Exp, two passes", "Eigen",           "xsimd exp, two passes",
                                       "numpy in place",          "scipy logsumexp", "torch logsumexp",
                                       "torch in place"};
  const double roofs = std::is_same_v<T, float> ? 1.25 : 1.8;
  std::vector<Aim> aims{
      {fmt::format("at most {} times the memory roof", roofs), own_name, {roof_name}, roofs},
      {"2 times faster than the fastest peer", own_name, peers, 1.0 / 2}};
  if (std::is_same_v<T, double>) {
    aims.push_back({"4 times faster than scipy", own_name, {"scipy logsumexp"}, 1.0 / 4});
    aims.push_back({"4 times faster than torch", own_name, {"torch logsumexp", "torch in place"}, 1.0 / 4});
  }
  return aims;
}

} // namespace

template <class T>
double precise_log_sum_exp(std::span<const T> x) {
  fast::Accumulator sums;
  sums.add_precisely(x.data(), x.size());
  return sums.sum().log().value;
}
template double precise_log_sum_exp(std::span<const double>);
template double precise_log_sum_exp(std::span<const float>);

template <class T>
Job log_sum_exp_job(std::size_t n, std::uint64_t seed, PythonPeers& python) {
  const auto row = std::make_shared<const std::vector<T>>(make_row<T>(RowKind::gaussian, n, seed));
  const std::span<const T> x(*row);
  python.load(x);
  const auto sum = [row] { return plain_sum(std::span(*row)); };
  const auto own = [row] { return fast::log_sum_exp(std::span(*row)).log().value; };
  const auto two_passes = [row] { return highway_log_sum_exp(std::span(*row)); };
  Job job{.table = "log-sum-exp, " + type_name<T>(),
          .column = size_name(n),
          .elements = n,
          .contestants = {{.name = roof_name, .run = timed(sum), .answers = false},
                          {.name = own_name, .run = timed(own)},
                          {.name = "Highway Exp, two passes", .run = timed(two_passes)},
                          of_built_peer("Eigen", eigen_peer(), row),
                          of_built_peer("xsimd exp, two passes", xsimd_peer(), row)},
          .reference = roof_name,
          .truth = precise_log_sum_exp(x),
          .radius = fast::log_sum_exp(x).log().radius,
          .off_by = "ln Z",
          .aims = log_sum_exp_aims<T>(n)};
  for (const char* name : {"numpy in place", "scipy logsumexp", "torch logsumexp", "torch in place"})
    job.contestants.push_back(python.contestant(name));
  return job;
}

template Job log_sum_exp_job<double>(std::size_t, std::uint64_t, PythonPeers&);
template Job log_sum_exp_job<float>(std::size_t, std::uint64_t, PythonPeers&);

} // namespace tailmass::reports::bench
