// Tail mass and k_epsilon of one row, on one thread, beside what sorts or selects first.
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
#include <memory>

namespace tailmass::reports::bench {

namespace {

/// A row and room for a copy of it that may be reordered.
template <class T>
struct RowAndCopy {
  std::vector<T> row;
  std::vector<T> copy;
  [[nodiscard]] std::span<T> fresh_copy() {
    copy = row; // keeps its memory
    return copy;
  }
};

template <class T>
std::shared_ptr<RowAndCopy<T>> row_for(std::size_t n, std::uint64_t seed, PythonPeers& python) {
  auto data = std::make_shared<RowAndCopy<T>>();
  data->row = make_row<T>(RowKind::gaussian, n, seed);
  python.load(std::span<const T>(data->row));
  return data;
}

/// Contestants that sort ascending and then do the rest: vqsort on the best instruction set and, as that is
/// not the fastest one everywhere, on AVX2; then std::sort.
template <class T, class Rest>
std::vector<Contestant> sorting(const std::shared_ptr<RowAndCopy<T>>& data, const Rest& rest) {
  std::vector<Contestant> contestants;
  const auto vectors = [&](std::string_view target) {
    contestants.push_back({.name = "vqsort " + std::string(target) + ", vector scan",
                           .run = timed([data, rest, target] {
                             const std::span<T> x = data->fresh_copy();
                             {
                               const fast::OnTarget on(target);
                               vector_sort(x);
                             }
                             return rest(x);
                           })});
  };
  vectors(fast::target_in_use());
  if (fast::target_in_use().starts_with("AVX3"))
    vectors("AVX2");
  contestants.push_back({.name = "std::sort, vector scan", .run = timed([data, rest] {
                                                             const std::span<T> x = data->fresh_copy();
                                                             std::ranges::sort(x);
                                                             return rest(x);
                                                           })});
  return contestants;
}

std::vector<std::string> names_of_vqsort() {
  std::vector<std::string> names;
  for (const std::string_view target : fast::targets())
    names.push_back("vqsort " + std::string(target) + ", vector scan");
  return names;
}

constexpr const char* nth_name = "std::nth_element, Highway Exp";

} // namespace

template <class T>
Job tail_mass_job(std::size_t n, std::uint64_t seed, PythonPeers& python) {
  const auto data = row_for<T>(n, seed, python);
  const std::size_t k = std::max<std::size_t>(n / 10, 1);
  const fast::Enclosure truth = fast::truncation(std::span<const T>(data->row), k).tail_mass();
  Job job{.table = "tail mass, k = n/10",
          .column = type_name<T>() + " " + size_name(n),
          .elements = n,
          .contestants = {{.name = own_name,
                           .run = timed([data, k] {
                             return fast::truncation(std::span<const T>(data->row), k).tail_mass().value;
                           })},
                          {.name = nth_name, .run = timed([data, k] {
                                               const std::span<T> x = data->fresh_copy();
                                               std::ranges::nth_element(
                                                   x, x.begin() + static_cast<std::ptrdiff_t>(k),
                                                   std::greater{});
                                               return tail_mass_of_split(std::span<const T>(x), k);
                                             })}},
          .reference = own_name,
          .truth = truth.value,
          .radius = truth.radius / truth.value,
          .distance = Distance::relative,
          .off_by = "tail mass, relatively",
          .aims = {}};
  for (Contestant& contestant : sorting(data, [k](std::span<T> x) {
         std::ranges::reverse(x);
         return tail_mass_of_split(std::span<const T>(x), k);
       }))
    job.contestants.push_back(std::move(contestant));
  for (const char* name : {"numpy partition", "torch topk"})
    job.contestants.push_back(python.contestant(name, static_cast<double>(k)));
  if (n == 1'000'000 && std::is_same_v<T, double>)
    job.aims = {{"6 times faster than nth_element and log-sum-exp", own_name, {nth_name}, 1.0 / 6}};
  return job;
}

template <class T>
Job k_epsilon_job(std::size_t n, std::uint64_t seed, PythonPeers& python) {
  constexpr double epsilon = 0.01;
  const auto data = row_for<T>(n, seed, python);
  const fast::KEpsilon truth = fast::k_epsilon(std::span<const T>(data->row), epsilon);
  Job job{.table = "k_epsilon, epsilon = 0.01",
          .column = type_name<T>() + " " + size_name(n),
          .elements = n,
          .contestants = {{.name = own_name,
                           .run = timed([data] {
                             return static_cast<double>(
                                 fast::k_epsilon(std::span<const T>(data->row), epsilon).at_most);
                           })}},
          .reference = own_name,
          .truth = static_cast<double>(truth.at_most),
          .radius = static_cast<double>(truth.at_most - truth.at_least),
          .off_by = "keys",
          .aims = {}};
  for (Contestant& contestant : sorting(data, [](std::span<T> x) {
         return static_cast<double>(k_epsilon_of_sorted(std::span<const T>(x), epsilon));
       }))
    job.contestants.push_back(std::move(contestant));
  for (const char* name : {"numpy sort, cumsum", "torch sort, cumsum"})
    job.contestants.push_back(python.contestant(name, epsilon));
  if (n >= 1'000'000 && std::is_same_v<T, double>)
    job.aims = {{"10 times faster than the fastest vqsort", own_name, names_of_vqsort(), 1.0 / 10},
                {"60 times faster than std::sort", own_name, {"std::sort, vector scan"}, 1.0 / 60},
                {"80 times faster than numpy", own_name, {"numpy sort, cumsum"}, 1.0 / 80}};
  return job;
}

template Job tail_mass_job<double>(std::size_t, std::uint64_t, PythonPeers&);
template Job tail_mass_job<float>(std::size_t, std::uint64_t, PythonPeers&);
template Job k_epsilon_job<double>(std::size_t, std::uint64_t, PythonPeers&);
template Job k_epsilon_job<float>(std::size_t, std::uint64_t, PythonPeers&);

} // namespace tailmass::reports::bench
