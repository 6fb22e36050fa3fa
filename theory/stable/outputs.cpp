// Mean values of softmax over a row, its head and its tail in double, and the error of a truncated output.
#include "theory/stable/outputs.hpp"

#include "theory/stable/softmax.hpp"

#include <algorithm>
#include <cmath>

namespace tailmass::stable {

Conditional conditional(const Scores& scores, std::span<const Key> keys) {
  Conditional p{keys, {}, 0};
  CompensatedSum sum;
  for (const Key key : keys) {
    p.weights.push_back(exp_pair(scaled_difference(scores[key], scores[keys.front()], 1)));
    sum.add(p.weights.back());
  }
  p.sum = sum.value();
  return p;
}

// Differences of doubles are pairs without error, unless they overflow: then all is taken 2^-4 times as
// large, which rounds only what is below 2^-1018, beside offsets above 2^1018.
Column column(const Values& values, std::size_t axis, std::span<const Key> keys, std::optional<Key> origin) {
  Column result;
  const auto fill = [&](int shrink) {
    const auto entry = [&](Key key) { return std::ldexp(values.at(key, axis), -shrink); };
    const double from = origin ? entry(*origin) : 0;
    double most = 0;
    result.offsets.clear();
    for (const Key key : keys) {
      result.offsets.push_back(two_difference(entry(key), from));
      most = std::max(most, std::abs(result.offsets.back().high));
    }
    return most;
  };
  double most = fill(0);
  const int shrink = std::isinf(most) ? 4 : 0;
  if (shrink != 0)
    most = fill(shrink);
  result.zero = most == 0;
  if (result.zero)
    return result;
  const int own = std::ilogb(most) + 1;
  for (Pair& offset : result.offsets)
    offset = {std::ldexp(offset.high, -own), std::ldexp(offset.low, -own)};
  result.exponent = own + shrink;
  return result;
}

double mean_error(std::size_t keys) {
  const double n = static_cast<double>(keys);
  return widened((10 + 10 * n * n * unit_roundoff) * unit_roundoff);
}

// Error, with E the conditional expectation, y the exact offsets, |y| <= 1:
//   weights 3 u, `low` left out u, sum of products u + 8 n^2 u^2 (Dot2, n products), quotient u, the sum of
//   weights 4 u + 2 n^2 u^2: (10 u + 10 n^2 u^2) E|y|.
//   Underflow, h = smallest_subnormal: weights 3/2 n h in the numerator and as much in the sum of weights,
//   which is at least 1; products n h/2; offsets h; the quotient h/2: below 6 n h, taken as 8 n h.
// `size` has the same relative error, which the widening of mean_error() covers.
ColumnMean mean(const Conditional& p, const Column& offsets) {
  if (offsets.zero)
    return {};
  CompensatedSum sum;
  CompensatedSum sizes;
  for (std::size_t i = 0; i < p.keys.size(); ++i) {
    sum.add_product(p.weights[i], offsets.offsets[i].high);
    sizes.add_product(p.weights[i], std::abs(offsets.offsets[i].high));
  }
  const std::size_t n = p.keys.size();
  const double size = sizes.value() / p.sum;
  return {sum.value() / p.sum, size, mean_error(n) * size + 8 * static_cast<double>(n) * smallest_subnormal};
}

namespace {

std::vector<Estimate> mean_value(const Case& c, std::span<const Key> keys) {
  const Conditional p = conditional(*c.scores, keys);
  std::vector<Estimate> result;
  for (std::size_t axis = 0; axis < c.values->dimension(); ++axis) {
    const Column entries = column(*c.values, axis, keys, std::nullopt);
    const ColumnMean m = mean(p, entries);
    // ldexp rounds below the normal numbers, the value and its error.
    const double error = entries.zero ? 0 : std::ldexp(m.error, entries.exponent) + 2 * smallest_subnormal;
    result.push_back({std::ldexp(m.value, entries.exponent), {0, error}});
  }
  return result;
}

/// Offsets from one origin, in one unit, for head and tail.
struct Sides {
  Column head;
  Column tail;
};

Sides sides(const Case& c, std::size_t axis, Key origin) {
  const auto head = c.head.finite_head();
  const auto tail = c.head.finite_tail();
  std::vector<Key> keys(head.begin(), head.end());
  keys.insert(keys.end(), tail.begin(), tail.end());
  const Column whole = column(*c.values, axis, keys, origin);
  const auto cut = whole.offsets.begin() + static_cast<std::ptrdiff_t>(head.size());
  return {{whole.exponent, whole.zero, {whole.offsets.begin(), cut}},
          {whole.exponent, whole.zero, {cut, whole.offsets.end()}}};
}

} // namespace

std::vector<Estimate> output_mean(const Case& c) {
  return mean_value(c, c.scores->finite());
}
std::vector<Estimate> head_mean(const Case& c) {
  return mean_value(c, c.head.finite_head());
}
std::vector<Estimate> tail_mean(const Case& c) {
  return mean_value(c, c.head.finite_tail());
}

// Each coordinate is off by the errors of both means and u; the norm of the former is the absolute error, the
// norm itself adds (d/2 + 1) u.
ScaledEstimate mean_distance(const Case& c) {
  const Conditional p_head = conditional(*c.scores, c.head.finite_head());
  const Conditional p_tail = conditional(*c.scores, c.head.finite_tail());
  std::vector<double> differences;
  std::vector<double> errors;
  std::vector<int> exponents;
  for (std::size_t axis = 0; axis < c.values->dimension(); ++axis) {
    const Sides y = sides(c, axis, c.scores->order().front());
    const ColumnMean head = mean(p_head, y.head);
    const ColumnMean tail = mean(p_tail, y.tail);
    differences.push_back(tail.value - head.value);
    errors.push_back(tail.error + head.error);
    exponents.push_back(y.head.exponent);
  }
  return {norm(differences, exponents), length_error(c.values->dimension()),
          scaled(1 + 0x1p-20) * norm(errors, exponents)};
}

ScaledEstimate output_error(const Case& c) {
  if (c.head.finite_tail().empty())
    return {};
  return scaled(tail_mass(c)) * mean_distance(c);
}

// z = (high - m) + low is off by u |high - m| + u |z|, and |high - m| <= |z| + u |high|, so by 2 u |z| and
// what the widening of m's error covers: u^2 |m|. The norm adds (d/2 + 1) u; m's error, in norm, is absolute.
ScaledEstimate centre_distance(const Case& c) {
  const std::size_t d = c.values->dimension();
  const Conditional p = conditional(*c.scores, c.head.finite_head());
  std::vector<Sides> columns;
  std::vector<double> centre;
  std::vector<double> errors;
  std::vector<int> exponents;
  for (std::size_t axis = 0; axis < d; ++axis) {
    columns.push_back(sides(c, axis, c.head.finite_head().front()));
    const ColumnMean m = mean(p, columns.back().head);
    centre.push_back(m.value);
    errors.push_back(m.error);
    exponents.push_back(columns.back().head.exponent);
  }
  Scaled farthest;
  std::vector<double> z(d);
  for (std::size_t j = 0; j < c.head.finite_tail().size(); ++j) {
    for (std::size_t axis = 0; axis < d; ++axis) {
      const Pair y = columns[axis].tail.offsets[j];
      z[axis] = (y.high - centre[axis]) + y.low;
    }
    farthest = std::max(farthest, norm(z, exponents));
  }
  return {farthest, length_error(d), scaled(1 + 0x1p-20) * norm(errors, exponents)};
}

} // namespace tailmass::stable
