// The Gaussian score model: what has a closed form.
#include "theory/stable/gaussian/gaussian.hpp"

#include "theory/nouns/domain_error.hpp"
#include "theory/numbers/assumed_arithmetic.hpp"
#include "theory/stable/gaussian/normal.hpp"

#include <algorithm>
#include <string>

namespace tailmass::stable {

namespace {

void require_sigma(double sigma) {
  if (!(sigma >= 0 && std::isfinite(sigma)))
    throw DomainError("sigma is negative or not finite");
}

/// Phi_c(sigma + x).
Estimate<> survival_beyond(double sigma, const Estimate<>& x) {
  const double sum = sigma + x.value;
  return normal_survival(sum, padded(absolute_error(x) + unit_roundoff<> * std::abs(sum)));
}

} // namespace

Estimate<> gaussian_threshold(std::size_t n, std::size_t k) {
  const AssumedArithmetic assumed;
  if (k < 1 || k >= n)
    throw DomainError("k = " + std::to_string(k) + " is outside 1.." + std::to_string(n) + " - 1");
  Estimate<> z = normal_quantile_of(whole(std::min(k, n - k)) / whole(n)); // <= 0
  if (k < n - k)
    z.value = -z.value;
  z.bound.absolute = padded(1.2534 * unit_roundoff<>);
  return z;
}

Estimate<> gaussian_tail_mass(std::size_t n, std::size_t k, double sigma) {
  const AssumedArithmetic assumed;
  require_sigma(sigma);
  const Estimate<> z = gaussian_threshold(n, k);
  return survival_beyond(sigma, {-z.value, z.bound});
}

Estimate<> gaussian_k_epsilon_fraction(double sigma, double epsilon) {
  const AssumedArithmetic assumed;
  require_sigma(sigma);
  if (!(0 < epsilon && epsilon < 1))
    throw DomainError("epsilon is outside (0, 1)");
  return survival_beyond(sigma, normal_quantile_of(epsilon));
}

std::size_t gaussian_k_epsilon(std::size_t n, double sigma, double epsilon) {
  const AssumedArithmetic assumed;
  if (n == 0)
    throw DomainError("empty row of scores");
  const double k = std::ceil(whole(n) * gaussian_k_epsilon_fraction(sigma, epsilon).value);
  return static_cast<std::size_t>(std::clamp(k, 1.0, whole(n)));
}

Estimate<> gaussian_expected_gap_about(std::size_t n, std::size_t k, double sigma) {
  const AssumedArithmetic assumed;
  require_sigma(sigma);
  const Estimate<> z = gaussian_threshold(n, k);
  const Estimate<> density = normal_density_near(z.value, absolute_error(z));
  return {sigma / (whole(n) * density.value),
          {widened(density.bound.relative + 2 * unit_roundoff<>), smallest_subnormal<>}};
}

} // namespace tailmass::stable
