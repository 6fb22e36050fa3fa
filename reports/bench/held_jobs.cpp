// What the Python package costs: a test's assertion beside the reference that it replaces, and one call.
#include "reports/bench/jobs.hpp"
#include "reports/bench/rows.hpp"
#include "reports/bench/words.hpp"

#include <algorithm>

namespace tailmass::reports::bench {

Job held_attention_job(std::size_t n, std::uint64_t seed, PythonPeers& python) {
  constexpr std::size_t rows = 32; // peers.py knows them
  constexpr const char* own = "tailmass.testing assert_topk_attention";
  constexpr const char* reference = "torch reference in float64, assert_close";
  python.load(std::span<const float>(make_row<float>(RowKind::gaussian, rows * n, seed)));
  const auto k = static_cast<double>(std::max<std::size_t>(n / 32, 1));
  return {.table = "Top-k attention of bfloat16 held in Python, k = n/32, d = 128",
          .column = "rows of " + size_name(n),
          .elements = rows * n,
          .contestants = {python.contestant(own, k), python.contestant(reference, k)},
          .reference = reference,
          .truth = {},
          .off_by = "rows",
          .aims = {{"at most 3 times torch's reference", own, {reference}, 3}}};
}

Job python_call_job(std::uint64_t seed, PythonPeers& python) {
  constexpr std::size_t n = 64;
  constexpr double k = 8;
  constexpr const char* own = "tailmass tail_mass";
  python.load(std::span<const double>(make_row<double>(RowKind::gaussian, n, seed)));
  return {.table = "tail mass of one short row in Python, k = 8",
          .column = "float64 " + size_name(n),
          .elements = n,
          .contestants = {python.contestant(own, k), python.contestant("numpy partition", k),
                          python.contestant("torch topk", k)},
          .reference = own,
          .truth = {},
          .off_by = "tail mass",
          .aims = {{"faster than numpy and torch", own, {"numpy partition", "torch topk"}, 1}}};
}

} // namespace tailmass::reports::bench
