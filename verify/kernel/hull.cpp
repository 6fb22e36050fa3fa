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

} // namespace

KernelHull::KernelHull(std::span<const double> scores, const KernelArithmetic& arithmetic,
                       std::span<const double> errors)
    : arithmetic_(arithmetic), n_(scores.size()), rescalings_(rescalings(n_, arithmetic)),
      largest_(*std::ranges::max_element(scores)) {
  const double a = arithmetic_.accumulation.unit_roundoff;
  const Ball conversion = at(arithmetic_.conversion);
  const auto own = [&](std::size_t i) {
    const Ball converted = conversion * Ball(std::abs(scores[i]));
    return errors.empty() ? converted : converted + Ball(errors[i]);
  };
  lowered_ = own(static_cast<std::size_t>(std::ranges::max_element(scores) - scores.begin()));
  raised_ = at(0.0);
  for (std::size_t i = 0; i < n_; ++i)
    raised_ = max(raised_, at(scores[i]) - Ball(largest_) + own(i));
  size_ = at(std::abs(largest_)) + lowered_ + raised_;
  exponent_ = gamma(3, a) * gamma(2, a) * size_ + fixed_roundings(rescalings_, a);
  if (rescalings_ > 0)
    exponent_ += at(2.0) * gamma(2, a) * size_;
  exists_ = fine_enough(n_ + 1 + rescalings_, a) &&
            certainly_less(at(n_) * Ball(arithmetic_.accumulation.underflow) * exp(exponent_), Ball(0.5));
}

std::optional<Expected> KernelHull::log_sum_exp() const {
  if (!exists_)
    return std::nullopt;
  const double a = arithmetic_.accumulation.unit_roundoff;
  const Ball count = log(at(n_));
  const Ball beyond = exponent_ - log(Ball(1) - gamma(n_, a)); // h + g
  const Ball terms = size_ + count + beyond;
  const Ball kernel = gamma(16, a) * (Ball(1) + terms);
  const Ball rounding = beyond + kernel + Ball(arithmetic_.result.unit_roundoff) * (terms + kernel) +
                        Ball(arithmetic_.result.underflow);
  return between(at(largest_) - lowered_ - rounding, at(largest_) + raised_ + count + rounding);
}

std::optional<Expected> KernelHull::mean(std::span<const double> values) const {
  if (!exists_)
    return std::nullopt;
  const auto [least, most] = std::ranges::minmax(values);
  const double a = arithmetic_.accumulation.unit_roundoff;
  const Ball factor = one_plus(arithmetic_.weights.unit_roundoff) * one_plus(a) *
                      one_plus(arithmetic_.result.unit_roundoff) * one_plus(arithmetic_.dequantisation) *
                      (Ball(1) + gamma(n_ + 1 + rescalings_, a)) / (Ball(1) - gamma(n_ + rescalings_, a));
  const Ball least_sum = exp(-exponent_) - Ball(arithmetic_.accumulation.underflow);
  Ball magnitudes = at(0.0);
  for (const double value : values)
    magnitudes += Ball(std::abs(value));
  const Ball lost =
      (Ball(arithmetic_.accumulation.underflow) + Ball(arithmetic_.weights.underflow)) * magnitudes +
      at(n_) * Ball(arithmetic_.accumulation.underflow);
  const Ball rounding = (factor - Ball(1)) * Ball(std::max(std::abs(least), std::abs(most))) +
                        factor * lost / least_sum + Ball(arithmetic_.result.underflow);
  return between(at(least) - rounding, at(most) + rounding);
}

} // namespace tailmass::verify::kernel
