// Lengths of value vectors and of their differences at any scale, and their maxima.
#pragma once

#include "theory/nouns/case.hpp"
#include "theory/stable/errors.hpp"

#include <compare>
#include <span>
#include <vector>

namespace tailmass::stable {

/// The number >= 0 that is value times 2^exponent, with value in [1/2, 1), or 0 and exponent 0. It holds the
/// squares, lengths and products that leave the range of T.
template <class T = double>
struct Scaled {
  T value = 0;
  int exponent = 0;

  /// Nearest number of T: infinite past the range, off by at most half of smallest_subnormal below the normal
  /// numbers.
  [[nodiscard]] T number() const;
  [[nodiscard]] std::strong_ordering operator<=>(const Scaled& other) const;
  [[nodiscard]] bool operator==(const Scaled&) const = default;
};

/// x 2^exponent for x >= 0; infinity and NaN stay what they are.
template <class T>
[[nodiscard]] Scaled<T> scaled(T x, int exponent = 0);
/// x y and x + y, within u relatively, and the square root, within u.
template <class T>
[[nodiscard]] Scaled<T> operator*(const Scaled<T>& x, const Scaled<T>& y);
template <class T>
[[nodiscard]] Scaled<T> operator+(const Scaled<T>& x, const Scaled<T>& y);
template <class T>
[[nodiscard]] Scaled<T> sqrt(const Scaled<T>& x);
/// The same number in double.
template <class T>
[[nodiscard]] Scaled<double> in_double(const Scaled<T>& x);

/// A computed number x' with its error bound: |x' - x| <= relative |x| + absolute.
template <class T = double>
struct ScaledEstimate {
  Scaled<T> value;
  double relative = 0;
  Scaled<double> absolute = {};

  /// The same in numbers of T; infinite where the value or its error is beyond them.
  [[nodiscard]] Estimate<T> number() const;
};

template <class T>
[[nodiscard]] ScaledEstimate<T> scaled(const Estimate<T>& x);
/// The product, with both errors and its own.
template <class T>
[[nodiscard]] ScaledEstimate<T> operator*(const ScaledEstimate<T>& x, const ScaledEstimate<T>& y);
/// The square root, likewise: half the relative error, and what the absolute one becomes.
template <class T>
[[nodiscard]] ScaledEstimate<T> sqrt(const ScaledEstimate<T>& x);

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

/// C = max |v_j| over keys of finite score, within length_error(d), and absolutely what rounding moves a
/// value.
template <class T = double>
[[nodiscard]] ScaledEstimate<T> max_norm(const Case& c);
/// diam_{H,T} = max |v_i - v_j| over head i, tail j of finite score, within length_error(d), and twice what
/// rounding moves a value; 0 without a tail. O(k (n - k) d).
template <class T = double>
[[nodiscard]] ScaledEstimate<T> diameter(const Case& c);

} // namespace tailmass::stable
