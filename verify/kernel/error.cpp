// Forward error bounds of softmax kernels.
#include "verify/kernel/error.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

namespace tailmass::verify::kernel {

namespace {

constexpr Precision<Ball> at{128};
constexpr std::size_t tile = 16;
constexpr std::size_t exponential_roundings = 8;

Vector<Ball> entered(std::span<const double> values) {
  Vector<Ball> balls(values.size(), at);
  for (std::size_t i = 0; i < values.size(); ++i)
    balls.set(i, Ball(values[i]));
  return balls;
}

Ball total(const Vector<Ball>& balls) {
  Ball sum = at(0.0);
  for (std::size_t i = 0; i < balls.size(); ++i)
    arb_add(sum.raw(), sum.raw(), balls.at(i), at.bits);
  return sum;
}

Ball one_plus(double u) {
  return Ball(1) + at(u);
}

} // namespace

Format format_of(input::DType dtype) {
  switch (dtype) {
  case input::DType::F64:
    return {0x1p-53, 0x1p-1022};
  case input::DType::F32:
    return {0x1p-24, 0x1p-126};
  case input::DType::F16:
    return {0x1p-11, 0x1p-25};
  default:
    return {0x1p-8, 0x1p-126}; // BF16; such tensors are floating, or the file was refused
  }
}

KernelArithmetic kernel_arithmetic(input::DType result, input::DType scores, std::size_t row_keys,
                                   std::optional<input::DType> values) {
  const auto is_short = [](input::DType dtype) {
    return dtype == input::DType::F16 || dtype == input::DType::BF16;
  };
  KernelArithmetic arithmetic{.result = format_of(result),
                              .accumulation = format_of(is_short(result) ? input::DType::F32 : result),
                              .weights = {},
                              .conversion = 0,
                              .row_keys = row_keys};
  for (const input::DType dtype : {result, values.value_or(result)})
    if (is_short(dtype) && format_of(dtype).unit_roundoff > arithmetic.weights.unit_roundoff)
      arithmetic.weights = format_of(dtype);
  if (values && is_short(*values) && is_short(result)) // F16 loses more to underflow, BF16 more to rounding
    arithmetic.weights.underflow = std::max(format_of(*values).underflow, format_of(result).underflow);
  if (format_of(scores).unit_roundoff < arithmetic.accumulation.unit_roundoff)
    arithmetic.conversion = arithmetic.accumulation.unit_roundoff;
  return arithmetic;
}

Ball gamma(std::size_t n, double u) {
  const Ball nu = at(n) * Ball(u);
  return nu / (Ball(1) - nu);
}

bool fine_enough(std::size_t n, double u) {
  return static_cast<double>(n) * u < 0.5;
}

std::vector<double> scores_of(const Scores& scores, std::span<const Key> keys) {
  std::vector<double> chosen;
  chosen.reserve(keys.size());
  for (const Key key : keys)
    chosen.push_back(scores[key]);
  return chosen;
}

std::vector<double> values_of(const Values& values, std::span<const Key> keys, std::size_t axis) {
  std::vector<double> chosen;
  chosen.reserve(keys.size());
  for (const Key key : keys)
    chosen.push_back(values.at(key, axis));
  return chosen;
}

KernelAttention::KernelAttention(std::span<const double> scores, const KernelArithmetic& arithmetic,
                                 std::span<const double> errors)
    : arithmetic_(arithmetic), n_(scores.size()), largest_(*std::ranges::max_element(scores)),
      weights_(n_, at), grown_(n_, at) {
  const double a = arithmetic_.accumulation.unit_roundoff;
  std::vector<Ball> own(n_, Ball()); // d_i
  Ball reach = at(largest_);         // max (s_j + d_j)
  for (std::size_t i = 0; i < n_; ++i) {
    own[i] = at(std::abs(scores[i])) * Ball(arithmetic_.conversion);
    if (!errors.empty())
      own[i] += Ball(errors[i]);
    reach = max(reach, Ball(scores[i]) + own[i]);
  }
  const Ball exponent = gamma(3, a);
  const Ball spread = gamma(2, a) * Ball(std::abs(largest_)) + reach - Ball(largest_);
  const std::size_t rescalings = std::min(n_ - 1, (std::max(arithmetic_.row_keys, n_) - 1) / tile);
  const Ball of_tiles = rescalings > 0 ? gamma(2, a) : at(0.0);
  const Ball fixed =
      at(exponential_roundings + 9 * rescalings) * Ball(a) + of_tiles * at(2.0) * Ball(std::abs(largest_));
  for (std::size_t i = 0; i < n_; ++i) {
    const Ball x = at(largest_) - Ball(scores[i]);
    weights_.set(i, exp(-x));
    // One exponential of the whole, so that no far key's growth overflows before its weight vanishes.
    grown_.set(i, exp(exponent * (x + own[i] + spread) + own[i] + of_tiles * x + fixed - x));
  }
  partition_ = total(weights_);
  grown_partition_ = total(grown_);
  bounded_ = fine_enough(n_ + 1, a) &&
             certainly_less(mean_excess(one_plus(arithmetic_.weights.unit_roundoff)), Ball(0.5));
}

/// e', where every weight is rounded once more by `factor`.
Ball KernelAttention::mean_excess(const Ball& factor) const {
  return grown_partition_ * factor / partition_ - Ball(1) + at(n_) * Ball(arithmetic_.accumulation.underflow);
}

Expected KernelAttention::log_sum_exp() const {
  const double a = arithmetic_.accumulation.unit_roundoff;
  const Ball logarithm = log(partition_);
  const Ball value = at(largest_) + logarithm;
  if (!bounded_)
    return {value, Ball()};
  const Ball sum = -log((Ball(1) - mean_excess(at(1.0))) * (Ball(1) - gamma(n_, a)));
  const Ball kernel = sum + gamma(16, a) * (Ball(1) + Ball(std::abs(largest_)) + abs(logarithm) + sum);
  return {value, kernel + Ball(arithmetic_.result.unit_roundoff) * (abs(value) + kernel) +
                     Ball(arithmetic_.result.underflow)};
}

Expected KernelAttention::mean(std::span<const double> values) const {
  const Vector<Ball> v = entered(values);
  const Ball value = dot(weights_, v) / partition_;
  if (!bounded_)
    return {value, Ball()};
  std::vector<double> sizes(values.begin(), values.end());
  for (double& size : sizes)
    size = std::abs(size);
  const Vector<Ball> magnitudes = entered(sizes);
  const double a = arithmetic_.accumulation.unit_roundoff;
  const double w = arithmetic_.weights.unit_roundoff;
  const Ball common = one_plus(w) * one_plus(a) * one_plus(arithmetic_.result.unit_roundoff) *
                      (Ball(1) + gamma(n_ + 1, a)) /
                      ((Ball(1) - mean_excess(one_plus(w))) * (Ball(1) - gamma(n_, a)));
  const Ball growth = (dot(grown_, magnitudes) * common - dot(weights_, magnitudes)) / partition_;
  const Ball lost =
      (Ball(arithmetic_.accumulation.underflow) + Ball(arithmetic_.weights.underflow)) * total(magnitudes) +
      at(n_) * Ball(arithmetic_.accumulation.underflow);
  return {value, growth + common * lost + Ball(arithmetic_.result.underflow)};
}

} // namespace tailmass::verify::kernel
