// The standard normal distribution in doubles, with error bounds.
#pragma once

#include "theory/stable/errors.hpp"

namespace tailmass::stable {

/// erfc, erfc_inv and lgamma of Boost.Math are within 2 epsilon = 4 u relatively, and within
/// `smallest_subnormal` where the result is subnormal: its documentation says "accurate to less than ~ 2
/// epsilon" of the inverses, and lists peak errors of the others below that for double, which it evaluates in
/// long double.
inline constexpr double boost_error = 4 * unit_roundoff<>;

/// Phi_c of a number that is within `off` of x, by erfc. Error boost_error, and the moved argument: 2 u |x|
/// of the quotient by sqrt(2) and `off`, times the slope of ln Phi_c, phi/Phi_c < (x + sqrt(x^2 + 4))/2
/// (Birnbaum 1942; 1 for x <= 0); smallest_subnormal. 0 where it is certainly below the range, x > 39.
[[nodiscard]] Estimate<> normal_survival(double x, double off = 0);
/// Phi: Phi_c(-x).
[[nodiscard]] Estimate<> normal_below(double x, double off = 0);
/// phi of a number within `off` of x. Error: u x^2/2 of the exponent and |x| off + off^2, libm_error, 4 u of
/// both constants and the operations with them; 2 smallest_subnormal.
[[nodiscard]] Estimate<> normal_density_near(double x, double off = 0);
/// Phi^{-1}(p), 0 < p < 1, by erfc_inv. Error boost_error and 2 u for sqrt(2) and the product.
[[nodiscard]] Estimate<> normal_quantile_of(double p);

} // namespace tailmass::stable
