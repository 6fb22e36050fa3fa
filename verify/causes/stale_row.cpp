// Trying the rows around one.
#include "verify/causes/stale_row.hpp"

#include "verify/kernel/head.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numeric>
#include <span>

namespace tailmass::verify::causes {

namespace {

constexpr std::size_t most_neighbours = 256;

/// The other rows of the matrix, nearest first.
std::vector<std::size_t> nearest(const cases::Neighbours& neighbours) {
  const std::size_t own = neighbours.position();
  std::vector<std::size_t> rows;
  for (std::size_t away = 1; away < neighbours.rows() && rows.size() < most_neighbours; ++away) {
    if (own >= away)
      rows.push_back(own - away);
    if (own + away < neighbours.rows())
      rows.push_back(own + away);
  }
  return rows;
}

/// Whether scores are inside the domain.
bool in_domain(std::span<const double> scores) {
  const auto fits = [](double score) { return std::isfinite(score) || score < 0; };
  return std::ranges::all_of(scores, fits) &&
         std::ranges::any_of(scores, [](double score) { return std::isfinite(score); });
}

/// The finite scores among those of some keys.
kernel::Summation finite_among(std::span<const double> scores, std::span<const Key> keys) {
  kernel::Summation sum;
  for (const Key key : keys)
    if (std::isfinite(scores[key])) {
      sum.keys.push_back(key);
      sum.scores.push_back(scores[key]);
    }
  sum.valued = sum.keys.size();
  return sum;
}

} // namespace

std::string stale_row(const cases::AttentionRow& of, Budget& budget, double cost, const MatchesRow& matches) {
  if (!of.neighbours)
    return {};
  if (of.formed) // a product is about an operation
    cost += static_cast<double>(of.formed->products) * static_cast<double>(of.keys_total);
  for (const std::size_t row : nearest(*of.neighbours)) {
    if (!budget.spend(cost))
      break;
    const std::vector<double> scores = of.neighbours->scores(row);
    if (in_domain(scores) && matches(scores, row))
      return fmt::format("it were that of row {}", of.neighbours->name(row));
  }
  return {};
}

kernel::Summation all_of(const cases::AttentionRow& of, const std::vector<double>& scores) {
  std::vector<Key> keys(scores.size());
  std::iota(keys.begin(), keys.end(), Key{0});
  kernel::Summation sum = finite_among(scores, keys);
  kernel::add_sink(sum, of);
  return sum;
}

kernel::Summation head_at(const cases::AttentionRow& of, const std::vector<double>& scores, std::size_t row) {
  const std::vector<input::Integer> indices = of.neighbours->indices(row);
  kernel::Summation sum;
  if (const std::optional<std::vector<Key>> keys = kernel::distinct_keys(indices, scores.size(), 0))
    sum = finite_among(scores, *keys);
  if (sum.keys.empty()) {
    const Scores sorted(scores);
    sum = finite_among(scores, sorted.order().first(std::min(indices.size(), scores.size())));
  }
  kernel::add_sink(sum, of);
  return sum;
}

} // namespace tailmass::verify::causes
