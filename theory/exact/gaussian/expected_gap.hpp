// The expected boundary gap of the Gaussian score model, two ways.
#pragma once

#include "theory/numbers/normal.hpp"
#include "theory/numbers/precision.hpp"

#include <cstddef>
#include <limits>

namespace tailmass::exact {

/// The function Phi^below Phi_c^above, times x phi where `first_moment`, to be integrated over the line. It
/// vanishes at both ends: below, above >= 1, or `first_moment`.
struct NormalPowers {
  std::size_t below = 0;
  std::size_t above = 0;
  bool first_moment = false;
};

/// Points step * first .. step * last of the trapezoidal rule, exact as doubles: step has a few bits only.
struct LineGrid {
  double step = 1;
  long first = 0;
  long last = 0;
  double strip = 1; ///< a: half the width of the strip about the line in which the function is bounded
};
/// A grid whose error is about 2^-bits.
[[nodiscard]] LineGrid grid_for(const NormalPowers& powers, double bits);

/// A bound of |step * sum over the grid - integral|, for any grid.
///
/// The trapezoidal rule over all multiples of the step is off by at most 2 M/(e^{2 pi a/step} - 1), where M
/// bounds the integral of |f(x + iy)| over x for every |y| <= a (Trefethen and Weideman, "The exponentially
/// convergent trapezoidal rule", SIAM Review 56 (2014), Thm 5.1); here |Phi(x + iy)| <= Phi(x) + c phi(x)
/// with c = a e^{a^2/2}, the same of Phi_c, and |phi(x + iy)| <= e^{a^2/2} phi(x). What the grid leaves out
/// is at most phi(end)^p on each side, p the power of what is small there, from Phi_c(x) <= phi(x) for x
/// >= 1.
[[nodiscard]] Ball grid_error(const NormalPowers& powers, const LineGrid& grid);

/// x^exponent by squaring.
template <class R>
R whole_power(R x, std::size_t exponent) {
  R result(1);
  for (; exponent > 0; exponent /= 2) {
    if (exponent % 2 == 1)
      result *= x;
    x *= R(x);
  }
  return result;
}

/// n over k.
template <class R>
R choose(const Precision<R>& at, std::size_t n, std::size_t k) {
  R result = at(std::size_t{1});
  for (std::size_t i = 1; i <= k; ++i) {
    result *= R(n - k + i);
    result /= R(i);
  }
  return result;
}

/// step * sum over the grid.
template <class R>
R sum_over(const Precision<R>& at, const NormalPowers& powers, const LineGrid& grid) {
  R sum = at(std::size_t{0});
  for (long i = grid.first; i <= grid.last; ++i) {
    const R x = at(static_cast<double>(i) * grid.step);
    // The smaller of the two is computed, and the other one is what it leaves of 1.
    const R smaller = i > 0 ? normal_survival(x) : normal_cdf(x);
    const R larger = R(R(1) - smaller);
    R term = R(whole_power(i > 0 ? larger : smaller, powers.below) *
               whole_power(i > 0 ? smaller : larger, powers.above));
    if (powers.first_moment)
      term *= R(x * normal_density(x));
    sum += term;
  }
  return R(sum * R(grid.step));
}

/// factor * integral over the line, as exact as the type is.
template <class R>
R over_the_line(const Precision<R>& at, const NormalPowers& powers, const R& factor) {
  constexpr double bits = std::numeric_limits<R>::digits;
  return R(factor * sum_over(at, powers, grid_for(powers, bits + std::log2(static_cast<double>(factor)))));
}
/// Encloses that integral.
[[nodiscard]] Ball over_the_line(const Precision<Ball>& at, const NormalPowers& powers, const Ball& factor);

/// E Delta_k of n independent scores N(0, sigma^2), 1 <= k < n, as sigma C(n, k) integral Phi^{n-k} Phi_c^k
/// dx.
template <class R>
R gaussian_expected_gap(const Precision<R>& at, double sigma, std::size_t n, std::size_t k) {
  return R(at(sigma) * over_the_line(at, {n - k, k, false}, choose(at, n, k)));
}

/// E s_(j) of the j-th largest of them, from its density: sigma n C(n-1, j-1) integral x phi Phi^{n-j}
/// Phi_c^{j-1} dx.
template <class R>
R gaussian_expected_score(const Precision<R>& at, double sigma, std::size_t n, std::size_t j) {
  return R(at(sigma) * over_the_line(at, {n - j, j - 1, true}, R(R(n) * choose(at, n - 1, j - 1))));
}

} // namespace tailmass::exact
