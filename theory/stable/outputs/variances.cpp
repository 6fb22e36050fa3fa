// Variances and the covariance of the values under P and its conditionals.
#include "theory/stable/outputs/variances.hpp"

#include "theory/numbers/assumed_arithmetic.hpp"
#include "theory/stable/distribution/softmax.hpp"

#include <algorithm>
#include <climits>
#include <cmath>

namespace tailmass::stable {

namespace {

/// z_i = y_i - m, the centred values of one coordinate, in units of 2^exponent.
template <class T>
struct Centred {
  std::vector<T> values;
  int exponent = 0;
};

/// The coordinates in which the values of p's keys differ at all, from their offsets.
template <class T>
std::vector<Centred<T>> centred(const Conditional<T>& p, const std::vector<Column<T>>& offsets) {
  std::vector<Centred<T>> result;
  for (const Column<T>& y : offsets) {
    if (y.zero)
      continue;
    const T m = mean(p, y).value;
    result.push_back({{}, y.exponent});
    result.back().values.reserve(p.keys.size());
    for (const Key key : p.keys)
      result.back().values.push_back((y.offsets[key].high - m) + y.offsets[key].low);
  }
  return result;
}

/// sum q_i x_i y_i.
template <class T>
T moment(const Conditional<T>& p, const std::vector<T>& x, const std::vector<T>& y) {
  CompensatedSum<T> sum;
  for (std::size_t i = 0; i < x.size(); ++i)
    sum.add_product(p.weights[i], x[i] * y[i]);
  return sum.value() / p.sum;
}

template <class T>
Scaled<double> underflow(std::size_t keys, int exponent) {
  return scaled(32 * static_cast<double>(keys) * smallest_subnormal<T>, 2 * exponent);
}

/// What moving every value by at most `moved` changes a variance by: 2 e sqrt(Var) + e^2.
template <class T>
Scaled<double> by_moved_values(const Values& values, const Scaled<T>& variance) {
  const Scaled<double> e = scaled(values.derived<ValueRounding<T>>().length * (1 + 0x1p-8));
  return e * (scaled(2.0) * sqrt(in_double(variance)) + e);
}

/// relative (1 + r) for probabilities moved by a factor e^moved.
double with_moved_scores(double relative, double moved) {
  return moved == 0 ? relative : widened(relative + moved);
}

} // namespace

template <class T>
double variance_error(std::size_t keys) {
  constexpr double u = unit_roundoff<T>;
  const double n = static_cast<double>(keys), of_mean = mean_error<T>(keys);
  return widened(2 * exponential_error<T> + 8 * u + 112 * n * u * u + of_mean * of_mean * n);
}

namespace {

// Error, one coordinate, q the exact conditional and E its expectation, y the exact offsets from the value of
// the key of largest q, |y| <= 1, m the mean computed, e = |m - E y| <= mean_error(n) E|y|.
//   Shift: E(y - m)^2 = Var + e^2, and E y^2 <= Var/q_max <= n Var, because Var = 1/2 sum q_i q_j (y_i -
//   y_j)^2 holds the pairs with that key, q_max E y^2 of them: e^2 <= mean_error(n)^2 n Var. z: u |high - m|
//   + u |z|, at most 2 u |y - m| + u^2 |y|; the second summand adds 2 u^2 sqrt(n) relatively to the sum of
//   squares. Squares 2 (2 u) + u; weights exponential_error; sum of products u + 72 n u^2; quotient u; sum of
//   weights exponential_error + u + 36 n u^2. In all 14 u + 112 n u^2 and the shift. Underflow, h =
//   smallest_subnormal, |z| <= 2: weights 6 n h, and as much times Var in their sum; entries 4 h; squares and
//   products 2 n h; the quotient and cross terms: below 24 n h.
// Sums over coordinates of one sign add (d - 1) u, at most.
// Rounded scores: Var is the least mean square about any point, so it moves by no more than the probabilities
// do. Rounded values: sqrt(Var) is a seminorm, and that of what moved is at most the largest of them.
template <class T>
ScaledEstimate<T> variance(const Case& c, std::span<const Key> keys, const std::vector<Column<T>>& offsets) {
  const Conditional<T> p = conditional<T>(*c.scores, keys);
  ScaledEstimate<T> total;
  for (const Centred<T>& z : centred(p, offsets)) {
    total.value = total.value + scaled<T>(moment(p, z.values, z.values), 2 * z.exponent);
    total.absolute = total.absolute + underflow<T>(keys.size(), z.exponent);
  }
  const double d = static_cast<double>(c.values->dimension());
  total.relative = with_moved_scores(widened(variance_error<T>(keys.size()) + d * unit_roundoff<T>), p.moved);
  total.absolute = total.absolute + by_moved_values(*c.values, total.value);
  return total;
}

} // namespace

template <class T>
ScaledEstimate<T> variance(const Case& c, std::span<const Key> keys) {
  const AssumedArithmetic assumed;
  std::vector<Column<T>> offsets;
  for (std::size_t axis = 0; axis < c.values->dimension(); ++axis)
    offsets.push_back(column<T>(*c.values, axis, keys, keys.front()));
  return variance(c, keys, offsets);
}

template <class T>
ScaledEstimate<T> variance(const Case& c) {
  const AssumedArithmetic assumed;
  return variance(c, row_offsets<T>(c));
}
template <class T>
ScaledEstimate<T> variance(const Case& c, const std::vector<Column<T>>& row_offsets) {
  const AssumedArithmetic assumed;
  return variance(c, c.scores->finite(), row_offsets);
}
template <class T>
ScaledEstimate<T> head_variance(const Case& c) {
  const AssumedArithmetic assumed;
  return variance<T>(c, c.head.finite_head());
}
template <class T>
ScaledEstimate<T> tail_variance(const Case& c) {
  const AssumedArithmetic assumed;
  return variance<T>(c, c.head.finite_tail());
}

// Entries: as above with E|z_a z_b| for the variance, so the matrix of errors is at most variance_error(n) B
// entrywise, B = E |z||z|' of norm at most trace B = Var_P; means shift by a matrix of rank one whose norm is
// the sum of the e^2. The computed trace stands for Var_P, within 2^-10 of it. Underflow: d times that of the
// widest coordinate. Then the eigenvalue's own error, as the matrix is scaled to a trace in [1/2, 1); scaling
// errs only by underflow, far below the 4 u of the eigenvalue's error. Rounded input moves every x' Cov x as
// it does a variance.
template <class T>
ScaledEstimate<T> covariance_eigenvalue(const Case& c, const std::vector<Column<T>>& row_offsets) {
  const AssumedArithmetic assumed;
  const Conditional<T> p = conditional<T>(*c.scores, c.scores->finite());
  std::vector<Centred<T>> z = centred(p, row_offsets);
  ScaledEstimate<T> result;
  result.relative = with_moved_scores(0, p.moved);
  if (z.empty()) {
    result.absolute = by_moved_values(*c.values, result.value);
    return result;
  }
  int unit = INT_MIN;
  for (const Centred<T>& line : z)
    unit = std::max(unit, line.exponent);
  for (Centred<T>& line : z)
    for (T& entry : line.values)
      entry = std::ldexp(entry, line.exponent - unit);
  Symmetric<T> covariance{z.size(), std::vector<T>(z.size() * z.size())};
  T trace = 0;
  for (std::size_t a = 0; a < z.size(); ++a)
    for (std::size_t b = 0; b <= a; ++b) {
      covariance.at(a, b) = covariance.at(b, a) = moment(p, z[a].values, z[b].values);
      trace += a == b ? covariance.at(a, b) : T(0);
    }
  result.absolute = scaled(static_cast<double>(z.size())) * underflow<T>(p.keys.size(), unit);
  if (trace != 0) {
    const int own = std::ilogb(trace) + 1;
    for (T& entry : covariance.entries)
      entry = std::ldexp(entry, -own);
    const Eigenvalue<T> largest = largest_eigenvalue(covariance);
    const double error =
        (1 + 0x1p-10) * variance_error<T>(p.keys.size()) * static_cast<double>(std::ldexp(trace, -own)) +
        largest.error;
    result.value = scaled(largest.value, 2 * unit + own);
    result.absolute = scaled(1 + 0x1p-20) * (result.absolute + scaled(error, 2 * unit + own));
  }
  result.absolute = result.absolute + by_moved_values(*c.values, result.value);
  return result;
}

template <class T>
ScaledEstimate<T> covariance_eigenvalue(const Case& c) {
  const AssumedArithmetic assumed;
  return covariance_eigenvalue(c, row_offsets<T>(c));
}

template ScaledEstimate<float> variance(const Case&, std::span<const Key>);
template ScaledEstimate<double> variance(const Case&, std::span<const Key>);
template double variance_error<float>(std::size_t);
template double variance_error<double>(std::size_t);
template ScaledEstimate<float> variance(const Case&);
template ScaledEstimate<double> variance(const Case&);
template ScaledEstimate<float> variance(const Case&, const std::vector<Column<float>>&);
template ScaledEstimate<double> variance(const Case&, const std::vector<Column<double>>&);
template ScaledEstimate<float> head_variance(const Case&);
template ScaledEstimate<double> head_variance(const Case&);
template ScaledEstimate<float> tail_variance(const Case&);
template ScaledEstimate<double> tail_variance(const Case&);
template ScaledEstimate<float> covariance_eigenvalue(const Case&);
template ScaledEstimate<double> covariance_eigenvalue(const Case&);
template ScaledEstimate<float> covariance_eigenvalue(const Case&, const std::vector<Column<float>>&);
template ScaledEstimate<double> covariance_eigenvalue(const Case&, const std::vector<Column<double>>&);

} // namespace tailmass::stable
