// Errors s'_i - s_i of a row of scores beside a perturbed one, and what they alone bound.
#include "theory/stable/perturbation/score_errors.hpp"

#include "theory/numbers/assumed_arithmetic.hpp"
#include "theory/stable/distribution/softmax.hpp"

#include <algorithm>

namespace tailmass::stable {

namespace {

template <class T>
Pair<T> negated(Pair<T> x) {
  return {-x.high, -x.low};
}
/// Takes normalised pairs.
template <class T>
bool less(Pair<T> x, Pair<T> y) {
  return x.high != y.high ? x.high < y.high : x.low < y.low;
}

template <class T>
Estimate<T> farthest_error(const Case& c, std::span<const Key> keys) {
  return {error_range<T>(c, keys).farthest().high, {unit_roundoff<T>, padded(error_rounding<T>(c))}};
}

/// What an error `off` of x may move tanh(x/2); infinite where it is.
double moved_tanh(double x, ErrorBound off) {
  const double least = std::max(0.0, x * (1 - off.relative) - off.absolute);
  return std::isinf(off.absolute) ? off.absolute : padded(std::min(off.absolute / 2, 2 * std::exp(-least)));
}

template <class T>
Estimate<T> tanh_of_half(T x, ErrorBound of_x) {
  constexpr double u = unit_roundoff<T>;
  const double moved = moved_tanh(static_cast<double>(x), of_x);
  const T e = std::expm1(x);
  if (std::isinf(e)) // less than u is left of 1
    return {1, {widened(of_x.relative + u), moved}};
  return {e / (e + 2), {widened(of_x.relative + libm_error<T> + 2 * u), moved + 2 * smallest_subnormal<T>}};
}

} // namespace

template <class T>
double error_rounding(const Case& c) {
  const AssumedArithmetic assumed;
  return score_rounding<T>(*c.scores) + score_rounding<T>(std::span(c.perturbed));
}

template <class T>
Pair<T> ErrorRange<T>::farthest() const {
  const AssumedArithmetic assumed;
  return less(largest, negated(least)) ? negated(least) : largest;
}

template <class T>
Pair<T> error_of(const Case& c, Key key) {
  const AssumedArithmetic assumed;
  return two_difference(rounded<T>(c.perturbed[key]), rounded<T>((*c.scores)[key]));
}

template <class T>
ErrorRange<T> error_range(const Case& c, std::span<const Key> keys) {
  const AssumedArithmetic assumed;
  if (keys.empty())
    return {};
  ErrorRange<T> range{error_of<T>(c, keys.front()), error_of<T>(c, keys.front())};
  for (const Key key : keys.subspan(1)) {
    const Pair<T> error = error_of<T>(c, key);
    range.least = std::min(range.least, error, less<T>);
    range.largest = std::max(range.largest, error, less<T>);
  }
  return range;
}

template <class T>
Estimate<T> score_error(const Case& c) {
  const AssumedArithmetic assumed;
  return farthest_error<T>(c, c.scores->finite());
}
template <class T>
Estimate<T> score_error_head(const Case& c) {
  const AssumedArithmetic assumed;
  return farthest_error<T>(c, c.head.finite_head());
}
template <class T>
Estimate<T> score_error_tail(const Case& c) {
  const AssumedArithmetic assumed;
  return farthest_error<T>(c, c.head.finite_tail());
}

template <class T>
Estimate<T> score_error_spread(const Case& c) {
  const AssumedArithmetic assumed;
  const ErrorRange<T> range = error_range<T>(c, c.scores->finite());
  const PairSum<T> spread = difference(range.largest, range.least);
  return {spread.pair().high, {unit_roundoff<T>, spread.error() + padded(2 * error_rounding<T>(c))}};
}

template <class T>
Estimate<T> tv_error_bound(const Case& c) {
  const AssumedArithmetic assumed;
  const Estimate<T> error = score_error<T>(c);
  return tanh_of_half(error.value, error.bound);
}
template <class T>
Estimate<T> tv_spread_bound(const Case& c) {
  const AssumedArithmetic assumed;
  const Estimate<T> spread = score_error_spread<T>(c);
  return tanh_of_half(spread.value / 2,
                      {spread.bound.relative, spread.bound.absolute / 2 + smallest_subnormal<T>});
}

template double error_rounding<float>(const Case&);
template double error_rounding<double>(const Case&);
template struct ErrorRange<float>;
template struct ErrorRange<double>;
template Pair<float> error_of(const Case&, Key);
template Pair<double> error_of(const Case&, Key);
template ErrorRange<float> error_range(const Case&, std::span<const Key>);
template ErrorRange<double> error_range(const Case&, std::span<const Key>);
template Estimate<float> score_error(const Case&);
template Estimate<double> score_error(const Case&);
template Estimate<float> score_error_head(const Case&);
template Estimate<double> score_error_head(const Case&);
template Estimate<float> score_error_tail(const Case&);
template Estimate<double> score_error_tail(const Case&);
template Estimate<float> score_error_spread(const Case&);
template Estimate<double> score_error_spread(const Case&);
template Estimate<float> tv_error_bound(const Case&);
template Estimate<double> tv_error_bound(const Case&);
template Estimate<float> tv_spread_bound(const Case&);
template Estimate<double> tv_spread_bound(const Case&);

} // namespace tailmass::stable
