// Mean values of softmax over a row, its head and its tail, and the error of a truncated output.
#include "theory/stable/outputs.hpp"

#include "theory/stable/softmax.hpp"

#include <algorithm>
#include <cmath>

namespace tailmass::stable {

template <class T>
Conditional<T> conditional(const Scores& scores, std::span<const Key> keys) {
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
  Column<T> result;
  const auto fill = [&](int shrink) {
    const auto entry = [&](Key key) { return std::ldexp(rounded<T>(values.at(key, axis)), -shrink); };
    const T from = origin ? entry(*origin) : T(0);
    T most = 0;
    result.offsets.clear();
    result.offsets.reserve(keys.size());
    for (const Key key : keys) {
      result.offsets.push_back(two_difference(entry(key), from));
      most = std::max(most, std::abs(result.offsets.back().high));
    }
    return most;
  };
  const double moved = 2 * values.derived<ValueRounding<T>>().axes[axis];
  T most = fill(0);
  const int shrink = std::isinf(most) ? 4 : 0;
  if (shrink != 0)
    most = fill(shrink);
  result.zero = most == 0;
  result.moved = moved;
  if (result.zero)
    return result;
  const int own = std::ilogb(most) + 1;
  for (Pair<T>& offset : result.offsets)
    offset = {std::ldexp(offset.high, -own), std::ldexp(offset.low, -own)};
  result.exponent = own + shrink;
  result.moved = padded(std::ldexp(moved, -result.exponent));
  return result;
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
// `size` has the same relative error, which the widening of mean_error() covers.
template <class T>
ColumnMean<T> mean(const Conditional<T>& p, const Column<T>& offsets) {
  if (offsets.zero)
    return {0, 0, offsets.moved};
  CompensatedSum<T> sum;
  CompensatedSum<T> sizes;
  for (std::size_t i = 0; i < p.keys.size(); ++i) {
    sum.add_product(p.weights[i], offsets.offsets[i].high);
    sizes.add_product(p.weights[i], std::abs(offsets.offsets[i].high));
  }
  const std::size_t n = p.keys.size();
  const T size = sizes.value() / p.sum;
  const double relative = mean_error<T>(n) + (p.moved == 0 ? 0 : widened(p.moved) * (1 + 0x1p-10));
  return {sum.value() / p.sum, size,
          relative * static_cast<double>(size) + 8 * static_cast<double>(n) * smallest_subnormal<T> +
              offsets.moved};
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

/// Offsets from one origin, in one unit, for head and tail.
template <class T>
struct Sides {
  Column<T> head;
  Column<T> tail;
};

template <class T>
Sides<T> sides(const Case& c, std::size_t axis, Key origin) {
  const auto head = c.head.finite_head();
  const auto tail = c.head.finite_tail();
  std::vector<Key> keys(head.begin(), head.end());
  keys.insert(keys.end(), tail.begin(), tail.end());
  const Column<T> whole = column<T>(*c.values, axis, keys, origin);
  const auto cut = whole.offsets.begin() + static_cast<std::ptrdiff_t>(head.size());
  return {{whole.exponent, whole.zero, {whole.offsets.begin(), cut}, whole.moved},
          {whole.exponent, whole.zero, {cut, whole.offsets.end()}, whole.moved}};
}

} // namespace

template <class T>
std::vector<Estimate<T>> output_mean(const Case& c) {
  return mean_value<T>(c, c.scores->finite());
}
template <class T>
std::vector<Estimate<T>> head_mean(const Case& c) {
  return mean_value<T>(c, c.head.finite_head());
}
template <class T>
std::vector<Estimate<T>> tail_mean(const Case& c) {
  return mean_value<T>(c, c.head.finite_tail());
}

// Each coordinate is off by the errors of both means and u; the norm of the former is the absolute error, the
// norm itself adds (d/2 + 1) u.
template <class T>
ScaledEstimate<T> mean_distance(const Case& c) {
  const Conditional<T> p_head = conditional<T>(*c.scores, c.head.finite_head());
  const Conditional<T> p_tail = conditional<T>(*c.scores, c.head.finite_tail());
  std::vector<T> differences;
  std::vector<double> errors;
  std::vector<int> exponents;
  for (std::size_t axis = 0; axis < c.values->dimension(); ++axis) {
    const Sides<T> y = sides<T>(c, axis, c.scores->order().front());
    const ColumnMean<T> head = mean(p_head, y.head);
    const ColumnMean<T> tail = mean(p_tail, y.tail);
    differences.push_back(tail.value - head.value);
    errors.push_back(tail.error + head.error);
    exponents.push_back(y.head.exponent);
  }
  return {norm<T>(std::span<const T>(differences), exponents), length_error<T>(c.values->dimension()),
          scaled(1 + 0x1p-20) * norm<double>(std::span<const double>(errors), exponents)};
}

template <class T>
ScaledEstimate<T> output_error(const Case& c) {
  if (c.head.finite_tail().empty())
    return {};
  return scaled(tail_mass<T>(c)) * mean_distance<T>(c);
}

// z = (high - m) + low is off by u |high - m| + u |z|, and |high - m| <= |z| + u |high|, so by 2 u |z| and
// what the widening of m's error covers: u^2 |m|. The norm adds (d/2 + 1) u; m's error, in norm, is absolute.
template <class T>
ScaledEstimate<T> centre_distance(const Case& c) {
  const std::size_t d = c.values->dimension();
  const Conditional<T> p = conditional<T>(*c.scores, c.head.finite_head());
  std::vector<Sides<T>> columns;
  std::vector<T> centre;
  std::vector<double> errors;
  std::vector<int> exponents;
  for (std::size_t axis = 0; axis < d; ++axis) {
    columns.push_back(sides<T>(c, axis, c.head.finite_head().front()));
    const ColumnMean<T> m = mean(p, columns.back().head);
    centre.push_back(m.value);
    errors.push_back(m.error + columns.back().tail.moved);
    exponents.push_back(columns.back().head.exponent);
  }
  Scaled<T> farthest;
  std::vector<T> z(d);
  for (std::size_t j = 0; j < c.head.finite_tail().size(); ++j) {
    for (std::size_t axis = 0; axis < d; ++axis) {
      const Pair<T> y = columns[axis].tail.offsets[j];
      z[axis] = (y.high - centre[axis]) + y.low;
    }
    farthest = std::max(farthest, norm<T>(std::span<const T>(z), exponents));
  }
  return {farthest, length_error<T>(d),
          scaled(1 + 0x1p-20) * norm<double>(std::span<const double>(errors), exponents)};
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
template ScaledEstimate<float> mean_distance(const Case&);
template ScaledEstimate<double> mean_distance(const Case&);
template ScaledEstimate<float> output_error(const Case&);
template ScaledEstimate<double> output_error(const Case&);
template ScaledEstimate<float> centre_distance(const Case&);
template ScaledEstimate<double> centre_distance(const Case&);

} // namespace tailmass::stable
