// How forward error bounds of floating-point code are stated, and what they assume of the machine.
//
// Every quantity of this folder is a template on the floating type T, float or double, in which all of its
// arithmetic is done; only the error bounds are computed in double. The input of a case is doubles: T first
// rounds scores, interval ends, values and temperatures to itself (`rounded`), and the stated bound pays for
// what that moves, which is nothing where the input is representable in T, as scores of a float, float16 or
// bfloat16 tensor are. Input beyond the range of T makes the bound infinite: nothing is clamped.
#pragma once

#include <cmath>
#include <cstddef>
#include <limits>

namespace tailmass::stable {

inline constexpr double infinity = std::numeric_limits<double>::infinity();

/// A count as a number, exact below 2^53.
[[nodiscard]] constexpr double whole(std::size_t n) {
  return static_cast<double>(n);
}

/// |computed - true| <= relative |true| + absolute.
struct ErrorBound {
  double relative = 0;
  double absolute = 0;
};

/// A number computed in T with its error bound. A result beyond the range of T is given as infinity or NaN,
/// for which the bound says nothing; so it does where it is infinite itself.
template <class T = double>
struct Estimate {
  T value = 0;
  ErrorBound bound = {};
};

/// u = 2^-24 or 2^-53: + - * / fma and sqrt of T are fl(x) = x (1 + d), |d| <= u, up to underflow. Sums and
/// differences never underflow; a product, quotient or fma that does is off by at most half of
/// `smallest_subnormal`.
template <class T = double>
inline constexpr double unit_roundoff = static_cast<double>(std::numeric_limits<T>::epsilon()) / 2;
template <class T = double>
inline constexpr double smallest_subnormal = static_cast<double>(std::numeric_limits<T>::denorm_min());

/// exp, expm1, log and log1p of glibc on x86_64, and expf, expm1f, logf and log1pf, are within 1 ulp (glibc
/// manual, "Known Maximum Errors in Math Functions"), that is within 2 u relatively, and within
/// `smallest_subnormal` where the result is subnormal.
template <class T = double>
inline constexpr double libm_error = 2 * unit_roundoff<T>;

/// e^x is a normal number with room for a factor of 2^16 for |x| below this: 600 in double, 75 in float.
template <class T>
inline constexpr T easy_exponent = T(0.5859375) * T(std::numeric_limits<T>::max_exponent);
/// e^x 2^40 is below half of the smallest subnormal for x below this: -773 in double, -131 in float.
template <class T>
inline constexpr T vanishing_exponent = T(0.69314718) * T(std::numeric_limits<T>::min_exponent -
                                                          std::numeric_limits<T>::digits - 41);
/// A power of two such that sums of 2^24 terms of at most this magnitude do not overflow.
template <class T>
inline constexpr T most_summable = std::numeric_limits<T>::max() / T(0x1p+64);

/// x as a number of T; infinite beyond the range of T.
template <class T>
[[nodiscard]] T rounded(double x) {
  if (std::abs(x) > static_cast<double>(std::numeric_limits<T>::max()))
    return static_cast<T>(std::copysign(std::numeric_limits<double>::infinity(), x));
  return static_cast<T>(x);
}

/// |rounded(x) - x|: 0 for what is representable, -inf included.
template <class T>
[[nodiscard]] double rounding_of(double x) {
  const double moved = static_cast<double>(rounded<T>(x));
  return moved == x ? 0 : std::abs(moved - x);
}

/// |value - true| at most, from an estimate's own value; infinite where the relative bound is 1 or more.
[[nodiscard]] inline double absolute_error(const Estimate<>& x) {
  if (!(x.bound.relative < 1))
    return std::numeric_limits<double>::infinity();
  return (x.bound.relative * std::abs(x.value) + x.bound.absolute) / (1 - x.bound.relative) * (1 + 0x1p-20);
}

/// e^x - 1 for x >= 0, rounded up: the relative error that a logarithmic one, |ln(computed/true)| <= x, is at
/// most. Counts of rounding errors add up as logarithms; one of u adds u (1 + u), which the factor covers, as
/// it covers what the derivations neglect against u: below 2^-21 u each.
[[nodiscard]] inline double widened(double x) {
  return (x < 1 ? x * (1 + x) : std::expm1(x)) * (1 + 0x1p-20);
}

/// A bound that was itself computed in double, rounded up.
[[nodiscard]] constexpr double padded(double x) {
  return x * (1 + 0x1p-20);
}

} // namespace tailmass::stable
