// Lengths of value vectors and of their differences at any scale, and their maxima.
#pragma once

#include "theory/nouns/case.hpp"
#include "theory/stable/outputs/scaled.hpp"

#include <span>
#include <vector>

namespace tailmass::stable {

/// |x| for x(axis) = entries[axis] 2^exponents[axis], within (d/2 + 1) u for d <= 2^20.
template <class T>
[[nodiscard]] Scaled<T> norm(std::span<const T> entries, std::span<const int> exponents);
/// |x - y| of two vectors of d finite numbers, rounded to T, within length_error(d), relatively, at every
/// scale.
template <class T = double>
[[nodiscard]] Scaled<T> distance(std::span<const double> x, std::span<const double> y);
/// |x|, within length_error(d).
template <class T = double>
[[nodiscard]] Scaled<T> norm(std::span<const double> x);
/// (d/2 + 3) u, for d <= 2^20.
template <class T = double>
[[nodiscard]] double length_error(std::size_t dimension);

/// What rounding a value matrix to T moves: a property of the matrix, to be had as
/// values.derived<ValueRounding<T>>().
template <class T>
struct ValueRounding {
  explicit ValueRounding(const Values& values);
  double length = 0;        ///< max |v_j' - v_j|
  std::vector<double> axes; ///< the same of each coordinate
};

/// What rounding to T adds to a computed length, both of whose ends, or one, are values.
template <class T>
[[nodiscard]] Scaled<double> by_moved_ends(const Values& values, double ends);

/// Upper bounds of the distances of the values of a matrix from a point near their mean. By the triangle
/// inequality they tell pairs that cannot be the farthest. To be had as values.derived<Radii>().
struct Radii {
  explicit Radii(const Values& values);
  std::vector<double> bounds; ///< by key, in units of 2^exponent
  int exponent = 0;
  std::vector<Key> order; ///< all keys, by descending bound
};

/// C = max |v_j| over keys of finite score, within length_error(d), and absolutely what rounding moves a
/// value.
template <class T = double>
[[nodiscard]] ScaledEstimate<T> max_norm(const Case& c);
/// diam_{H,T} = max |v_i - v_j| over head i, tail j of finite score, within length_error(d), and twice what
/// rounding moves a value; 0 without a tail. O(n + m d), m <= k (n - k) being the pairs that Radii leave:
/// some n of them where lengths vary, all where the values lie on a sphere.
template <class T = double>
[[nodiscard]] ScaledEstimate<T> diameter(const Case& c);

} // namespace tailmass::stable
