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
  const Ball norm = sqrt(squares.at_precision(64));
  Ball slack(0);
  arb_add_error(slack.raw(), norm.raw());
  return slack;
}

bool nearly_one(const Ball& x, const Precision<Ball>& at) {
  const Ball deficit = Ball(1) - x;
  Ball least(1); // no double: a precision may be beyond their exponents
  arb_mul_2exp_si(least.raw(), least.raw(), 16 - at.bits);
  return certainly_less(deficit, least);
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

/// Whether t I - M is certainly positive definite: by the pivots of Gaussian elimination.
bool exceeds_eigenvalues(double t, const Columns<Interval>& matrix) {
  const std::size_t d = matrix.size();
  std::vector<std::vector<Interval>> a(d, std::vector<Interval>(d));
  for (std::size_t i = 0; i < d; ++i)
    for (std::size_t j = 0; j <= i; ++j)
      a[i][j] = i == j ? Interval(t) - matrix[i][j] : -matrix[i][j];
  for (std::size_t p = 0; p < d; ++p) {
    if (!(a[p][p].low() > 0))
      return false;
    for (std::size_t i = p + 1; i < d; ++i) {
      const Interval factor = a[i][p] / a[p][p];
      for (std::size_t j = p + 1; j <= i; ++j)
        a[i][j] -= factor * a[j][p];
    }
  }
  return true;
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
        exceeds_eigenvalues(high, matrix))
      return Interval::between(low, high);
  return {DoubleWord{}, std::numeric_limits<double>::infinity()};
}

} // namespace tailmass::exact
