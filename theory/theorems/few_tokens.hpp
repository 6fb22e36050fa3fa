// A few keys of a row and of its perturbed scores, for what only enumeration can check.
#pragma once

#include "theory/exact/distribution/softmax.hpp"

#include <algorithm>
#include <numeric>

namespace tailmass {

/// The first keys of the sub-row, at most `most`.
inline std::span<const Key> few_keys(const Case& c, std::size_t most) {
  return std::span(c.sub_row).first(std::min(most, c.sub_row.size()));
}

/// Scores of keys, in their order.
inline std::vector<double> scores_at(std::span<const double> scores, std::span<const Key> keys) {
  std::vector<double> some;
  for (const Key key : keys)
    some.push_back(scores[key]);
  return some;
}

/// Positions of scores, the largest first, the earlier one of two that are equal.
inline std::vector<std::size_t> descending(const std::vector<double>& scores) {
  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
  return order;
}

/// Whether all of some finite scores lie within `width` of each other.
inline bool within(const std::vector<double>& scores, double width) {
  const auto [low, high] = std::ranges::minmax_element(scores);
  return scores.empty() || *high - *low <= width;
}

/// The softmax of a few scores.
template <class R>
std::vector<R> softmax_of(const Precision<R>& at, const std::vector<double>& scores) {
  using std::exp;
  const R top = at(*std::ranges::max_element(scores));
  std::vector<R> p;
  R total(0);
  for (const double score : scores) {
    p.push_back(R(exp(R(at(score) - top))));
    total += p.back();
  }
  for (R& x : p)
    x /= total;
  return p;
}

} // namespace tailmass
