// The Gaussian score model: what has a closed form.
#include "theory/stable/gaussian/gaussian.hpp"

#include "theory/nouns/domain_error.hpp"
#include "theory/numbers/assumed_arithmetic.hpp"
#include "theory/stable/gaussian/normal.hpp"

#include <algorithm>
#include <string>
#include <type_traits>

namespace tailmass::stable {

namespace {

/// p/phi(z) at most, where p <= 1/2 is beyond z: sqrt(pi/2).
constexpr double mills_ratio = 1.2534;

void require_sigma(double sigma) {
  if (!(sigma >= 0 && std::isfinite(sigma)))
    throw DomainError("sigma is negative or not finite");
}

/// Phi_c(sigma + x).
template <class T>
Estimate<T> survival_beyond(double sigma, const Estimate<T>& x) {
  const T sum = rounded<T>(sigma) + x.value;
  return normal_survival<T>(sum, padded(error_of(x) + rounding_of<T>(sigma) +
                                        unit_roundoff<T> * std::abs(static_cast<double>(sum))));
}

/// Phi^{-1}(epsilon), epsilon rounded to T.
template <class T>
Estimate<T> quantile_at(double epsilon) {
  const T near = rounded<T>(epsilon);
  const double moved = rounding_of<T>(epsilon), apart = std::min(epsilon, 1 - epsilon) - moved;
  if (!(apart > 0))
    return {0, {0, infinity}};
  Estimate<T> z = normal_quantile_of(near);
  z.bound.absolute = padded(mills_ratio * (moved / apart));
  return z;
}

} // namespace

template <class T>
Estimate<T> gaussian_threshold(std::size_t n, std::size_t k) {
  const AssumedArithmetic assumed;
  if (k < 1 || k >= n)
    throw DomainError("k = " + std::to_string(k) + " is outside 1.." + std::to_string(n) + " - 1");
  Estimate<T> z = normal_quantile_of(static_cast<T>(std::min(k, n - k)) / static_cast<T>(n)); // <= 0
  if (k < n - k)
    z.value = -z.value;
  constexpr double roundings = std::is_same_v<T, float> ? 3 : 1;
  z.bound.absolute = padded(roundings * mills_ratio * unit_roundoff<T>);
  return z;
}

template <class T>
Estimate<T> gaussian_tail_mass(std::size_t n, std::size_t k, double sigma) {
  const AssumedArithmetic assumed;
  require_sigma(sigma);
  const Estimate<T> z = gaussian_threshold<T>(n, k);
  return survival_beyond<T>(sigma, {-z.value, z.bound});
}

template <class T>
Estimate<T> gaussian_k_epsilon_fraction(double sigma, double epsilon) {
  const AssumedArithmetic assumed;
  require_sigma(sigma);
  if (!(0 < epsilon && epsilon < 1))
    throw DomainError("epsilon is outside (0, 1)");
  return survival_beyond<T>(sigma, quantile_at<T>(epsilon));
}

std::size_t gaussian_k_epsilon(std::size_t n, double sigma, double epsilon) {
  const AssumedArithmetic assumed;
  if (n == 0)
    throw DomainError("empty row of scores");
  const double k = std::ceil(whole(n) * gaussian_k_epsilon_fraction(sigma, epsilon).value);
  return static_cast<std::size_t>(std::clamp(k, 1.0, whole(n)));
}

template <class T>
Estimate<T> gaussian_expected_gap_about(std::size_t n, std::size_t k, double sigma) {
  const AssumedArithmetic assumed;
  require_sigma(sigma);
  const Estimate<T> z = gaussian_threshold<T>(n, k);
  const Estimate<T> density = normal_density_near<T>(z.value, error_of(z));
  const double moved = sigma > 0 ? rounding_of<T>(sigma) / sigma : 0;
  return {rounded<T>(sigma) / (static_cast<T>(n) * density.value),
          {widened(density.bound.relative + moved + 3 * unit_roundoff<T>), smallest_subnormal<T>}};
}

template Estimate<float> gaussian_threshold(std::size_t n, std::size_t k);
template Estimate<double> gaussian_threshold(std::size_t n, std::size_t k);
template Estimate<float> gaussian_tail_mass(std::size_t n, std::size_t k, double sigma);
template Estimate<double> gaussian_tail_mass(std::size_t n, std::size_t k, double sigma);
template Estimate<float> gaussian_k_epsilon_fraction(double sigma, double epsilon);
template Estimate<double> gaussian_k_epsilon_fraction(double sigma, double epsilon);
template Estimate<float> gaussian_expected_gap_about(std::size_t n, std::size_t k, double sigma);
template Estimate<double> gaussian_expected_gap_about(std::size_t n, std::size_t k, double sigma);

} // namespace tailmass::stable
