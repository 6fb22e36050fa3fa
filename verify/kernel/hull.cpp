// Ranges that need nothing of the weights but their signs.
#include "verify/kernel/hull.hpp"

#include <algorithm>
#include <cmath>

namespace tailmass::verify::kernel {

namespace {

constexpr Precision<Ball> at{128};

Expected between(const Ball& low, const Ball& high) {
  const Ball half = at(0.5);
  return {(low + high) * half, (high - low) * half};
}

/// The least, the largest and the sum of magnitudes of each coordinate.
struct Ranges {
  std::vector<double> least, most, magnitudes;

  /// Adds some coordinates of a key, in a number that a compiler knows.
  template <std::size_t lanes>
  void add(const double* row, std::size_t first) {
    double *const low = &least[first], *const high = &most[first], *const sum = &magnitudes[first];
    double values[lanes];
    std::copy_n(row + first, lanes, values);
    for (std::size_t i = 0; i < lanes; ++i) {
      low[i] = values[i] < low[i] ? values[i] : low[i];
      high[i] = values[i] > high[i] ? values[i] : high[i];
      sum[i] += std::abs(values[i]);
    }
  }
};

} // namespace

std::vector<ValueRange> value_ranges(const Values& values, std::span<const Key> keys) {
  constexpr std::size_t lanes = 8;
  const std::size_t d = values.dimension();
  const std::span<const double> some = values.of(keys.front());
  Ranges all{{some.begin(), some.end()}, {some.begin(), some.end()}, std::vector<double>(d, 0.0)};
  for (const Key key : keys) {
    const double* const row = values.of(key).data();
    std::size_t axis = 0;
    for (; axis + lanes <= d; axis += lanes)
      all.add<lanes>(row, axis);
    for (; axis < d; ++axis)
      all.add<1>(row, axis);
  }
  const double up = 1 + static_cast<double>(keys.size() + 2) * 0x1p-52; // one rounding a key
  std::vector<ValueRange> ranges;
  for (std::size_t axis = 0; axis < d; ++axis)
    ranges.push_back({all.least[axis], all.most[axis], all.magnitudes[axis] * up});
  return ranges;
}

KernelHull::KernelHull(std::span<const double> scores, const KernelArithmetic& arithmetic,
                       std::span<const double> errors)
    : arithmetic_(arithmetic), n_(scores.size()), rescalings_(rescalings(n_, arithmetic)),
      largest_(*std::ranges::max_element(scores)) {
  const Ball conversion = at(arithmetic_.conversion);
  const auto own = [&](std::size_t i) {
    const Ball converted = conversion * Ball(std::abs(scores[i]));
    return errors.empty() ? converted : converted + Ball(errors[i]);
  };
  lowered_ = own(static_cast<std::size_t>(std::ranges::max_element(scores) - scores.begin()));
  raised_ = at(0.0);
  const auto may_raise = [&](std::size_t i) { // with more than its distance from the largest one
    const double near = arithmetic_.conversion * std::abs(scores[i]) + (errors.empty() ? 0 : errors[i]);
    return near * (1 + 0x1p-40) >= (largest_ - scores[i]) * (1 - 0x1p-40);
  };
  for (std::size_t i = 0; i < n_; ++i)
    if (may_raise(i))
      raised_ = max(raised_, at(scores[i]) - Ball(largest_) + own(i));
  size_ = at(std::abs(largest_)) + lowered_ + raised_;
  const double a = arithmetic_.accumulation.unit_roundoff;
  const bool far = arithmetic_.merges == 0 && certainly_less(at(0x1p12) / (Ball(a) * Ball(a)),
                                                             at(std::abs(largest_)) - lowered_ - raised_);
  const Growth<Ball> grows = growth(n_, arithmetic_, far ? at(0.0) : size_, at(0.0));
  exponent_ = grows.constant;
  of_merges_ = at(0.0);
  if (arithmetic_.merges > 0)
    of_merges_ = at(2.0) * exponent_ + at(arithmetic_.splits) * grows.of_distance;
  const bool near = certainly_less(exponent_, Ball(0.5));
  if (arithmetic_.sums_rounded_weights)
    exponent_ +=
        at(2.0) * Ball(lost_of_rounded(arithmetic_)) - log(at(1.0) - Ball(arithmetic_.weights.unit_roundoff));
  exists_ = fine_enough(n_, arithmetic_) &&
            fine_enough(product_roundings(n_, arithmetic_) + rescalings_, a) &&
            (near || (arithmetic_.merges == 0 && !arithmetic_.sums_rounded_weights)) &&
            certainly_less(at(n_) * Ball(lost_of_weight(arithmetic_)) * exp(exponent_), Ball(0.5));
}

std::optional<Expected> KernelHull::log_sum_exp() const {
  if (!exists_)
    return std::nullopt;
  const double a = arithmetic_.accumulation.unit_roundoff;
  const Ball count = log(at(n_));
  const Ball beyond = exponent_ - log(Ball(1) - gamma(sum_roundings(n_, arithmetic_), a)); // h + g
  const Ball terms = size_ + count + beyond;
  const Ball kernel = gamma(16, a) * (Ball(1) + terms);
  const Ball rounding = beyond + kernel + Ball(arithmetic_.result.unit_roundoff) * (terms + kernel) +
                        Ball(arithmetic_.result.underflow);
  return between(at(largest_) - lowered_ - rounding, at(largest_) + raised_ + count + rounding);
}

std::optional<Expected> KernelHull::any_log_sum_exp() const {
  if (arithmetic_.merges > 0)
    return std::nullopt;
  const Ball any = at(745.2); // 2^-1075 < e^-745.1
  const Ball terms = size_ + any,
             kernel = gamma(16, arithmetic_.accumulation.unit_roundoff) * (Ball(1) + terms);
  const Ball rounding = any + kernel + Ball(arithmetic_.result.unit_roundoff) * (terms + kernel) +
                        Ball(arithmetic_.result.underflow);
  return between(at(largest_) - lowered_ - rounding, at(largest_) + raised_ + rounding);
}

std::optional<Expected> KernelHull::mean(const ValueRange& values) const {
  if (!exists_ || !std::isfinite(values.magnitudes))
    return std::nullopt;
  const double least = values.least, most = values.most;
  const double a = arithmetic_.accumulation.unit_roundoff;
  const Format& part = arithmetic_.part;
  const Ball factor = one_plus(arithmetic_.weights.unit_roundoff) * one_plus(a) *
                      one_plus(arithmetic_.result.unit_roundoff) * one_plus(arithmetic_.dequantisation) *
                      (Ball(1) + gamma(product_roundings(n_, arithmetic_) + rescalings_, a)) *
                      (Ball(1) + gamma(arithmetic_.merges + 1, part.unit_roundoff)) * exp(of_merges_) /
                      (Ball(1) - gamma(sum_roundings(n_, arithmetic_) + rescalings_, a));
  const double of_weight = lost_of_weight(arithmetic_);
  const Ball least_sum = exp(-exponent_) - Ball(of_weight);
  const Ball lost = (Ball(of_weight) + Ball(lost_of_rounded(arithmetic_))) * at(values.magnitudes) +
                    at(n_) * Ball(of_weight) + at(arithmetic_.merges + 1) * Ball(part.underflow);
  const Ball rounding = (factor - Ball(1)) * Ball(std::max(std::abs(least), std::abs(most))) +
                        factor * lost / least_sum + Ball(arithmetic_.result.underflow);
  return between(at(least) - rounding, at(most) + rounding);
}

} // namespace tailmass::verify::kernel
