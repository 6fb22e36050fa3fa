// Lengths of value vectors and of their differences in double, at any scale, and their maxima.
#pragma once

#include "theory/nouns/case.hpp"
#include "theory/stable/errors.hpp"

#include <compare>
#include <span>

namespace tailmass::stable {

/// The number >= 0 that is value times 2^exponent, with value in [1/2, 1), or 0 and exponent 0. It holds the
/// squares, lengths and products that leave the range of double.
struct Scaled {
  double value = 0;
  int exponent = 0;

  /// Nearest double: infinite past the range, off by at most 2^-1075 below the normal numbers.
  [[nodiscard]] double number() const;
  [[nodiscard]] std::strong_ordering operator<=>(const Scaled& other) const;
  [[nodiscard]] bool operator==(const Scaled&) const = default;
};

/// x 2^exponent for x >= 0; infinity and NaN stay what they are.
[[nodiscard]] Scaled scaled(double x, int exponent = 0);
/// x y and x + y, within u relatively, and the square root, within u.
[[nodiscard]] Scaled operator*(const Scaled& x, const Scaled& y);
[[nodiscard]] Scaled operator+(const Scaled& x, const Scaled& y);
[[nodiscard]] Scaled sqrt(const Scaled& x);

/// A computed number x' with its error bound: |x' - x| <= relative |x| + absolute.
struct ScaledEstimate {
  Scaled value;
  double relative = 0;
  Scaled absolute = {};

  /// The same in doubles; infinite where the value or its error is beyond them.
  [[nodiscard]] Estimate number() const;
};

[[nodiscard]] ScaledEstimate scaled(const Estimate& x);
/// The product, with both errors and its own.
[[nodiscard]] ScaledEstimate operator*(const ScaledEstimate& x, const ScaledEstimate& y);
/// The square root, likewise: half the relative error, and what the absolute one becomes.
[[nodiscard]] ScaledEstimate sqrt(const ScaledEstimate& x);

/// |x| for x(axis) = entries[axis] 2^exponents[axis], within (d/2 + 1) u for d <= 2^20.
[[nodiscard]] Scaled norm(std::span<const double> entries, std::span<const int> exponents);
/// |x - y| of two vectors of d finite numbers, within length_error(d), relatively, at every scale.
[[nodiscard]] Scaled distance(std::span<const double> x, std::span<const double> y);
/// |x|, within length_error(d).
[[nodiscard]] Scaled norm(std::span<const double> x);
/// (d/2 + 3) u, for d <= 2^20.
[[nodiscard]] double length_error(std::size_t dimension);

/// C = max |v_j| over keys of finite score, within length_error(d).
[[nodiscard]] ScaledEstimate max_norm(const Case& c);
/// diam_{H,T} = max |v_i - v_j| over head i, tail j of finite score, within length_error(d); 0 without a
/// tail. O(k (n - k) d).
[[nodiscard]] ScaledEstimate diameter(const Case& c);

} // namespace tailmass::stable
