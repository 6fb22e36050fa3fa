// The mean of e^s below a threshold, of a Gaussian score, by quadrature.
#pragma once

#include "theory/numbers/normal.hpp"
#include "theory/numbers/precision.hpp"

namespace tailmass::exact {

/// The integral of e^{sigma x} phi(x) over all x <= threshold, sigma > 0: over the line of y, x = threshold -
/// e^y, where the trapezoidal rule is as exact as long double is.
template <class R>
R exponential_mean_below(const Precision<R>& at, double sigma, double threshold) {
  using std::exp;
  constexpr int steps = 128; // a unit
  R sum(0);
  for (int i = -48 * steps; i <= 5 * steps; ++i) {
    const R distance = R(exp(R(R(i) / R(steps))));
    const R x = R(at(threshold) - distance);
    sum += R(distance * exp(R(at(sigma) * x)) * normal_density(x));
  }
  return R(sum / R(steps));
}
/// Encloses it: Arb's quadrature of analytic functions over what is not far below, and a bound of the rest.
[[nodiscard]] Ball exponential_mean_below(const Precision<Ball>& at, double sigma, double threshold);

/// The integral over the line, E e^s of a score N(0, sigma^2), likewise.
template <class R>
R exponential_mean(const Precision<R>& at, double sigma) {
  return exponential_mean_below(at, sigma, sigma + 12);
}
[[nodiscard]] Ball exponential_mean(const Precision<Ball>& at, double sigma);

} // namespace tailmass::exact
