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

/// Phi_c is below half of the smallest subnormal beyond.
template <class T>
constexpr double last_survival = 39;
template <>
constexpr double last_survival<float> = 14.5;

} // namespace

template <class T>
Estimate<T> normal_survival(T x, double off) {
  const AssumedArithmetic assumed;
  const auto at = static_cast<double>(x);
  const double moved = padded(off + 2 * unit_roundoff<T> * std::abs(at));
  if (at - moved > last_survival<T>)
    return {0, {0, smallest_subnormal<T>}};
  return {boost::math::erfc(x / std::numbers::sqrt2_v<T>) / 2,
          {widened(hazard(at + moved) * moved + boost_error<T>), smallest_subnormal<T>}};
}

template <class T>
Estimate<T> normal_below(T x, double off) {
  return normal_survival(-x, off);
}

template <class T>
Estimate<T> normal_density_near(T x, double off) {
  const AssumedArithmetic assumed;
  const double at = std::abs(static_cast<double>(x));
  const double in_exponent = unit_roundoff<T> * at * at / 2 + off * (at + off);
  return {std::exp(-x * x / 2) * std::numbers::inv_sqrtpi_v<T> / std::numbers::sqrt2_v<T>,
          {widened(in_exponent + libm_error<T> + 4 * unit_roundoff<T>), 2 * smallest_subnormal<T>}};
}

template <class T>
Estimate<T> normal_quantile_of(T p) {
  const AssumedArithmetic assumed;
  return {-std::numbers::sqrt2_v<T> * boost::math::erfc_inv(2 * p),
          {widened(boost_error<T> + 2 * unit_roundoff<T>), 0}};
}

template Estimate<float> normal_survival(float x, double off);
template Estimate<double> normal_survival(double x, double off);
template Estimate<float> normal_below(float x, double off);
template Estimate<double> normal_below(double x, double off);
template Estimate<float> normal_density_near(float x, double off);
template Estimate<double> normal_density_near(double x, double off);
template Estimate<float> normal_quantile_of(float p);
template Estimate<double> normal_quantile_of(double p);

} // namespace tailmass::stable
