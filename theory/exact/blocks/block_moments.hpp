// Bounds of a block's sum of exponentials from the mean and the variance of its scores.
#pragma once

#include "theory/exact/blocks/block_bounds.hpp"

#include <utility>

namespace tailmass::exact {

/// The keys of finite score of a block, and an interval of their scores: the block's own, but that its lower
/// end is their least score where a masked key has made that -inf.
struct FiniteKeys {
  std::vector<Key> keys;
  double lower = 0;
  double upper = 0;
};
inline FiniteKeys finite_keys(const Scores& scores, const Block& block) {
  FiniteKeys finite{.keys = {}, .lower = block.upper, .upper = block.upper};
  for (const Key key : block.keys)
    if (!scores.masked(key)) {
      finite.keys.push_back(key);
      finite.lower = std::min(finite.lower, scores[key]);
    }
  if (!std::isinf(block.lower))
    finite.lower = block.lower;
  return finite;
}

/// m - s_(1) and v = mean of (s - m)^2 of some finite scores, at least one.
template <class R>
struct ScoreMoments {
  R mean;
  R variance;
};
template <class R>
ScoreMoments<R> score_moments(Evaluator<R>& row, std::span<const Key> keys) {
  const Vector<R>& scores = exponents(row);
  const R count = row.precision()(keys.size());
  const R mean = R(sum(scores, keys) / count);
  R squares(0);
  for (const Key key : keys) {
    const R deviation = R(scores[key] - mean);
    squares += R(deviation * deviation);
  }
  return {mean, R(squares / count)};
}

/// n (v e^end + d^2 e^{m - v/d})/(d^2 + v), d = end - m: the sum of exponentials of n scores of mean m and
/// variance v > 0 that take two values, one of which is `end`; r = v/d is how far the other is from m.
/// `weight` is e^end.
template <class R>
R two_valued_sum(const R& count, const ScoreMoments<R>& of, const R& end, const R& weight) {
  using std::exp;
  const R distance = R(end - of.mean);
  const R other = R(of.variance / distance);
  return R(count * R(R(other * weight) + R(distance * exp(R(of.mean - other)))) / R(distance + other));
}

/// The same of the scores of some keys that are not all equal, `end` less s_(1) given, from n d and n r, so
/// that nothing that divides can underflow to 0.
template <class R>
R two_valued_sum(Evaluator<R>& row, std::span<const Key> keys, const R& end, const R& weight) {
  using std::exp;
  const Vector<R>& scores = exponents(row);
  const R count = row.precision()(keys.size());
  const R total = sum(scores, keys);
  R distance(0), squares(0);
  for (const Key key : keys) {
    const R deviation = R(R(count * scores[key]) - total);
    distance += R(end - scores[key]);
    squares += R(deviation * deviation);
  }
  const R other = R(squares / R(count * distance));
  return R(count * R(R(other * weight) + R(distance * exp(R(R(total - other) / count)))) /
           R(distance + other));
}

/// (n - 1) e^{m - sqrt(v/(n - 1))} + e^{m + sqrt(v (n - 1))}, n >= 2: the same of scores of which all but one
/// largest are equal.
template <class R>
R one_above_sum(const ScoreMoments<R>& of, std::size_t keys, const Precision<R>& at) {
  using std::exp, std::sqrt;
  const R others = at(keys - 1);
  return R(others * exp(R(of.mean - sqrt(R(of.variance / others)))) +
           exp(R(of.mean + sqrt(R(of.variance * others)))));
}

} // namespace tailmass::exact
