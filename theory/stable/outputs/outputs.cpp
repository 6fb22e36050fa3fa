// Mean values of softmax over a row, its head and its tail, and the error of a truncated output.
#include "theory/stable/outputs/outputs.hpp"

#include "theory/numbers/assumed_arithmetic.hpp"
#include "theory/stable/distribution/softmax.hpp"

#include <algorithm>
#include <climits>
#include <cmath>

namespace tailmass::stable {

template <class T>
Conditional<T> conditional(const Scores& scores, std::span<const Key> keys) {
  const AssumedArithmetic assumed;
  Conditional<T> p{keys, {}, 0, 0};
  p.weights.reserve(keys.size());
  CompensatedSum<T> sum;
  const T top = rounded<T>(scores[keys.front()]);
  for (const Key key : keys) {
    p.weights.push_back(exp_pair(two_difference(rounded<T>(scores[key]), top)));
    sum.add(p.weights.back());
    p.moved = std::max(p.moved, 2 * rounding_of<T>(scores[key]));
  }
  p.sum = sum.value();
  return p;
}

// Differences are pairs without error, unless they overflow: then all is taken 2^-4 times as large, which
// rounds only what is far below the offsets.
template <class T>
Column<T> column(const Values& values, std::size_t axis, std::span<const Key> keys,
                 std::optional<Key> origin) {
  const AssumedArithmetic assumed;
  Column<T> result;
  const auto fill = [&](int shrink) {
    const auto entry = [&](Key key) { return std::ldexp(rounded<T>(values.at(key, axis)), -shrink); };
    const T from = origin ? entry(*origin) : T(0);
    T most = 0;
    for (const Key key : keys) {
      result.offsets[key] = two_difference(entry(key), from);
      most = std::max(most, std::abs(result.offsets[key].high));
    }
    return most;
  };
  const double moved = 2 * values.derived<ValueRounding<T>>().axes[axis];
  result.offsets.resize(values.keys());
  result.moved = moved;
  if (std::isinf(moved)) // values beyond the range of T
    return result;
  T most = fill(0);
  const int shrink = std::isinf(most) ? 4 : 0;
  if (shrink != 0)
    most = fill(shrink);
  result.zero = most == 0;
  if (result.zero)
    return result;
  const int own = std::ilogb(most) + 1;
  for (const Key key : keys) {
    Pair<T>& offset = result.offsets[key];
    offset = {std::ldexp(offset.high, -own), std::ldexp(offset.low, -own)};
  }
  result.exponent = own + shrink;
  result.moved = padded(std::ldexp(moved, -result.exponent));
  return result;
}

template <class T>
std::vector<Column<T>> row_offsets(const Case& c) {
  const AssumedArithmetic assumed;
  std::vector<Column<T>> offsets;
  for (std::size_t axis = 0; axis < c.values->dimension(); ++axis)
    offsets.push_back(column<T>(*c.values, axis, c.scores->finite(), c.scores->order().front()));
  return offsets;
}

template <class T>
double mean_error(std::size_t keys) {
  constexpr double u = unit_roundoff<T>;
  return widened(2 * exponential_error<T> + 4 * u + 110 * static_cast<double>(keys) * u * u);
}

// Error, with E the conditional expectation, y the exact offsets, |y| <= 1:
//   weights exponential_error, `low` left out u, sum of products u + 72 n u^2 (n products), quotient u, the
//   sum of weights exponential_error + u + 36 n u^2: (10 u + 108 n u^2) E|y|. Underflow, h =
//   smallest_subnormal: weights 3/2 n h in the numerator and as much in the sum of weights, which is at least
//   1; products n h/2; offsets h; the quotient h/2: below 6 n h, taken as 8 n h.
// `size` is summed in double, plainly: its relative error is the same and n 2^-53, which the widening of
// mean_error() covers.
template <class T>
ColumnMean<T> mean(const Conditional<T>& p, const Column<T>& offsets) {
  const AssumedArithmetic assumed;
  if (offsets.zero)
    return {0, 0, offsets.moved};
  CompensatedSum<T> sum;
  double sizes = 0;
  for (std::size_t i = 0; i < p.keys.size(); ++i) {
    const T offset = offsets.offsets[p.keys[i]].high;
    sum.add_product(p.weights[i], offset);
    sizes += static_cast<double>(p.weights[i]) * std::abs(static_cast<double>(offset));
  }
  const double n = static_cast<double>(p.keys.size());
  const double size = sizes / static_cast<double>(p.sum);
  const double relative =
      mean_error<T>(p.keys.size()) + (p.moved == 0 ? 0 : widened(p.moved) * (1 + 0x1p-10));
  return {sum.value() / p.sum, size, relative * size + 8 * n * smallest_subnormal<T> + offsets.moved};
}

namespace {

template <class T>
std::vector<Estimate<T>> mean_value(const Case& c, std::span<const Key> keys) {
  const Conditional<T> p = conditional<T>(*c.scores, keys);
  std::vector<Estimate<T>> result;
  for (std::size_t axis = 0; axis < c.values->dimension(); ++axis) {
    const Column<T> entries = column<T>(*c.values, axis, keys, std::nullopt);
    const ColumnMean<T> m = mean(p, entries);
    // ldexp rounds below the normal numbers, the value and its error.
    const double error = m.error == 0 ? 0 : std::ldexp(m.error, entries.exponent) + 2 * smallest_subnormal<T>;
    result.push_back({std::ldexp(m.value, entries.exponent), {0, error}});
  }
  return result;
}

} // namespace

template <class T>
std::vector<Estimate<T>> output_mean(const Case& c) {
  const AssumedArithmetic assumed;
  return mean_value<T>(c, c.scores->finite());
}
template <class T>
std::vector<Estimate<T>> head_mean(const Case& c) {
  const AssumedArithmetic assumed;
  return mean_value<T>(c, c.head.finite_head());
}
template <class T>
std::vector<Estimate<T>> tail_mean(const Case& c) {
  const AssumedArithmetic assumed;
  return mean_value<T>(c, c.head.finite_tail());
}

template <class T>
SideMeans<T> side_means(const Case& c, const std::vector<Column<T>>& offsets) {
  const AssumedArithmetic assumed;
  const auto means = [&](std::span<const Key> keys) {
    const Conditional<T> p = conditional<T>(*c.scores, keys);
    std::vector<ColumnMean<T>> result;
    result.reserve(offsets.size());
    for (const Column<T>& y : offsets)
      result.push_back(mean(p, y));
    return result;
  };
  return {means(c.head.finite_head()), means(c.head.finite_tail())};
}

// Each coordinate is off by the errors of both means and u; the norm of the former is the absolute error, the
// norm itself adds (d/2 + 1) u.
template <class T>
ScaledEstimate<T> mean_distance(const std::vector<Column<T>>& offsets, const SideMeans<T>& means) {
  const AssumedArithmetic assumed;
  std::vector<T> differences;
  std::vector<double> errors;
  std::vector<int> exponents;
  for (std::size_t axis = 0; axis < offsets.size(); ++axis) {
    const ColumnMean<T>&head = means.head[axis], &tail = means.tail[axis];
    differences.push_back(tail.value - head.value);
    errors.push_back(tail.error + head.error);
    exponents.push_back(offsets[axis].exponent);
  }
  return {norm<T>(std::span<const T>(differences), exponents), length_error<T>(offsets.size()),
          scaled(1 + 0x1p-20) * norm<double>(std::span<const double>(errors), exponents)};
}
template <class T>
ScaledEstimate<T> mean_distance(const Case& c) {
  const AssumedArithmetic assumed;
  const std::vector<Column<T>> offsets = row_offsets<T>(c);
  return mean_distance(offsets, side_means(c, offsets));
}

template <class T>
ScaledEstimate<T> output_error(const Case& c) {
  const AssumedArithmetic assumed;
  if (c.head.finite_tail().empty())
    return {};
  return scaled(tail_mass<T>(c)) * mean_distance<T>(c);
}

// z = (high - m) + low is off by u |high - m| + u |z|, and |high - m| <= |z| + u |high|, so by 2 u |z| and
// what the widening of m's error covers: u^2 |m|. Squares and sums add (d/2 + 1) u; m's error, in norm, is
// absolute. Entries in the unit of the widest coordinate and their squares lose by underflow at most
// h = smallest_subnormal each, |z| sqrt(d h) + sqrt(d) h in all.
template <class T>
ScaledEstimate<T> centre_distance(const Case& c, const std::vector<Column<T>>& offsets,
                                  const SideMeans<T>& means) {
  const AssumedArithmetic assumed;
  const std::size_t d = offsets.size();
  int unit = INT_MIN;
  std::vector<double> errors;
  std::vector<int> exponents;
  for (std::size_t axis = 0; axis < d; ++axis) {
    unit = offsets[axis].zero ? unit : std::max(unit, offsets[axis].exponent);
    errors.push_back(means.head[axis].error + offsets[axis].moved);
    exponents.push_back(offsets[axis].exponent);
  }
  ScaledEstimate<T> farthest{
      {}, length_error<T>(d), scaled(1 + 0x1p-20) * norm<double>(std::span<const double>(errors), exponents)};
  if (unit == INT_MIN) // all offsets are 0
    return farthest;
  std::vector<T> squares(c.head.finite_tail().size(), T(0));
  for (std::size_t axis = 0; axis < d; ++axis) {
    if (offsets[axis].zero)
      continue;
    const T factor = std::ldexp(T(1), offsets[axis].exponent - unit);
    const T centre = means.head[axis].value;
    for (std::size_t j = 0; j < squares.size(); ++j) {
      const Pair<T> y = offsets[axis].offsets[c.head.finite_tail()[j]];
      const T z = ((y.high - centre) + y.low) * factor;
      squares[j] += z * z;
    }
  }
  const double lost = 2 * std::sqrt(static_cast<double>(d) * smallest_subnormal<T>);
  farthest.value = scaled(std::sqrt(std::ranges::max(squares)), unit);
  farthest.absolute = farthest.absolute + scaled(lost, unit);
  return farthest;
}
template <class T>
ScaledEstimate<T> centre_distance(const Case& c) {
  const AssumedArithmetic assumed;
  const std::vector<Column<T>> offsets = row_offsets<T>(c);
  return centre_distance(c, offsets, side_means(c, offsets));
}

template Conditional<float> conditional(const Scores&, std::span<const Key>);
template Conditional<double> conditional(const Scores&, std::span<const Key>);
template Column<float> column(const Values&, std::size_t, std::span<const Key>, std::optional<Key>);
template Column<double> column(const Values&, std::size_t, std::span<const Key>, std::optional<Key>);
template ColumnMean<float> mean(const Conditional<float>&, const Column<float>&);
template ColumnMean<double> mean(const Conditional<double>&, const Column<double>&);
template double mean_error<float>(std::size_t);
template double mean_error<double>(std::size_t);
template std::vector<Estimate<float>> output_mean(const Case&);
template std::vector<Estimate<double>> output_mean(const Case&);
template std::vector<Estimate<float>> head_mean(const Case&);
template std::vector<Estimate<double>> head_mean(const Case&);
template std::vector<Estimate<float>> tail_mean(const Case&);
template std::vector<Estimate<double>> tail_mean(const Case&);
template std::vector<Column<float>> row_offsets(const Case&);
template std::vector<Column<double>> row_offsets(const Case&);
template SideMeans<float> side_means(const Case&, const std::vector<Column<float>>&);
template SideMeans<double> side_means(const Case&, const std::vector<Column<double>>&);
template ScaledEstimate<float> mean_distance(const Case&);
template ScaledEstimate<double> mean_distance(const Case&);
template ScaledEstimate<float> mean_distance(const std::vector<Column<float>>&, const SideMeans<float>&);
template ScaledEstimate<double> mean_distance(const std::vector<Column<double>>&, const SideMeans<double>&);
template ScaledEstimate<float> output_error(const Case&);
template ScaledEstimate<double> output_error(const Case&);
template ScaledEstimate<float> centre_distance(const Case&);
template ScaledEstimate<double> centre_distance(const Case&);
template ScaledEstimate<float> centre_distance(const Case&, const std::vector<Column<float>>&,
                                               const SideMeans<float>&);
template ScaledEstimate<double> centre_distance(const Case&, const std::vector<Column<double>>&,
                                                const SideMeans<double>&);

} // namespace tailmass::stable
