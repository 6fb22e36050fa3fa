// What intervals need beside a formula.
#include "theory/exact/outputs/largest_eigenvalue.hpp"

#include <cmath>

namespace tailmass::exact {

Ball settle(Columns<Ball>& matrix) {
  Ball squares(0), radius;
  for (Vector<Ball>& line : matrix)
    for (std::size_t i = 0; i < line.size(); ++i) {
      Ball entry = line[i];
      arb_get_rad_arb(radius.raw(), entry.raw());
      squares += radius.at_precision(64) * radius.at_precision(64);
      arb_get_mid_arb(entry.raw(), entry.raw());
      line.set(i, std::move(entry));
    }
  const Ball norm = sqrt(squares.at_precision(64)) * Ball(2 * static_cast<double>(matrix.size() + 1));
  Ball slack(0);
  arb_add_error(slack.raw(), norm.raw());
  return slack;
}

namespace {

/// Whether t I - M is certainly positive definite: by the pivots of Gaussian elimination.
template <class R>
bool exceeds_eigenvalues(const R& t, const Columns<R>& matrix) {
  const std::size_t d = matrix.size();
  std::vector<std::vector<R>> a(d, std::vector<R>(d));
  for (std::size_t i = 0; i < d; ++i)
    for (std::size_t j = 0; j <= i; ++j)
      a[i][j] = i == j ? R(t - matrix[i][j]) : R(-matrix[i][j]);
  for (std::size_t p = 0; p < d; ++p) {
    if (!certainly_less(R(0.0), a[p][p]))
      return false;
    for (std::size_t i = p + 1; i < d; ++i) {
      const R factor = a[i][p] / a[p][p];
      for (std::size_t j = p + 1; j <= i; ++j)
        a[i][j] -= factor * a[j][p];
    }
  }
  return true;
}

/// 2^(lost - bits), which is no double where a precision is beyond their exponents.
Ball last_bits(long lost, const Precision<Ball>& at) {
  Ball power = at(1.0);
  arb_mul_2exp_si(power.raw(), power.raw(), lost - at.bits);
  return power;
}

} // namespace

bool nearly_one(const Ball& x, const Precision<Ball>& at) {
  return certainly_less(Ball(1) - x, last_bits(16, at));
}

std::optional<Ball> largest_of_equals(const Ball& s, const Ball& c, const Ball& slack,
                                      const Precision<Ball>& at) {
  if (!certainly_less(s, Ball(0.75)))
    return std::nullopt;
  const Ball most = last_bits(20, at); // of the sum of p (p - s)^2; |p - s| <= 2
  if (!certainly_less(c - s * s + Ball(4.0) * slack, most))
    return std::nullopt;
  return between(s, s + sqrt(most / s));
}

Ball narrowed(const Ball& low, const Ball& high, const Columns<Ball>& matrix, const Precision<Ball>& at) {
  for (const long lost : {20L, 30L, 40L, 60L}) // pivots lose more, the larger the matrix
    if (const Ball above = low + low * last_bits(lost, at); exceeds_eigenvalues(above, matrix))
      return between(low, above);
  return between(low, high);
}

Ball between(const Ball& low, const Ball& high) {
  Ball result = high;
  arb_union(result.raw(), low.raw(), high.raw(), high.bits());
  return result;
}

namespace {

using Doubles = std::vector<std::vector<double>>;

/// An eigenvector of the largest eigenvalue, nearly: a column of (M/tr M)^{2^32}.
std::vector<double> top_direction(Doubles m) {
  const std::size_t d = m.size();
  for (int i = 0; i < 32; ++i) {
    double trace = 0;
    for (std::size_t a = 0; a < d; ++a)
      trace += m[a][a];
    Doubles square(d, std::vector<double>(d, 0.0));
    for (std::size_t a = 0; a < d; ++a)
      for (std::size_t b = 0; b <= a; ++b) {
        for (std::size_t x = 0; x < d; ++x)
          square[a][b] += (m[a][x] / trace) * (m[x][b] / trace);
        square[b][a] = square[a][b];
      }
    m = std::move(square);
  }
  std::size_t largest = 0;
  for (std::size_t a = 0; a < d; ++a)
    if (m[a][a] > m[largest][largest])
      largest = a;
  return m[largest];
}

} // namespace

Interval largest_eigenvalue(const Precision<Interval>& at, const Columns<Interval>& matrix) {
  const std::size_t d = matrix.size();
  Doubles midpoints(d, std::vector<double>(d));
  for (std::size_t a = 0; a < d; ++a)
    for (std::size_t b = 0; b < d; ++b)
      midpoints[a][b] = matrix[a][b].midpoint().high;
  Vector<Interval> x(d, at);
  const std::vector<double> direction = top_direction(std::move(midpoints));
  for (std::size_t a = 0; a < d; ++a)
    x.set(a, Interval(direction[a]));
  Interval form;
  for (std::size_t a = 0; a < d; ++a)
    form += x[a] * dot(matrix[a], x);
  const Interval quotient = form / dot(x, x);
  const double low = quotient.low();
  for (int exponent = -44; exponent <= -4 && low > 0; exponent += 8)
    if (const double high = quotient.high() * (1 + std::ldexp(1.0, exponent));
        exceeds_eigenvalues(Interval(high), matrix))
      return Interval::between(low, high);
  return {DoubleWord{}, std::numeric_limits<double>::infinity()};
}

} // namespace tailmass::exact
