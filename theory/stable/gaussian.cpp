// The Gaussian score model by Boost.Math.
#include "theory/stable/gaussian.hpp"

#include "theory/nouns/domain_error.hpp"

#include <algorithm>
#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <numbers>

namespace tailmass::stable {

namespace {

double below(double x) { // Phi
  return boost::math::erfc(-x / std::numbers::sqrt2) / 2;
}
double above(double x) { // Phi_c
  return boost::math::erfc(x / std::numbers::sqrt2) / 2;
}
double quantile(double p) { // Phi^{-1}
  return -std::numbers::sqrt2 * boost::math::erfc_inv(2 * p);
}
double density(double x) {
  return std::exp(-x * x / 2) * std::numbers::inv_sqrtpi / std::numbers::sqrt2;
}

template <class F>
double integral_of(const F& f, double from, double to) {
  constexpr unsigned depth = 12; // halvings at most
  constexpr double tolerance = 1e-13;
  if (!(from < to))
    return 0;
  return boost::math::quadrature::gauss_kronrod<double, 61>::integrate(f, from, to, depth, tolerance);
}

void require_head(std::size_t n, std::size_t k) {
  if (k < 1 || k >= n)
    throw DomainError("k = " + std::to_string(k) + " is outside 1.." + std::to_string(n) + " - 1");
}
void require_sigma(double sigma) {
  if (!(sigma >= 0 && std::isfinite(sigma)))
    throw DomainError("sigma is negative or not finite");
}

} // namespace

double gaussian_threshold(std::size_t n, std::size_t k) {
  require_head(n, k);
  return -quantile(whole(k) / whole(n));
}

double gaussian_tail_mass(std::size_t n, std::size_t k, double sigma) {
  require_sigma(sigma);
  return below(gaussian_threshold(n, k) - sigma);
}

double gaussian_k_epsilon_fraction(double sigma, double epsilon) {
  require_sigma(sigma);
  if (!(0 < epsilon && epsilon < 1))
    throw DomainError("epsilon is outside (0, 1)");
  return above(sigma + quantile(epsilon));
}

std::size_t gaussian_k_epsilon(std::size_t n, double sigma, double epsilon) {
  if (n == 0)
    throw DomainError("empty row of scores");
  const double k = std::ceil(whole(n) * gaussian_k_epsilon_fraction(sigma, epsilon));
  return static_cast<std::size_t>(std::clamp(k, 1.0, whole(n)));
}

// To first order a key of score sigma x moves tau_k by ((g - w) 1{x <= z} - tau g)/(n W), g = e^{sigma x}, w
// = g at z and W the mean of g; V is the variance of that. By quadrature, the jump of its slope at z being an
// end.
double gaussian_variance(std::size_t n, std::size_t k, double sigma) {
  const double z = gaussian_threshold(n, k);
  const double tau = gaussian_tail_mass(n, k, sigma);
  const double log_mean = sigma * sigma / 2;
  const double w = std::exp(sigma * z - log_mean);
  const auto influence = [&](double x) {
    const double g = std::exp(sigma * x - log_mean);
    return (x <= z ? g - w : 0) - tau * g;
  };
  const double reach = 13 + 2 * sigma; // beyond it g^2 phi is below 1e-36 of its integral
  const auto expectation = [&](const auto& f) {
    const auto weighted = [&](double x) { return f(x) * density(x); };
    return integral_of(weighted, -reach, z) + integral_of(weighted, z, reach);
  };
  const double mean = expectation(influence);
  return expectation([&](double x) { return std::pow(influence(x) - mean, 2); });
}

double gaussian_expected_gap(std::size_t n, std::size_t k, double sigma) {
  require_head(n, k);
  require_sigma(sigma);
  const double log_choose = boost::math::lgamma(whole(n) + 1) - boost::math::lgamma(whole(k) + 1) -
                            boost::math::lgamma(whole(n - k) + 1);
  const auto integrand = [&](double x) {
    return std::exp(log_choose + whole(n - k) * std::log(below(x)) + whole(k) * std::log(above(x)));
  };
  constexpr double end = 38; // Phi_c underflows beyond
  // The integrand peaks where Phi_c = k/n, with a width of sqrt(rho (1 - rho)/n)/phi(z).
  const double z = gaussian_threshold(n, k);
  const double rho = whole(k) / whole(n);
  const double width = std::sqrt(rho * (1 - rho) / whole(n)) / density(z);
  const double low = std::max(-end, z - 12 * width);
  const double high = std::min(end, z + 12 * width);
  return sigma * (integral_of(integrand, -end, low) + integral_of(integrand, low, z) +
                  integral_of(integrand, z, high) + integral_of(integrand, high, end));
}

double gaussian_expected_gap_about(std::size_t n, std::size_t k, double sigma) {
  return sigma / (whole(n) * density(gaussian_threshold(n, k)));
}

} // namespace tailmass::stable
