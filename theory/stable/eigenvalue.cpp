// The largest eigenvalue of a symmetric matrix in double, with an error bound proven afterwards.
#include "theory/stable/eigenvalue.hpp"

#include "theory/stable/sums.hpp"

#include <algorithm>
#include <cmath>

namespace tailmass::stable {

namespace {

constexpr int most_sweeps = 30; // a dozen serve every matrix in practice

using Rows = std::vector<std::vector<double>>;

/// One rotation in the plane of axes p < q that makes a(p, q) zero, also applied to the rows of `vectors`.
void rotate(Symmetric& a, Rows& vectors, std::size_t p, std::size_t q) {
  const double theta = (a.at(q, q) - a.at(p, p)) / (2 * a.at(p, q));
  const double t = std::copysign(1.0, theta) / (std::abs(theta) + std::hypot(1.0, theta));
  const double cosine = 1 / std::sqrt(1 + t * t);
  const double sine = t * cosine;
  const auto turn = [&](double& x, double& y) {
    const double old = x;
    x = cosine * old - sine * y;
    y = sine * old + cosine * y;
  };
  for (std::size_t k = 0; k < a.size; ++k)
    turn(a.at(k, p), a.at(k, q));
  for (std::size_t k = 0; k < a.size; ++k)
    turn(a.at(p, k), a.at(q, k));
  for (std::size_t k = 0; k < a.size; ++k)
    turn(vectors[p][k], vectors[q][k]);
  a.at(p, q) = a.at(q, p) = 0;
}

/// Rows that are eigenvectors of unit length, but for rounding.
Rows eigenvectors(Symmetric a) {
  const std::size_t d = a.size;
  Rows vectors(d, std::vector<double>(d, 0));
  for (std::size_t i = 0; i < d; ++i)
    vectors[i][i] = 1;
  for (int sweep = 0; sweep < most_sweeps; ++sweep) {
    bool turned = false;
    for (std::size_t p = 0; p < d; ++p)
      for (std::size_t q = p + 1; q < d; ++q)
        if (std::abs(a.at(p, q)) > 0x1p-60 * std::sqrt(std::abs(a.at(p, p)) * std::abs(a.at(q, q))) &&
            std::abs(a.at(p, q)) > 0x1p-80) {
          rotate(a, vectors, p, q);
          turned = true;
        }
    if (!turned)
      break;
  }
  return vectors;
}

Pair inner_product(const std::vector<double>& x, const std::vector<double>& y) {
  CompensatedSum sum;
  for (std::size_t k = 0; k < x.size(); ++k)
    sum.add_product(x[k], y[k]);
  return sum.pair();
}

} // namespace

// Proof of the bound. Let the rows of Q be the vectors found, C the matrix, E = Q Q' - I, w = |E|_F < 1/4,
// M = Q C Q'. By Ostrowski's theorem the largest eigenvalue of M is t times that of C, |t - 1| <= w. That of
// M is at least its largest diagonal entry, and at most the largest sum of a diagonal entry and the
// magnitudes of its row (Gershgorin); `excess` is the distance of the two. So |max M_ii - lambda| <= excess +
// lambda w, and lambda <= (max M_ii + excess)/(1 - w).
//   Rounding of M: rows of Q C by compensated products, u |C|_F |Q|; times Q', |Q| times that and u |M|_F:
//   with |Q| <= 1 + w and |C|_F <= trace < 1, and 8 d^3 u^2 for what compensated products neglect, 3 u for w
//   < 1/4 is enough and 4 u is taken, which also holds the rounding of the row sums beside `excess`, d u
//   times it. Rounding of E: its entries are formed from pairs, off by u of themselves and 8 d^2 u^2.
// Where w >= 1/4, which no input has been seen to cause, lambda is only known to be in [0, trace].
Eigenvalue largest_eigenvalue(const Symmetric& matrix) {
  const std::size_t d = matrix.size;
  const Rows q = eigenvectors(matrix);
  double squares = 0;
  for (std::size_t i = 0; i < d; ++i)
    for (std::size_t j = 0; j < d; ++j) {
      const Pair product = inner_product(q[i], q[j]);
      const double entry = (product.high - (i == j ? 1 : 0)) + product.low;
      squares += entry * entry;
    }
  const double w = std::sqrt(squares) * (1 + 0x1p-20) + 0x1p-20 * unit_roundoff;
  Symmetric m{d, std::vector<double>(d * d)};
  for (std::size_t i = 0; i < d; ++i) {
    std::vector<double> row;
    for (std::size_t j = 0; j < d; ++j) {
      const auto begin = matrix.entries.begin() + static_cast<std::ptrdiff_t>(j * d);
      const std::vector<double> line(begin, begin + static_cast<std::ptrdiff_t>(d));
      row.push_back(inner_product(q[i], line).high);
    }
    for (std::size_t j = 0; j < d; ++j)
      m.at(i, j) = inner_product(row, q[j]).high;
  }
  double value = 0;
  double upper = 0;
  for (std::size_t i = 0; i < d; ++i) {
    double reach = m.at(i, i);
    for (std::size_t j = 0; j < d; ++j)
      reach += j == i ? 0 : std::abs(m.at(i, j));
    value = std::max(value, m.at(i, i));
    upper = std::max(upper, reach);
  }
  if (w >= 0.25)
    return {value, 1};
  const double rounding = 4 * unit_roundoff;
  const double excess = (upper - value) + rounding;
  return {value, (1 + 0x1p-20) * (excess + w * (value + excess) / (1 - w))};
}

} // namespace tailmass::stable
