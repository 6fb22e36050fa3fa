// How forward error bounds of floating-point code are stated, and what they assume of the machine.
#pragma once

#include <cmath>

namespace tailmass::stable {

/// |computed - true| <= relative |true| + absolute.
struct ErrorBound {
  double relative = 0;
  double absolute = 0;
};

/// A computed number with its error bound. A result beyond the range of double is given as infinity or NaN,
/// for which the bound says nothing.
struct Estimate {
  double value = 0;
  ErrorBound bound = {};
};

/// u = 2^-53: + - * / fma and sqrt of doubles are fl(x) = x (1 + d), |d| <= u, up to underflow. Sums and
/// differences never underflow; a product, quotient or fma that does is off by at most half of
/// `smallest_subnormal`.
inline constexpr double unit_roundoff = 0x1p-53;
inline constexpr double smallest_subnormal = 0x1p-1074;

/// exp, expm1, log and log1p of glibc on x86_64 are within 1 ulp (glibc manual, "Known Maximum Errors in Math
/// Functions"), that is within 2 u relatively, and within `smallest_subnormal` where the result is subnormal.
inline constexpr double libm_error = 2 * unit_roundoff;

/// A first-order count of rounding errors, widened to cover all products of them. A count of m errors u is at
/// most (1 + u)^m - 1 <= m u (1 + m u), and m stays below 2^12 here; what else is neglected against u (the
/// square of a correction of an exponent, underflow of one weight beside another of size 1) is below 2^-25 u.
[[nodiscard]] constexpr double widened(double first_order) {
  return first_order * (1 + 0x1p-20);
}

} // namespace tailmass::stable
