// Integrals of functions that know their own errors, by Boost.Math.
#include "theory/stable/gaussian/quadrature.hpp"

#include "theory/numbers/assumed_arithmetic.hpp"
#include "theory/stable/gaussian/normal.hpp"

#include <algorithm>
#include <boost/math/quadrature/gauss_kronrod.hpp>

namespace tailmass::stable {

namespace {

/// Of the pieces' estimated errors, relatively, where halving ends.
template <class T>
constexpr T tolerance = 1e-13;
template <>
constexpr float tolerance<float> = 1e-5F;

} // namespace

template <class T>
Estimate<T> integral_of(const Integrand<T>& f, T from, T to) {
  const AssumedArithmetic assumed;
  using Rule = boost::math::quadrature::gauss_kronrod<T, 61>;
  using BoundRule = boost::math::quadrature::gauss_kronrod<double, 61>;
  constexpr double u = unit_roundoff<T>;
  constexpr unsigned depth = 12; // halvings at most
  if (!(from < to))
    return {0, {}};
  const auto low = static_cast<double>(from), high = static_cast<double>(to);
  const double off = 4 * u * std::max(std::abs(low), std::abs(high));
  const double scale = std::max(1.0, (high - low) / 2);
  T error = 0, size = 0;
  double error_of_bound = 0;
  const T value =
      Rule::integrate([&](T x) { return f(x, off).value; }, from, to, depth, tolerance<T>, &error, &size);
  const auto bound = [&](double x) { return error_of(f(static_cast<T>(x), off)); };
  const double of_f = BoundRule::integrate(bound, low, high, depth, 1e-3, &error_of_bound);
  return {value,
          {0, padded(scale * (static_cast<double>(error) + error_of_bound) + of_f * (1 + 1.0 / 64) +
                     128 * u * static_cast<double>(size))}};
}

template Estimate<float> integral_of(const Integrand<float>& f, float from, float to);
template Estimate<double> integral_of(const Integrand<double>& f, double from, double to);

} // namespace tailmass::stable
