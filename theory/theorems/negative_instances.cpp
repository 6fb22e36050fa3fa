// The instances of the negative facts.
#include "theory/theorems/negative_facts.hpp"

#include "theory/numbers/normal.hpp"

#include <numeric>

namespace tailmass {

namespace {

Ball mean(const WeightedValues& row, const std::vector<std::size_t>& keys, long bits) {
  Ball mass;
  Ball moment;
  for (const std::size_t key : keys) {
    mass += Ball(std::size_t{row.weights[key]});
    moment += Ball(std::size_t{row.weights[key]}) * Ball(row.values[key]);
  }
  return moment.at_precision(bits) / mass;
}

/// e^x worked with at `bits` bits.
Ball exponential(double x, long bits) {
  return exp(Ball(x).at_precision(bits));
}

/// Attn of the key and the block.
Ball attention(const KeyAndBlock& row, long bits) {
  Ball mass = exponential(row.score, bits), moment = mass * Ball(row.value);
  for (std::size_t i = 0; i < row.block_scores.size(); ++i) {
    const Ball weight = exponential(row.block_scores[i], bits);
    mass += weight;
    moment += weight * Ball(row.block_values[i]);
  }
  return moment / mass;
}

} // namespace

Ball output_error(const WeightedValues& row, const std::vector<std::size_t>& head, long bits) {
  std::vector<std::size_t> keys(row.weights.size());
  std::iota(keys.begin(), keys.end(), std::size_t{0});
  return abs(mean(row, keys, bits) - mean(row, head, bits));
}

WeightedValues row_of_rising_error() {
  return {{5, 3, 2}, {0, 1, -1.5}};
}
WeightedValues row_of_better_head() {
  return {{8, 7, 5}, {1, 0, -0.2}};
}
WeightedValues row_of_unknown_tail(double value) {
  return {{3, 1}, {0, value}};
}

Scores gaussian_quantiles(const GaussianLooseness& of) {
  std::vector<double> scores(of.keys);
  for (std::size_t i = 0; i < of.keys; ++i) {
    const Ball share = Ball(2 * i + 1).at_precision(64) / Ball(2 * of.keys);
    scores[i] = approximate(Ball(of.sigma) * normal_quantile(share));
  }
  return Scores(std::move(scores));
}

KeyAndBlock row_of_harmful_means() {
  return {6, 0, {4, -4}, {0, 100}};
}
Ball error_of_dropping(const KeyAndBlock& row, long bits) {
  return abs(attention(row, bits) - Ball(row.value));
}
Ball error_of_means(const KeyAndBlock& row, long bits) {
  const double sum = std::reduce(row.block_scores.begin(), row.block_scores.end());
  KeyAndBlock level = row;
  level.block_scores.assign(row.block_scores.size(), sum / static_cast<double>(row.block_scores.size()));
  return abs(attention(row, bits) - attention(level, bits));
}

HeavyKey one_heavy_key() {
  return {1000, 50, 1e6};
}

KeysOfTwoQueries keys_of_two_queries() {
  return {1, -1, 15, -15};
}
Ball second_mass(const KeysOfTwoQueries& of, double query, long bits) {
  const Ball gap = Ball(query) * (Ball(of.first) - Ball(of.second));
  return Ball(1) / (Ball(1) + exp(gap.at_precision(bits)));
}

} // namespace tailmass
