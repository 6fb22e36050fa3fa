// Weights in double words, and their sums.
#include "verify/campaign/row_weights.hpp"

#include <algorithm>

namespace tailmass::verify::campaign {

namespace {

constexpr double least_exponent = -600;
constexpr double of_left_out = 0x1p-864;
constexpr long ball_bits = 128;

} // namespace

Ball enclosing(DoubleWord x, double error) {
  Ball result = (Ball(x.high) + Ball(x.low)).at_precision(ball_bits);
  mag_t radius;
  mag_init(radius);
  mag_set_d(radius, error);
  arb_add_error_mag(result.raw(), radius);
  mag_clear(radius);
  return result;
}

RowWeights::RowWeights(const Scores& scores) : weights_(scores.size()) {
  const double top = scores.ranked(1);
  std::ranges::transform(scores.all(), weights_.begin(), [&](double score) {
    const bool counts = score - top >= least_exponent; // not where it is -inf
    return counts ? exponential(exact_sum(score, -top)) : DoubleWord{};
  });
}

WeightSum RowWeights::sum(std::span<const Key> keys) const {
  WeightSum sum;
  for (const Key key : keys) {
    sum.value = sum.value + weights_[key];
    sum.error += weights_[key].high == 0 ? of_left_out : 0; // exact, of powers of two and fewer than 2^32
  }
  sum.error += static_cast<double>(keys.size() + 2) * double_word_error * sum.value.high;
  return sum;
}

Ball tail_mass(const WeightSum& head, const WeightSum& tail) {
  const Ball t = tail.ball();
  return t / (head.ball() + t);
}

} // namespace tailmass::verify::campaign
