// The standard normal distribution in balls.
#include "theory/numbers/normal.hpp"

#if __has_include(<flint/arb_hypgeom.h>)
#include <flint/arb_hypgeom.h>
#else
#include <arb_hypgeom.h>
#endif

#include <stdexcept>

namespace tailmass {

namespace {

constexpr long guard_bits = 32;

Ball half(Ball x) {
  arb_mul_2exp_si(x.raw(), x.raw(), -1);
  return x;
}

long bits_of(const Ball& x) {
  if (x.bits() == 0)
    throw std::logic_error("an exact number needs a precision before it is rounded");
  return x.bits();
}

Ball midpoint(Ball x) {
  mag_zero(arb_radref(x.raw()));
  return x;
}

} // namespace

double normal_quantile_guess(double p) {
  double low = -40;
  double high = 40;
  constexpr int halvings = 48;
  for (int i = 0; i < halvings; ++i) {
    const double middle = (low + high) / 2;
    (normal_cdf(middle) < p ? low : high) = middle;
  }
  return (low + high) / 2;
}

Ball normal_cdf(const Ball& x) {
  const long bits = bits_of(x);
  Ball result = -x / sqrt(Ball(2).at_precision(bits));
  arb_hypgeom_erfc(result.raw(), result.raw(), bits);
  return half(std::move(result));
}

Ball normal_survival(const Ball& x) {
  return normal_cdf(-x);
}

Ball normal_density(const Ball& x) {
  const long bits = bits_of(x);
  Ball two_pi = Ball().at_precision(bits);
  arb_const_pi(two_pi.raw(), bits);
  return exp(half(-(x * x))) / sqrt(two_pi * Ball(2));
}

// Interval Newton: where N = x - (Phi(x) - p)/phi(X) lies in the interval X around x, it holds a root of
// Phi - p for every p of the ball (N maps X into itself by the mean value theorem), and Phi has no other.
Ball normal_quantile(const Ball& p) {
  const long bits = bits_of(p);
  if (!certainly_less(Ball(0), p) || !certainly_less(p, Ball(1))) {
    Ball everything = p;
    arb_zero_pm_inf(everything.raw());
    return everything;
  }
  const Ball target = p.at_precision(bits + guard_bits);
  const Ball aim = midpoint(target);
  Ball x = Ball(normal_quantile_guess(approximate(p))).at_precision(bits + guard_bits);
  for (long correct = 16; correct < 2 * (bits + guard_bits); correct *= 2)
    x = midpoint(x - (normal_cdf(x) - aim) / normal_density(x));
  const Ball miss = normal_cdf(x) - target;
  mag_t reach;
  mag_init(reach);
  arb_get_mag(reach, (miss / normal_density(x)).raw());
  Ball step = x;
  bool inside = false;
  constexpr int widenings = 16;
  for (int i = 0; i < widenings && !inside; ++i) {
    mag_mul_2exp_si(reach, reach, 1);
    Ball around = x;
    arb_add_error_mag(around.raw(), reach);
    step = x - miss / normal_density(around);
    inside = arb_contains(around.raw(), step.raw()) != 0;
  }
  mag_clear(reach);
  if (!inside)
    arb_zero_pm_inf(step.raw());
  return step.at_precision(bits);
}

} // namespace tailmass
