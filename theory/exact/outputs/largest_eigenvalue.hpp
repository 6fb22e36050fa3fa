// The largest eigenvalue of a covariance.
#pragma once

#include "theory/exact/outputs/variances.hpp"
#include "theory/numbers/interval.hpp"

#include <algorithm>
#include <limits>
#include <optional>

namespace tailmass::exact {

/// Bits after which numbers of a precision are rounded.
template <class R>
int bits_of(const Precision<R>&) {
  return std::numeric_limits<R>::digits;
}
inline int bits_of(const Precision<Ball>& at) {
  return static_cast<int>(at.bits);
}

/// Replaces each entry of a positive semidefinite d x d matrix by its midpoint where R is an interval, and
/// gives an interval about 0 that holds what this does to an eigenvalue, no more than r, the norm of the
/// radii, and to what bounds the largest by powers of the trace: eigenvalues may fall below 0, together by
/// sqrt(d) r at most. 2 (d + 1) r is more than both.
template <class R>
R settle(Columns<R>&) {
  return R(0);
}
[[nodiscard]] Ball settle(Columns<Ball>& matrix);

/// Any number from low to high: the interval where R is one.
template <class R>
R between(const R&, const R& high) {
  return high;
}
[[nodiscard]] Ball between(const Ball& low, const Ball& high);

/// Whether a number of at most 1 is as good as 1, where R knows how far off it may be.
template <class R>
bool nearly_one(const R&, const Precision<R>&) {
  return false;
}
[[nodiscard]] bool nearly_one(const Ball& x, const Precision<Ball>& at);

/// The largest of d numbers p >= 0 of sum 1 where those that count are as good as equal, from s = sum p^2 and
/// c = sum p^3: s <= max p <= s + sqrt((c - s^2)/s), as the sum of p (p - s)^2 is c - s^2. Of numbers that
/// may be negative by `slack` in all. Nothing where they are not as good as equal, or one is nearly 1.
template <class R>
std::optional<R> largest_of_equals(const R&, const R&, const R&, const Precision<R>&) {
  return std::nullopt;
}
[[nodiscard]] std::optional<Ball> largest_of_equals(const Ball& s, const Ball& c, const Ball& slack,
                                                    const Precision<Ball>& at);

/// The largest eigenvalue lambda of a matrix between two numbers: from the lower one to just above it where
/// the matrix has none above that, by the pivots of a multiple of I less it, else to the higher one.
template <class R>
R narrowed(const R&, const R& high, const Columns<R>&, const Precision<R>&) {
  return high;
}
[[nodiscard]] Ball narrowed(const Ball& low, const Ball& high, const Columns<Ball>& matrix,
                            const Precision<Ball>& at);

template <class R>
R trace(const Columns<R>& matrix) {
  R sum(0);
  for (std::size_t axis = 0; axis < matrix.size(); ++axis)
    sum += matrix[axis][axis];
  return sum;
}

/// The largest eigenvalue of a symmetric positive semidefinite matrix M_0, d x d, not 0: with t_i = tr M_i
/// and M_{i+1} = (M_i/t_i)^2, lambda_i = t_i sqrt(lambda_{i+1}), and t_m/d <= lambda_m <= t_m, which m roots
/// bring within d^{1/2^m} of each other; and t_i t_{i+1} <= lambda_i, as squares of numbers of sum 1 add up
/// to no more than the largest, which is near sooner where one eigenvalue is; where several are equal, no
/// square tells them apart, but that they are equal. No square inherits its predecessor's radii.
template <class R>
R largest_eigenvalue(const Precision<R>& at, Columns<R> matrix) {
  using std::sqrt;
  const std::size_t d = matrix.size();
  const Columns<R> whole = matrix;
  std::vector<R> slacks{settle(matrix)}, traces{trace(matrix)};
  const auto first = [&](R last) {
    last = R(last + slacks.back());
    for (std::size_t i = traces.size() - 1; i-- > 0;)
      last = R(traces[i] * sqrt(last) + slacks[i]);
    return last;
  };
  for (int i = 0; i < bits_of(at); ++i) {
    const R inverse = R(at(std::size_t{1}) / traces.back());
    Columns<R> square(d, Vector<R>(d, at));
    for (std::size_t a = 0; a < d; ++a)
      for (std::size_t b = 0; b <= a; ++b) {
        const R entry = R(R(dot(matrix[a], matrix[b]) * inverse) * inverse);
        square[a].set(b, entry);
        square[b].set(a, entry);
      }
    const R next = trace(square);
    if (nearly_one(next, at))
      return between(first(R(traces.back() * next)), first(traces.back()));
    R cubes(0);
    for (std::size_t a = 0; a < d; ++a)
      cubes += dot(matrix[a], square[a]);
    if (const std::optional<R> largest =
            largest_of_equals(next, R(cubes * inverse), R(slacks.back() * inverse), at))
      return narrowed(first(R(traces.back() * next)), first(R(traces.back() * *largest)), whole, at);
    matrix = std::move(square);
    slacks.push_back(settle(matrix));
    traces.push_back(trace(matrix));
  }
  return between(first(R(traces.back() / at(d))), first(traces.back()));
}

/// The same, enclosed from below by a Rayleigh quotient and from above by a number t for which t I - M has
/// positive pivots; the whole line where doubles do not reach.
[[nodiscard]] Interval largest_eigenvalue(const Precision<Interval>& at, const Columns<Interval>& matrix);

/// The largest eigenvalue of Cov_P(V). d^3 operations for each bit of the precision.
template <class R>
const R& covariance_eigenvalue(Evaluator<R>& row) {
  return row.of_row().once({"covariance_eigenvalue"}, [&] {
    const Values& values = row.values();
    const std::span<const Key> keys = row.scores().finite();
    const bool constant = std::ranges::all_of(
        keys, [&](Key key) { return std::ranges::equal(values.of(key), values.of(keys.front())); });
    return constant ? row.precision()(0.0) : largest_eigenvalue(row.precision(), covariance(row));
  });
}

/// sqrt(tau/(1 - tau)) sqrt(lambda).
template <class R>
R bound_by_covariance(Evaluator<R>& row) {
  using std::sqrt;
  return R(root_odds(row) * sqrt(covariance_eigenvalue(row)));
}

} // namespace tailmass::exact
