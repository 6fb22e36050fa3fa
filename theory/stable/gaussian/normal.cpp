// The standard normal distribution by Boost.Math.
#include "theory/stable/gaussian/normal.hpp"

#include "theory/numbers/assumed_arithmetic.hpp"

#include <algorithm>
#include <boost/math/special_functions/erf.hpp>
#include <cmath>
#include <numbers>

namespace tailmass::stable {

namespace {

/// Upper bound of phi/Phi_c, which rises.
double hazard(double x) {
  return x <= 0 ? 1 : padded((x + std::sqrt(x * x + 4)) / 2);
}

} // namespace

Estimate<> normal_survival(double x, double off) {
  const AssumedArithmetic assumed;
  const double moved = padded(off + 2 * unit_roundoff<> * std::abs(x));
  if (x - moved > 39)
    return {0, {0, smallest_subnormal<>}};
  return {boost::math::erfc(x / std::numbers::sqrt2) / 2,
          {widened(hazard(x + moved) * moved + boost_error), smallest_subnormal<>}};
}

Estimate<> normal_below(double x, double off) {
  const AssumedArithmetic assumed;
  return normal_survival(-x, off);
}

Estimate<> normal_density_near(double x, double off) {
  const AssumedArithmetic assumed;
  const double in_exponent = unit_roundoff<> * x * x / 2 + off * (std::abs(x) + off);
  return {std::exp(-x * x / 2) * std::numbers::inv_sqrtpi / std::numbers::sqrt2,
          {widened(in_exponent + libm_error<> + 4 * unit_roundoff<>), 2 * smallest_subnormal<>}};
}

Estimate<> normal_quantile_of(double p) {
  const AssumedArithmetic assumed;
  return {-std::numbers::sqrt2 * boost::math::erfc_inv(2 * p),
          {widened(boost_error + 2 * unit_roundoff<>), 0}};
}

} // namespace tailmass::stable
