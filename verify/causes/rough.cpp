// Exponentials by blocks.
#include "verify/causes/rough.hpp"

#include "theory/fast/kernels/kernels.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tailmass::verify::causes {

RoughWeights rough_weights(std::span<const double> scores) {
  constexpr double lowest = -745; // e^-745 < 2^-1074
  RoughWeights rough{.largest = *std::ranges::max_element(scores), .weights = {}};
  std::vector<double> shifted(scores.size());
  std::ranges::transform(scores, shifted.begin(),
                         [&](double score) { return std::max(score - rough.largest, lowest); });
  rough.weights.resize(scores.size());
  for (std::size_t first = 0; first < scores.size(); first += fast::block_size)
    fast::weights_block(shifted.data() + first, std::min(fast::block_size, scores.size() - first), {},
                        rough.weights.data() + first);
  rough.total = std::accumulate(rough.weights.begin(), rough.weights.end(), 0.0);
  return rough;
}

double rough_log_sum_exp(std::span<const double> scores) {
  const RoughWeights rough = rough_weights(scores);
  return rough.largest + std::log(rough.total);
}

} // namespace tailmass::verify::causes
