// Rigorous quadrature of e^{sigma x} phi(x).
#include "theory/exact/gaussian/truncated_mass.hpp"

#include <algorithm>
#include <cmath>
#if __has_include(<flint/acb_calc.h>)
#include <flint/acb_calc.h>
#else
#include <acb_calc.h>
#endif

namespace tailmass::exact {

namespace {

/// e^{sigma z - z^2/2}, which is analytic everywhere.
int hill(acb_ptr result, const acb_t z, void* sigma, slong /*order*/, slong bits) {
  acb_t square;
  acb_init(square);
  acb_mul(square, z, z, bits);
  acb_mul_2exp_si(square, square, -1);
  acb_mul_arb(result, z, static_cast<arb_srcptr>(sigma), bits);
  acb_sub(result, result, square, bits);
  acb_exp(result, result, bits);
  acb_clear(square);
  return 0;
}

/// The integral of the hill between two doubles.
Ball integral(Ball sigma, double from, double to, long bits) {
  acb_t a, b, sum;
  mag_t tolerance;
  acb_init(a), acb_init(b), acb_init(sum), mag_init(tolerance);
  acb_set_d(a, from), acb_set_d(b, to);
  mag_set_ui_2exp_si(tolerance, 1, -bits);
  acb_calc_integrate(sum, hill, sigma.raw(), a, b, bits, tolerance, nullptr, bits);
  Ball result = Ball().at_precision(bits);
  acb_get_real(result.raw(), sum);
  acb_clear(a), acb_clear(b), acb_clear(sum), mag_clear(tolerance);
  return result;
}

} // namespace

namespace {

/// How far from sigma the hill is below 2^-bits of its height.
double reach(long bits) {
  return std::sqrt(2 * 0.7 * static_cast<double>(bits)) + 2;
}

/// Widens a mass by what lies beyond a double c on one side, |c - sigma| > 1: e^{sigma x} phi(x) is
/// e^{sigma^2/2} phi(x - sigma), and the integral of phi beyond y > 0 is below phi(y)/y.
Ball with_rest(Ball mass, const Precision<Ball>& at, double sigma, double beyond) {
  const Ball off = abs(at(sigma) - at(beyond));
  const Ball rest = exp(at(sigma) * at(sigma) / Ball(2)) * normal_density(off) / off;
  arb_add_error(mass.raw(), rest.raw());
  return mass;
}

} // namespace

Ball exponential_mean_below(const Precision<Ball>& at, double sigma, double threshold) {
  const double from = std::floor(std::min(sigma, threshold) - reach(at.bits));
  return with_rest(normal_density(at(0.0)) * integral(at(sigma), from, threshold, at.bits), at, sigma, from);
}

Ball exponential_mean(const Precision<Ball>& at, double sigma) {
  const double to = std::ceil(sigma + reach(at.bits));
  return with_rest(exponential_mean_below(at, sigma, to), at, sigma, to);
}

} // namespace tailmass::exact
