// The greatest softmax average of given coefficients over a box of scores.
#pragma once

#include "theory/exact/distribution/softmax.hpp"

#include <algorithm>

namespace tailmass::exact {

/// Keys by descending coefficient.
[[nodiscard]] std::vector<Key> by_coefficient(std::span<const Key> keys,
                                              std::span<const double> coefficients);

/// n numbers c_i - min c over the keys named, 0 elsewhere. A softmax average of c falls by min c with them,
/// and is then a number >= 0 whose ratios mean something.
template <class R>
Vector<R> lifted_coefficients(Evaluator<R>& row, std::span<const Key> keys,
                              std::span<const double> coefficients) {
  const Key least = *std::ranges::min_element(keys, {}, [&](Key key) { return coefficients[key]; });
  const R floor = row.precision()(coefficients[least]);
  Vector<R> lifted(coefficients.size(), row.precision());
  for (const Key key : keys)
    lifted.set(key, R(row.precision()(coefficients[key]) - floor));
  return lifted;
}

/// sum w_i c_i / sum w_i over the keys named.
template <class R>
R average(std::span<const Key> keys, const Vector<R>& weights, const Vector<R>& coefficients) {
  return R(dot(weights, coefficients) / sum(weights, keys));
}

/// The weights of the two ends of every score's interval, relative to the greatest upper end.
template <class R>
struct BoxWeights {
  Vector<R> lower;
  Vector<R> upper;
};

template <class R>
BoxWeights<R> box_weights(Evaluator<R>& row, std::span<const Key> keys, const ScoreBox& box) {
  const Key top = *std::ranges::max_element(keys, {}, [&](Key key) { return box.upper[key]; });
  return {weights_of(row, keys, box.lower, box.upper[top]), weights_of(row, keys, box.upper, box.upper[top])};
}

/// The averages at the n + 1 thresholds: the first t of `order` at their upper ends, the rest at their lower
/// ones. Prefix and suffix sums, so that nothing cancels and the cost is O(n).
template <class R>
std::vector<R> threshold_averages(std::span<const Key> order, const BoxWeights<R>& box,
                                  const Vector<R>& coefficients) {
  const std::size_t n = order.size();
  std::vector<R> mass(n + 1, R(0)); // of order[t], order[t + 1], ... at their lower ends
  std::vector<R> moment(n + 1, R(0));
  for (std::size_t t = n; t-- > 0;) {
    const R weight = box.lower[order[t]];
    mass[t] = mass[t + 1] + weight;
    moment[t] = moment[t + 1] + weight * coefficients[order[t]];
  }
  std::vector<R> averages;
  R upper_mass(0);
  R upper_moment(0);
  for (std::size_t t = 0; t <= n; ++t) {
    averages.push_back(R((upper_moment + moment[t]) / (upper_mass + mass[t])));
    if (t == n)
      break;
    const R weight = box.upper[order[t]];
    upper_mass += weight;
    upper_moment += weight * coefficients[order[t]];
  }
  return averages;
}

/// The averages at all 2^m vertices of the box over the keys named.
template <class R>
std::vector<R> vertex_averages(std::span<const Key> keys, const BoxWeights<R>& box,
                               const Vector<R>& coefficients) {
  std::vector<R> averages;
  for (unsigned vertex = 0; vertex < 1U << keys.size(); ++vertex) {
    R mass(0);
    R moment(0);
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const R weight = (vertex >> i & 1U) == 1 ? box.upper[keys[i]] : box.lower[keys[i]];
      mass += weight;
      moment += weight * coefficients[keys[i]];
    }
    averages.push_back(R(moment / mass));
  }
  return averages;
}

template <class R>
R greatest(const std::vector<R>& numbers) {
  using std::max;
  R result = numbers.front();
  for (const R& number : numbers)
    result = max(result, number);
  return result;
}

/// Whether the point of the box attains the maximum of sum p_i c_i over the box. Exact, but for "no" in the
/// unheard-of case that 4096 bits do not tell a coefficient from the average.
[[nodiscard]] bool point_is_maximal(const Scores& scores, const ScoreBox& box);

} // namespace tailmass::exact
