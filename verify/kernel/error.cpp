// Forward error bounds of softmax kernels.
#include "verify/kernel/error.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
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
  std::vector<Key> keys(scores.size());
  std::iota(keys.begin(), keys.end(), Key{0});
  if (scores.finite_count() < scores.size())
    std::erase_if(keys, [&](Key key) { return scores.masked(key); });
  return keys;
}

std::vector<double> scores_of(const Scores& scores, std::span<const Key> keys) {
  std::vector<double> chosen(keys.size());
  std::ranges::transform(keys, chosen.begin(), [&](Key key) { return scores[key]; });
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
  std::vector<R> own(n_, R(0)); // d_i
  R reach = at<R>(largest_);    // max (s_j + d_j)
  for (std::size_t i = 0; i < n_; ++i) {
    own[i] = at<R>(std::abs(scores[i])) * R(arithmetic_.conversion);
    if (!errors.empty())
      own[i] += R(errors[i]);
    reach = max(reach, R(R(scores[i]) + own[i]));
  }
  reach -= R(largest_); // D
  size_ = R(std::abs(largest_)) + reach;
  const Growth<R> grows = growth(n_, arithmetic_, size_, reach);
  for (std::size_t i = 0; i < n_; ++i) {
    const R x = at<R>(largest_) - R(scores[i]);
    weights_.set(i, exp(-x));
    // One exponential of the whole, so that no far key's growth overflows before its weight vanishes.
    grown_.set(i, exp(grows.of_distance * x + grows.of_error * own[i] + grows.constant - x));
  }
  partition_ = total(weights_);
  grown_partition_ = total(grown_);
  bounded_ = fine_enough(n_, arithmetic_) && is_less(mean_excess(arithmetic_.weights.unit_roundoff), 0.5);
}

/// e', where every weight is rounded once more.
template <class R>
R AttentionIn<R>::mean_excess(double weight_roundoff) const {
  R lost = at<R>(lost_of_weight(arithmetic_));
  if (arithmetic_.sums_rounded_weights)
    lost += R(lost_of_rounded(arithmetic_));
  return grown_partition_ * one_plus<R>(weight_roundoff) / partition_ - R(1) + at<R>(n_) * lost;
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
  const R excess = mean_excess(arithmetic_.sums_rounded_weights ? arithmetic_.weights.unit_roundoff : 0);
  const R sum = -log((R(1) - excess) * (R(1) - gamma<R>(sum_roundings(n_, arithmetic_), a)));
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
  const Format& part = arithmetic_.part;
  const R common = one_plus<R>(w) * one_plus<R>(a) * one_plus<R>(arithmetic_.result.unit_roundoff) *
                   one_plus<R>(arithmetic_.dequantisation) *
                   (R(1) + gamma<R>(product_roundings(n_, arithmetic_), a)) *
                   (R(1) + gamma<R>(arithmetic_.merges + 1, part.unit_roundoff)) /
                   ((R(1) - mean_excess(w)) * (R(1) - gamma<R>(sum_roundings(n_, arithmetic_), a)));
  const R moved = (dot(grown_, magnitudes) * common - dot(weights_, magnitudes)) / partition_;
  const double of_weight = lost_of_weight(arithmetic_);
  const R lost = (R(of_weight) + R(lost_of_rounded(arithmetic_))) * total(magnitudes) +
                 at<R>(n_) * R(of_weight) + at<R>(arithmetic_.merges + 1) * R(part.underflow);
  return {value, moved + common * lost + R(arithmetic_.result.underflow)};
}

template class AttentionIn<Ball>;
template class AttentionIn<double>;

} // namespace tailmass::verify::kernel
