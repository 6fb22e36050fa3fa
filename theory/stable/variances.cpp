// Variances and the covariance of the values under P and its conditionals in double.
#include "theory/stable/variances.hpp"

#include <algorithm>
#include <climits>
#include <cmath>

namespace tailmass::stable {

namespace {

/// z_i = y_i - m, the centred values of one coordinate, in units of 2^exponent.
struct Centred {
  std::vector<double> values;
  int exponent = 0;
};

/// The coordinates in which the values of `keys` differ at all.
std::vector<Centred> centred(const Case& c, const Conditional& p) {
  std::vector<Centred> result;
  for (std::size_t axis = 0; axis < c.values->dimension(); ++axis) {
    const Column y = column(*c.values, axis, p.keys, p.keys.front());
    if (y.zero)
      continue;
    const double m = mean(p, y).value;
    result.push_back({{}, y.exponent});
    for (const Pair offset : y.offsets)
      result.back().values.push_back((offset.high - m) + offset.low);
  }
  return result;
}

/// sum q_i x_i y_i.
double moment(const Conditional& p, const std::vector<double>& x, const std::vector<double>& y) {
  CompensatedSum sum;
  for (std::size_t i = 0; i < x.size(); ++i)
    sum.add_product(p.weights[i], x[i] * y[i]);
  return sum.value() / p.sum;
}

Scaled underflow(std::size_t keys, int exponent) {
  return scaled(32 * static_cast<double>(keys) * smallest_subnormal, 2 * exponent);
}

} // namespace

double variance_error(std::size_t keys) {
  const double n = static_cast<double>(keys);
  return widened((14 + 110 * n * n * unit_roundoff) * unit_roundoff);
}

// Error, one coordinate, q the exact conditional and E its expectation, y the exact offsets from the value of
// the key of largest q, |y| <= 1, m the mean computed, e = |m - E y| <= 10 u E|y| (mean_error).
//   Shift: E(y - m)^2 = Var + e^2, and E y^2 <= Var/q_max <= n Var, because Var = 1/2 sum q_i q_j (y_i -
//   y_j)^2 holds the pairs with that key, q_max E y^2 of them: e^2 <= 100 n u^2 Var. z: u |high - m| + u |z|,
//   at most 2 u |y - m| + u^2 |y|; the second summand adds 2 u^2 sqrt(n) relatively to the sum of squares.
//   Squares 2 (2 u) + u; weights 3 u; sum of products u + 8 n^2 u^2; quotient u; sum of weights 4 u + 2 n^2
//   u^2. In all 14 u + 10 n^2 u^2 + 100 n u^2. Underflow, h = smallest_subnormal, |z| <= 2: weights 6 n h,
//   and as much times Var in their sum; entries 4 h; squares and products 2 n h; the quotient and cross
//   terms: below 24 n h.
// Sums over coordinates of one sign add (d - 1) u, at most.
ScaledEstimate variance(const Case& c, std::span<const Key> keys) {
  const Conditional p = conditional(*c.scores, keys);
  ScaledEstimate total;
  for (const Centred& z : centred(c, p)) {
    total.value = total.value + scaled(moment(p, z.values, z.values), 2 * z.exponent);
    total.absolute = total.absolute + underflow(keys.size(), z.exponent);
  }
  const double d = static_cast<double>(c.values->dimension());
  total.relative = widened(variance_error(keys.size()) + d * unit_roundoff);
  return total;
}

ScaledEstimate variance(const Case& c) {
  return variance(c, c.scores->finite());
}
ScaledEstimate head_variance(const Case& c) {
  return variance(c, c.head.finite_head());
}
ScaledEstimate tail_variance(const Case& c) {
  return variance(c, c.head.finite_tail());
}

// Entries: as above with E|z_a z_b| for the variance, so the matrix of errors is at most variance_error(n) B
// entrywise, B = E |z||z|' of norm at most trace B = Var_P; means shift by a matrix of rank one whose norm is
// the sum of the e^2. The computed trace stands for Var_P, within 2^-20 of it. Underflow: d times that of the
// widest coordinate. Then the eigenvalue's own error, as the matrix is scaled to a trace in [1/2, 1); scaling
// errs only by underflow, below 2^-1000, and the eigenvalue's error is at least 4 u.
ScaledEstimate covariance_eigenvalue(const Case& c) {
  const Conditional p = conditional(*c.scores, c.scores->finite());
  std::vector<Centred> z = centred(c, p);
  if (z.empty())
    return {};
  int unit = INT_MIN;
  for (const Centred& line : z)
    unit = std::max(unit, line.exponent);
  for (Centred& line : z)
    for (double& entry : line.values)
      entry = std::ldexp(entry, line.exponent - unit);
  Symmetric covariance{z.size(), std::vector<double>(z.size() * z.size())};
  double trace = 0;
  for (std::size_t a = 0; a < z.size(); ++a)
    for (std::size_t b = 0; b <= a; ++b) {
      covariance.at(a, b) = covariance.at(b, a) = moment(p, z[a].values, z[b].values);
      trace += a == b ? covariance.at(a, b) : 0;
    }
  ScaledEstimate result;
  result.absolute = scaled(static_cast<double>(z.size())) * underflow(p.keys.size(), unit);
  if (trace == 0)
    return result;
  const int own = std::ilogb(trace) + 1;
  for (double& entry : covariance.entries)
    entry = std::ldexp(entry, -own);
  const Eigenvalue largest = largest_eigenvalue(covariance);
  const double error = widened(variance_error(p.keys.size()) * std::ldexp(trace, -own)) + largest.error;
  result.value = scaled(largest.value, 2 * unit + own);
  result.absolute = scaled(1 + 0x1p-20) * (result.absolute + scaled(error, 2 * unit + own));
  return result;
}

} // namespace tailmass::stable
