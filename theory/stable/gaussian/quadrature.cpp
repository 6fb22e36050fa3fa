// Integrals of functions that know their own errors, by Boost.Math.
#include "theory/stable/gaussian/quadrature.hpp"

#include "theory/numbers/assumed_arithmetic.hpp"

#include <algorithm>
#include <boost/math/quadrature/gauss_kronrod.hpp>

namespace tailmass::stable {

Estimate<> integral_of(const Integrand& f, double from, double to) {
  const AssumedArithmetic assumed;
  using Rule = boost::math::quadrature::gauss_kronrod<double, 61>;
  constexpr double u = unit_roundoff<>;
  constexpr unsigned depth = 12; // halvings at most
  if (!(from < to))
    return {0, {}};
  const double off = 4 * u * std::max(std::abs(from), std::abs(to));
  const double scale = std::max(1.0, (to - from) / 2);
  double error = 0, size = 0, error_of_bound = 0;
  const double value =
      Rule::integrate([&](double x) { return f(x, off).value; }, from, to, depth, 1e-13, &error, &size);
  const auto bound = [&](double x) { return absolute_error(f(x, off)); };
  const double of_f = Rule::integrate(bound, from, to, depth, 1e-3, &error_of_bound);
  return {value, {0, padded(scale * (error + error_of_bound) + of_f * (1 + 1.0 / 64) + 128 * u * size)}};
}

} // namespace tailmass::stable
