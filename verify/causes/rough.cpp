// Exponentials by blocks.
#include "verify/causes/rough.hpp"

#include "theory/fast/kernels/kernels.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace tailmass::verify::causes {

namespace {

/// The sum of n terms, in lanes that do not wait for each other.
template <class Term>
double summed(std::size_t n, const Term& term) {
  std::array<double, 8> lanes{};
  std::size_t i = 0;
  for (; i + lanes.size() <= n; i += lanes.size())
    for (std::size_t lane = 0; lane < lanes.size(); ++lane)
      lanes[lane] += term(i + lane);
  for (; i < n; ++i)
    lanes[i % lanes.size()] += term(i);
  return std::accumulate(lanes.begin(), lanes.end(), 0.0);
}

} // namespace

RoughWeights rough_weights(std::span<const double> scores) {
  constexpr double lowest = -745; // e^-745 < 2^-1074
  const std::size_t n = scores.size();
  RoughWeights rough{.largest = fast::extremes_of(scores.data(), n).largest, .weights = {}};
  rough.weights.resize(n);
  std::array<double, fast::block_size> shifted;
  for (std::size_t first = 0; first < n; first += fast::block_size) {
    const std::size_t count = std::min(fast::block_size, n - first);
    for (std::size_t i = 0; i < count; ++i)
      shifted[i] = std::max(scores[first + i] - rough.largest, lowest);
    fast::weights_block(shifted.data(), count, {}, rough.weights.data() + first);
  }
  rough.total = summed(n, [&](std::size_t i) { return rough.weights[i]; });
  return rough;
}

double dot(std::span<const double> a, std::span<const double> b) {
  return summed(std::min(a.size(), b.size()), [&](std::size_t i) { return a[i] * b[i]; });
}

double rough_log_sum_exp(std::span<const double> scores) {
  const RoughWeights rough = rough_weights(scores);
  return rough.largest + std::log(rough.total);
}

} // namespace tailmass::verify::causes
