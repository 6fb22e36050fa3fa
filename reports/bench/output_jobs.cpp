// Outputs of full and truncated attention, on one thread.
#include "reports/bench/built_peers.hpp"
#include "reports/bench/clock.hpp"
#include "reports/bench/jobs.hpp"
#include "reports/bench/rounds.hpp"
#include "reports/bench/rows.hpp"
#include "reports/bench/words.hpp"

#include "theory/fast/outputs/outputs.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <memory>

namespace tailmass::reports::bench {

namespace {

constexpr std::size_t width = 64;

/// A row, its values, and its weights divided by their sum.
struct RowWithValues {
  std::vector<double> scores;
  std::vector<double> values;
  std::vector<double> weights;
};

std::shared_ptr<const RowWithValues> row_with_values(std::size_t n, std::uint64_t seed) {
  auto row = std::make_shared<RowWithValues>();
  row->scores = make_row<double>(RowKind::gaussian, n, seed);
  row->values = make_row<double>(RowKind::gaussian, n * width, seed + 1);
  const double log = fast::log_sum_exp(std::span<const double>(row->scores)).log().value;
  row->weights.resize(n);
  std::ranges::transform(row->scores, row->weights.begin(), [log](double s) { return std::exp(s - log); });
  return row;
}

} // namespace

Job output_error_job(std::size_t n, std::uint64_t seed) {
  const auto row = row_with_values(n, seed);
  const std::size_t k = std::max<std::size_t>(n / 10, 1);
  const auto own = [row, k] {
    return fast::truncated_outputs(std::span(row->scores), k, std::span(row->values));
  };
  // The first coordinate of the full output is what both have.
  const fast::Enclosure full = own().full.front();
  constexpr const char* product_name = "Eigen, full product of known weights";
  Contestant product{.name = product_name, .absent = eigen_peer().absent};
  if (product.absent.empty())
    product.run = timed([row, multiply = eigen_peer().product] {
      std::vector<double> output(width);
      multiply(row->weights.data(), row->values.data(), row->scores.size(), width, output.data());
      return output.front();
    });
  return {
      .table = fmt::format("output error, d = {}, k = n/10, float64: full, truncated, their distance", width),
      .column = size_name(n),
      .elements = n,
      .contestants = {{.name = own_name, .run = timed([own] { return own().full.front().value; })}, product},
      .reference = own_name,
      .truth = full.value,
      .radius = full.radius,
      .off_by = "a coordinate",
      .aims = {{"as fast as the full product alone", own_name, {product_name}, 1}}};
}

} // namespace tailmass::reports::bench
