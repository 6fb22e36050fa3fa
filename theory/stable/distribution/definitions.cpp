// Sums over keys in which P and P^ meet as two distributions.
#include "theory/stable/distribution/definitions.hpp"

#include "theory/numbers/assumed_arithmetic.hpp"

#include <algorithm>
#include <vector>

namespace tailmass::stable {

namespace {

/// Softmax over some keys of a row, key by key.
template <class T>
class Softmax {
public:
  Softmax(const Scores& scores, std::span<const Key> keys)
      : scores_(scores), sum_(exponential_sum<T>(scores, keys)), log_(std::log(sum_.sum)),
        moved_(score_rounding<T>(scores)) {}

  [[nodiscard]] T probability(Key key) const { return exp_pair(exponent(key)) / sum_.sum; }
  /// Of a probability, relatively.
  [[nodiscard]] double error() const {
    return widened(exponential_error<T> + moved_ + sum_.error + unit_roundoff<T>);
  }
  [[nodiscard]] T logarithm(Key key) const { return exponent(key).high - log_; }
  /// Of a logarithm, absolutely.
  [[nodiscard]] double logarithm_error(Key key) const {
    return unit_roundoff<T> * (magnitude(exponent(key).high) + magnitude(logarithm(key))) +
           libm_error<T> * magnitude(log_) + widened(sum_.error) + moved_;
  }

private:
  static double magnitude(T x) { return std::abs(static_cast<double>(x)); }
  [[nodiscard]] Pair<T> exponent(Key key) const { return two_difference(rounded<T>(scores_[key]), sum_.top); }

  const Scores& scores_;
  ExponentialSum<T> sum_;
  T log_;
  double moved_;
};

} // namespace

template <class T>
Estimate<T> total_variation_by_definition(const Case& c) {
  const AssumedArithmetic assumed;
  const std::span<const Key> keys = c.scores->finite();
  const Softmax<T> p(*c.scores, keys), truncated(*c.scores, c.head.finite_head());
  CompensatedSum<T> sum;
  for (const Key key : c.head.finite_head())
    sum.add(std::abs(truncated.probability(key) - p.probability(key)));
  for (const Key key : c.head.finite_tail())
    sum.add(p.probability(key));
  const double relative = widened(2 * unit_roundoff<T> + one_sign_error<T>(keys.size()));
  return {sum.value() / 2,
          {relative, padded((p.error() + truncated.error()) / 2 * (1 + relative)) +
                         4 * whole(keys.size()) * smallest_subnormal<T>}};
}

template <class T>
Estimate<T> kl_by_definition(const Case& c) {
  const AssumedArithmetic assumed;
  const std::span<const Key> keys = c.head.finite_head();
  const Softmax<T> p(*c.scores, c.scores->finite()), truncated(*c.scores, keys);
  CompensatedSum<T> sum;
  double size = 0, off = 0, farthest = 0;
  for (const Key key : keys) {
    const T share = truncated.probability(key);
    const T ratio = truncated.logarithm(key) - p.logarithm(key);
    const T term = share == 0 ? 0 : share * ratio;
    sum.add(term);
    const double length = std::abs(static_cast<double>(ratio));
    size += std::abs(static_cast<double>(term));
    farthest = std::max(farthest, length);
    if (share != 0)
      off += static_cast<double>(share) * (truncated.logarithm_error(key) + p.logarithm_error(key));
  }
  const double relative = truncated.error() + widened(3 * unit_roundoff<T> + one_sign_error<T>(keys.size()));
  return {sum.value(),
          {0, padded(padded(relative) * size + padded(off) * (1 + 2 * truncated.error())) +
                  4 * whole(keys.size()) * smallest_subnormal<T> * (1 + farthest)}};
}

template Estimate<float> total_variation_by_definition(const Case&);
template Estimate<double> total_variation_by_definition(const Case&);
template Estimate<float> kl_by_definition(const Case&);
template Estimate<double> kl_by_definition(const Case&);

} // namespace tailmass::stable
