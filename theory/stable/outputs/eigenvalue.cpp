// The largest eigenvalue of a symmetric matrix, with an error bound proven afterwards.
#include "theory/stable/outputs/eigenvalue.hpp"

#include "theory/numbers/assumed_arithmetic.hpp"
#include "theory/stable/sums.hpp"

#include <algorithm>
#include <cmath>

namespace tailmass::stable {

namespace {

constexpr int most_sweeps = 30; // a dozen serve every matrix in practice

template <class T>
using Rows = std::vector<std::vector<T>>;

/// One rotation in the plane of axes p < q that makes a(p, q) zero, also applied to the rows of `vectors`.
template <class T>
void rotate(Symmetric<T>& a, Rows<T>& vectors, std::size_t p, std::size_t q) {
  const T theta = (a.at(q, q) - a.at(p, p)) / (2 * a.at(p, q));
  const T t = std::copysign(T(1), theta) / (std::abs(theta) + std::hypot(T(1), theta));
  const T cosine = 1 / std::sqrt(1 + t * t);
  const T sine = t * cosine;
  const auto turn = [&](T& x, T& y) {
    const T old = x;
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
template <class T>
Rows<T> eigenvectors(Symmetric<T> a) {
  constexpr T small = std::numeric_limits<T>::epsilon() / 256;
  const std::size_t d = a.size;
  Rows<T> vectors(d, std::vector<T>(d, T(0)));
  for (std::size_t i = 0; i < d; ++i)
    vectors[i][i] = 1;
  for (int sweep = 0; sweep < most_sweeps; ++sweep) {
    bool turned = false;
    for (std::size_t p = 0; p < d; ++p)
      for (std::size_t q = p + 1; q < d; ++q)
        if (std::abs(a.at(p, q)) > small * std::sqrt(std::abs(a.at(p, p)) * std::abs(a.at(q, q))) &&
            std::abs(a.at(p, q)) > small / T(0x1p20)) {
          rotate(a, vectors, p, q);
          turned = true;
        }
    if (!turned)
      break;
  }
  return vectors;
}

template <class T>
Pair<T> inner_product(const std::vector<T>& x, const std::vector<T>& y) {
  CompensatedSum<T> sum;
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
//   with |Q| <= 1 + w and |C|_F <= trace < 1, 3 u for w < 1/4 is enough and 4 u is taken; compensated
//   products neglect 72 d u^2 an entry, twice, so 160 d^2 u^2 in norm. Rounding of E: its entries are formed
//   from pairs, off by u of themselves and 72 d u^2: 80 d^2 u^2 in norm.
// Where w >= 1/4, which no input has been seen to cause, lambda is only known to be in [0, trace].
template <class T>
Eigenvalue<T> largest_eigenvalue(const Symmetric<T>& matrix) {
  const AssumedArithmetic assumed;
  constexpr double u = unit_roundoff<T>;
  const std::size_t d = matrix.size;
  const double neglected = 80 * static_cast<double>(d) * static_cast<double>(d) * u * u;
  const Rows<T> q = eigenvectors(matrix);
  double squares = 0;
  for (std::size_t i = 0; i < d; ++i)
    for (std::size_t j = 0; j < d; ++j) {
      const Pair<T> product = inner_product(q[i], q[j]);
      const double entry = static_cast<double>((product.high - (i == j ? T(1) : T(0))) + product.low);
      squares += entry * entry;
    }
  const double w = std::sqrt(squares) * (1 + 0x1p-20) + 0x1p-20 * u + neglected;
  Symmetric<T> m{d, std::vector<T>(d * d)};
  for (std::size_t i = 0; i < d; ++i) {
    std::vector<T> row;
    for (std::size_t j = 0; j < d; ++j) {
      const auto begin = matrix.entries.begin() + static_cast<std::ptrdiff_t>(j * d);
      const std::vector<T> line(begin, begin + static_cast<std::ptrdiff_t>(d));
      row.push_back(inner_product(q[i], line).high);
    }
    for (std::size_t j = 0; j < d; ++j)
      m.at(i, j) = inner_product(row, q[j]).high;
  }
  T value = 0;
  for (std::size_t i = 0; i < d; ++i)
    value = std::max(value, m.at(i, i));
  double above = 0;
  for (std::size_t i = 0; i < d; ++i) {
    double off_diagonal = 0;
    for (std::size_t j = 0; j < d; ++j)
      off_diagonal += j == i ? 0 : static_cast<double>(std::abs(m.at(i, j)));
    above = std::max(above, off_diagonal - (static_cast<double>(value) - static_cast<double>(m.at(i, i))));
  }
  if (w >= 0.25)
    return {value, 1};
  const double excess = above + 4 * u + 2 * neglected;
  return {value, (1 + 0x1p-20) * (excess + w * (static_cast<double>(value) + excess) / (1 - w))};
}

template Eigenvalue<float> largest_eigenvalue(const Symmetric<float>&);
template Eigenvalue<double> largest_eigenvalue(const Symmetric<double>&);

} // namespace tailmass::stable
