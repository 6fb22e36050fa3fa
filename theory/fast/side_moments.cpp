// Blocks of one side, and the moments that their sums give.
#include "theory/fast/side_moments.hpp"

#include "theory/nouns/domain_error.hpp"

#include <algorithm>
#include <cmath>

namespace tailmass::fast {

namespace {

constexpr double rows_in_block = static_cast<double>(most_rows);

} // namespace

template <class U>
MomentSums<U>::MomentSums(std::span<const double> centre, double top)
    : centre_(centre), scale_{base_for(top), exponent_of(top, base_for(top))}, weights_(most_rows),
      sum_(centre.size()), sum_low_(centre.size()), square_(centre.size()), square_low_(centre.size()) {}

template <class U>
void MomentSums<U>::add(std::size_t key, double score, const U* value) {
  keys_.push_back(key);
  scores_.push_back(score);
  rows_.push_back(value);
  if (rows_.size() == most_rows)
    add_block();
}

template <class U>
void MomentSums<U>::add_block() {
  const std::size_t count = rows_.size(), before = distances_.size(), d = centre_.size();
  distances_.resize(before + count);
  weights_block(scores_.data(), count, scale_, weights_.data());
  moments_block(rows_.data(), weights_.data(), count, d, centre_.data(),
                {sum_.data(), sum_low_.data(), square_.data(), square_low_.data()},
                distances_.data() + before);
  for (std::size_t i = 0; i < count; ++i) {
    double& distance = distances_[before + i];
    if (!std::isfinite(distance) &&
        !std::all_of(rows_[i], rows_[i] + d, [](U x) { return std::isfinite(x); }))
      throw DomainError("value is NaN or infinite", keys_[before + i]);
    distance = std::sqrt(distance) * (1 + static_cast<double>(d + 6) * unit_double) + 0x1p-500;
  }
  rows_.clear();
  scores_.clear();
}

template <class U>
void MomentSums<U>::finish() {
  if (!rows_.empty())
    add_block();
}

// W >= 2/3, as the weight of the top is. What is added for underflow: keys with |t| <= 2^-500 have sum w |t|
// <= 2^-500 W; those with w t^2 < 2^-1022 have w |t| <= 2^-507 each; weights below the kernel's floor of
// 2^-990 add as much of the largest |t| each.
template <class U>
SideMoments MomentSums<U>::moments(const ScaledSum& sum) const {
  const double n = static_cast<double>(keys_.size()), d = static_cast<double>(centre_.size());
  const double farthest = *std::ranges::max_element(distances_);
  ScaledSum unit;
  unit.high = 1;
  unit.exponent = scale_.exponent;
  unit.base = scale_.base;
  const Enclosure weight = quotient(sum, unit);
  const double of_weight = weight.radius / weight.value;
  const double of_sum = sum_error<double>() + (rows_in_block + 6) * unit_double;
  const double of_square = sum_error<double>() + (2 * rows_in_block + 8) * unit_double;
  SideMoments result;
  double squares = 0, mean_squares = 0, moved = 0;
  for (std::size_t a = 0; a < centre_.size(); ++a) {
    const double square = square_[a] + square_low_[a];
    const double offset = (sum_[a] + sum_low_[a]) / weight.value;
    const double size = std::sqrt(square / weight.value) * (1 + 0x1p-20) + n * 0x1p-499;
    const double radius = (of_sum * size + n * 0x1p-980 * farthest +
                           std::abs(offset) * (of_weight + 3 * unit_double) + 0x1p-1070) *
                          (1 + 0x1p-20);
    result.offset.push_back(sane({offset, radius}));
    squares += square;
    mean_squares += offset * offset;
    moved += (2 * std::abs(offset) + radius) * radius;
  }
  const double mean_square = squares / weight.value;
  const double radius = mean_square * (of_square + of_weight + (d + 4) * unit_double) + moved +
                        mean_squares * (d + 4) * unit_double + n * d * 0x1p-980 * (1 + farthest * farthest);
  result.variance = sane({std::max(0.0, mean_square - mean_squares), radius * (1 + 0x1p-20)});
  return result;
}

template class MomentSums<float>;
template class MomentSums<double>;

} // namespace tailmass::fast
