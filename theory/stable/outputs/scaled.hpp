// Numbers with an exponent of their own, and estimates of them, for what leaves the range of a type.
#pragma once

#include "theory/stable/errors.hpp"

#include <compare>

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
/// Returns the same number in double.
template <class T>
[[nodiscard]] Scaled<double> in_double(const Scaled<T>& x);

/// A computed number x' with its error bound: |x' - x| <= relative |x| + absolute.
template <class T = double>
struct ScaledEstimate {
  Scaled<T> value;
  double relative = 0;
  Scaled<double> absolute = {};

  /// Returns it in numbers of T; infinite where the value or its error is beyond them.
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

} // namespace tailmass::stable
