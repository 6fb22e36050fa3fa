// The standard normal distribution, written the same for every number type.
#pragma once

#include "theory/numbers/ball.hpp"

#include <cmath>

namespace tailmass {

/// x with Phi(x) = p for 0 < p < 1 to some 10 digits, by bisection: where the quantiles below start.
[[nodiscard]] double normal_quantile_guess(double p);

/// Phi(x), the probability below x; of full relative accuracy also far below 0.
template <class R>
[[nodiscard]] R normal_cdf(const R& x) {
  using std::erfc;
  using std::sqrt;
  return R(erfc(R(-x / sqrt(R(2)))) / R(2));
}
/// Phi_c(x) = 1 - Phi(x), of full relative accuracy also far above 0.
template <class R>
[[nodiscard]] R normal_survival(const R& x) {
  return normal_cdf(R(-x));
}
/// phi(x) = e^{-x^2/2}/sqrt(2 pi).
template <class R>
[[nodiscard]] R normal_density(const R& x) {
  using std::acos;
  using std::exp;
  using std::sqrt;
  return R(exp(R(-x * x / R(2))) / sqrt(R(R(2) * acos(R(-1)))));
}
/// Phi^{-1}(p), 0 < p < 1, by Newton's method: the digits double in every step.
template <class R>
[[nodiscard]] R normal_quantile(const R& p) {
  constexpr int steps = 6; // of 10 digits
  R x(normal_quantile_guess(static_cast<double>(p)));
  for (int step = 0; step < steps; ++step)
    x -= R(R(normal_cdf(x) - p) / normal_density(x));
  return x;
}

// The same as enclosures. A number without a precision is a std::logic_error.
[[nodiscard]] Ball normal_cdf(const Ball& x);
[[nodiscard]] Ball normal_survival(const Ball& x);
[[nodiscard]] Ball normal_density(const Ball& x);
/// Where 0 < p < 1 is not certain the whole line. An interval Newton step proves the enclosure.
[[nodiscard]] Ball normal_quantile(const Ball& p);

} // namespace tailmass
