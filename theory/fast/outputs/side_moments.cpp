// Blocks of one side, and the moments that their sums give.
#include "theory/fast/outputs/side_moments.hpp"

#include <algorithm>
#include <cmath>

namespace tailmass::fast {

ScaledSum one(Scale scale) {
  ScaledSum unit;
  unit.high = 1;
  unit.exponent = scale.exponent;
  unit.base = scale.base;
  return unit;
}

double distance_bound(double square, std::size_t dimension) {
  return std::sqrt(square) * (1 + static_cast<double>(dimension + 6) * unit_double) + 0x1p-500;
}

MomentSums::MomentSums(std::size_t dimension, double top)
    : dimension_(dimension), scale_{base_for(top), exponent_of(top, base_for(top))},
      sums_(6 * padded(dimension)) {
  double* const first = sums_.data();
  const std::size_t n = padded(dimension);
  block_ = {first, first + n};
  high_ = {first + 2 * n, first + 3 * n};
  low_ = {first + 4 * n, first + 5 * n};
}

void MomentSums::close_block() {
  move_moments(block_, dimension_, high_, low_);
}

// W >= 2/3, as the weight of the top is. What is added for underflow: keys with |t| <= 2^-500 have sum w |t|
// <= 2^-500 W; those with w t^2 < 2^-1022 have w |t| <= 2^-507 each; weights below the kernel's floor of
// 2^-990 add as much of the largest |t| each.
SideMoments MomentSums::moments(const ScaledSum& sum) const {
  const double n = static_cast<double>(keys_), d = static_cast<double>(dimension_);
  const Enclosure weight = quotient(sum, one(scale_));
  const double of_weight = weight.radius / weight.value;
  constexpr double rows_in_block = static_cast<double>(most_rows);
  const double of_sum = sum_error<double>() + (rows_in_block + 6) * unit_double;
  const double of_square = sum_error<double>() + (2 * rows_in_block + 8) * unit_double;
  SideMoments result;
  double squares = 0, mean_squares = 0, moved = 0;
  for (std::size_t a = 0; a < dimension_; ++a) {
    const double square = high_.square[a] + low_.square[a];
    const double offset = (high_.sum[a] + low_.sum[a]) / weight.value;
    const double size = std::sqrt(square / weight.value) * (1 + 0x1p-20) + n * 0x1p-499;
    const double radius = (of_sum * size + n * 0x1p-980 * farthest_ +
                           std::abs(offset) * (of_weight + 3 * unit_double) + 0x1p-1070) *
                          (1 + 0x1p-20);
    result.offset.push_back(sane({offset, radius}));
    squares += square;
    mean_squares += offset * offset;
    moved += (2 * std::abs(offset) + radius) * radius;
  }
  const double mean_square = squares / weight.value;
  const double radius = mean_square * (of_square + of_weight + (d + 4) * unit_double) + moved +
                        mean_squares * (d + 4) * unit_double + n * d * 0x1p-980 * (1 + farthest_ * farthest_);
  result.variance = sane({std::max(0.0, mean_square - mean_squares), radius * (1 + 0x1p-20)});
  return result;
}

} // namespace tailmass::fast
