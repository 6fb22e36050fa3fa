// Forward error bounds of softmax kernels.
#include "verify/kernel/error.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace tailmass::verify::kernel {

namespace {

template <class R>
constexpr Precision<R> at{}; // 128 bits of balls

template <class R>
Vector<R> entered(std::span<const double> values) {
  Vector<R> numbers(values.size(), at<R>);
  for (std::size_t i = 0; i < values.size(); ++i)
    numbers.set(i, R(values[i]));
  return numbers;
}

Ball total(const Vector<Ball>& balls) {
  Ball sum = at<Ball>(0.0);
  for (std::size_t i = 0; i < balls.size(); ++i)
    arb_add(sum.raw(), sum.raw(), balls.at(i), at<Ball>.bits);
  return sum;
}
double total(const Vector<double>& numbers) {
  return sum(numbers);
}

bool is_less(const Ball& a, double b) {
  return certainly_less(a, Ball(b));
}
bool is_less(double a, double b) {
  return a < b;
}

} // namespace

std::vector<Key> finite_keys(const Scores& scores) {
  std::vector<Key> keys;
  keys.reserve(scores.finite_count());
  for (std::size_t key = 0; key < scores.size(); ++key)
    if (!scores.masked(key))
      keys.push_back(static_cast<Key>(key));
  return keys;
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

template <class R>
AttentionIn<R>::AttentionIn(std::span<const double> scores, const KernelArithmetic& arithmetic,
                            std::span<const double> errors)
    : arithmetic_(arithmetic), n_(scores.size()), largest_(*std::ranges::max_element(scores)), size_(R(0)),
      weights_(n_, at<R>), grown_(n_, at<R>) {
  using std::exp;
  using std::max;
  const double a = arithmetic_.accumulation.unit_roundoff;
  std::vector<R> own(n_, R(0)); // d_i
  R reach = at<R>(largest_);    // max (s_j + d_j)
  for (std::size_t i = 0; i < n_; ++i) {
    own[i] = at<R>(std::abs(scores[i])) * R(arithmetic_.conversion);
    if (!errors.empty())
      own[i] += R(errors[i]);
    reach = max(reach, R(R(scores[i]) + own[i]));
  }
  const R exponent = gamma<R>(3, a);
  reach -= R(largest_); // D
  size_ = R(std::abs(largest_)) + reach;
  const R spread = gamma<R>(2, a) * size_ + reach;
  const std::size_t rescaled = rescalings(n_, arithmetic_);
  const R of_tiles = rescaled > 0 ? gamma<R>(2, a) : at<R>(0.0);
  const R fixed = fixed_roundings<R>(rescaled, a) + of_tiles * (at<R>(2.0) * size_ + reach);
  for (std::size_t i = 0; i < n_; ++i) {
    const R x = at<R>(largest_) - R(scores[i]);
    weights_.set(i, exp(-x));
    // One exponential of the whole, so that no far key's growth overflows before its weight vanishes.
    grown_.set(i, exp(exponent * (x + own[i] + spread) + own[i] + of_tiles * (x + own[i]) + fixed - x));
  }
  partition_ = total(weights_);
  grown_partition_ = total(grown_);
  bounded_ =
      fine_enough(n_ + 1, a) && is_less(mean_excess(one_plus<R>(arithmetic_.weights.unit_roundoff)), 0.5);
}

/// e', where every weight is rounded once more by `factor`.
template <class R>
R AttentionIn<R>::mean_excess(const R& factor) const {
  return grown_partition_ * factor / partition_ - R(1) + at<R>(n_) * R(arithmetic_.accumulation.underflow);
}

template <class R>
ExpectedIn<R> AttentionIn<R>::log_sum_exp() const {
  using std::abs;
  using std::log;
  const double a = arithmetic_.accumulation.unit_roundoff;
  const R logarithm = log(partition_);
  const R value = at<R>(largest_) + logarithm;
  if (!bounded_)
    return {value, R(0)};
  const R sum = -log((R(1) - mean_excess(at<R>(1.0))) * (R(1) - gamma<R>(n_, a)));
  const R kernel = sum + gamma<R>(16, a) * (R(1) + size_ + abs(logarithm) + sum);
  return {value, kernel + R(arithmetic_.result.unit_roundoff) * (abs(value) + kernel) +
                     R(arithmetic_.result.underflow)};
}

template <class R>
ExpectedIn<R> AttentionIn<R>::mean(std::span<const double> values) const {
  const Vector<R> v = entered<R>(values);
  const R value = dot(weights_, v) / partition_;
  if (!bounded_)
    return {value, R(0)};
  std::vector<double> sizes(values.begin(), values.end());
  for (double& size : sizes)
    size = std::abs(size);
  const Vector<R> magnitudes = entered<R>(sizes);
  const double a = arithmetic_.accumulation.unit_roundoff;
  const double w = arithmetic_.weights.unit_roundoff;
  const R common = one_plus<R>(w) * one_plus<R>(a) * one_plus<R>(arithmetic_.result.unit_roundoff) *
                   one_plus<R>(arithmetic_.dequantisation) * (R(1) + gamma<R>(n_ + 1, a)) /
                   ((R(1) - mean_excess(one_plus<R>(w))) * (R(1) - gamma<R>(n_, a)));
  const R growth = (dot(grown_, magnitudes) * common - dot(weights_, magnitudes)) / partition_;
  const R lost =
      (R(arithmetic_.accumulation.underflow) + R(arithmetic_.weights.underflow)) * total(magnitudes) +
      at<R>(n_) * R(arithmetic_.accumulation.underflow);
  return {value, growth + common * lost + R(arithmetic_.result.underflow)};
}

template class AttentionIn<Ball>;
template class AttentionIn<double>;

} // namespace tailmass::verify::kernel
