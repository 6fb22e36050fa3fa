// The standard normal distribution in float and double, with error bounds.
#pragma once

#include "theory/stable/errors.hpp"

namespace tailmass::stable {

/// erfc, erfc_inv and lgamma of Boost.Math are within 2 epsilon = 4 u relatively, and within
/// `smallest_subnormal` where the result is subnormal: its documentation says "accurate to less than ~ 2
/// epsilon" of the inverses, and lists peak errors of the others below that. Those of a double it evaluates
/// in long double, those of a float in double.
template <class T = double>
inline constexpr double boost_error = 4 * unit_roundoff<T>;

/// |x - true| at most, as absolute_error(), of a number of T.
template <class T>
[[nodiscard]] double error_of(const Estimate<T>& x) {
  return absolute_error({static_cast<double>(x.value), x.bound});
}

/// Phi_c of a number that is within `off` of x, by erfc. Error boost_error, and the moved argument: 2 u |x|
/// of the quotient by sqrt(2) and `off`, times the slope of ln Phi_c, phi/Phi_c < (x + sqrt(x^2 + 4))/2
/// (Birnbaum 1942; 1 for x <= 0); smallest_subnormal. 0 where it is certainly below the range, x > 39, in
/// float 14.5.
template <class T>
[[nodiscard]] Estimate<T> normal_survival(T x, double off = 0);
/// Phi: Phi_c(-x).
template <class T>
[[nodiscard]] Estimate<T> normal_below(T x, double off = 0);
/// phi of a number within `off` of x. Error: u x^2/2 of the exponent and |x| off + off^2, libm_error, 4 u of
/// both constants and the operations with them; 2 smallest_subnormal.
template <class T>
[[nodiscard]] Estimate<T> normal_density_near(T x, double off = 0);
/// Phi^{-1}(p), 0 < p < 1, by erfc_inv. Error boost_error and 2 u for sqrt(2) and the product.
template <class T>
[[nodiscard]] Estimate<T> normal_quantile_of(T p);

} // namespace tailmass::stable
