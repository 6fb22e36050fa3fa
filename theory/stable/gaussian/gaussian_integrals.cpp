// The Gaussian score model: what is an integral.
#include "theory/nouns/domain_error.hpp"
#include "theory/numbers/assumed_arithmetic.hpp"
#include "theory/stable/gaussian/gaussian.hpp"
#include "theory/stable/gaussian/normal.hpp"
#include "theory/stable/gaussian/quadrature.hpp"

#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>

namespace tailmass::stable {

namespace {

/// x times phi(node), x being off by `error`.
Estimate<> weighted(double x, double error, double node, double off) {
  const Estimate<> phi = normal_density_near(node, off);
  const double of_phi = absolute_error(phi);
  return {x * phi.value,
          {0, padded(error * (phi.value + of_phi) + std::abs(x) * (of_phi + unit_roundoff<> * phi.value)) +
                  smallest_subnormal<>}};
}

/// To first order a key of score sigma x moves tau_k by ((g - w) 1{x <= z} - tau g)/(n W), g = e^{sigma x}, w
/// = g at z and W the mean of g, in units of which g and w are here; V is the variance of that.
class Influence {
public:
  Influence(std::size_t n, std::size_t k, double sigma)
      : sigma_(sigma), z_(gaussian_threshold(n, k)), tau_(gaussian_tail_mass(n, k, sigma)),
        w_(weight(z_.value, absolute_error(z_))) {}

  [[nodiscard]] double boundary() const { return z_.value; }
  [[nodiscard]] double tau() const { return tau_.value; }
  [[nodiscard]] double at_boundary() const { return w_.value; }

  /// At x within `off`, relative to `centre`. Where the boundary is off, g differs from w by less than the
  /// error of w, which is therefore added on both sides.
  [[nodiscard]] Estimate<> at(double x, double off, double centre) const {
    const Estimate<> g = weight(x, off);
    const bool below = x <= z_.value;
    const double kept = below ? g.value - w_.value : 0;
    const double lost = tau_.value * g.value;
    const double value = kept - lost;
    const double of_g = absolute_error(g);
    return {
        value - centre,
        {0, padded((below ? of_g : 0) + absolute_error(w_) + absolute_error(tau_) * (g.value + of_g) +
                   tau_.value * of_g +
                   unit_roundoff<> * (std::abs(kept) + lost + std::abs(value) + std::abs(value - centre)))}};
  }

private:
  /// e^{sigma x}/W.
  [[nodiscard]] Estimate<> weight(double x, double off) const {
    const double half = sigma_ * sigma_ / 2;
    const double exponent = sigma_ * x - half;
    return {std::exp(exponent),
            {widened(sigma_ * off + unit_roundoff<> * (std::abs(sigma_ * x) + half + std::abs(exponent)) +
                     libm_error<>),
             smallest_subnormal<>}};
  }

  double sigma_;
  Estimate<> z_;
  Estimate<> tau_;
  Estimate<> w_;
};

} // namespace

// Beyond `reach` > 13 + 2 sigma nothing is left but a multiple of Phi_c(13) < 6.2e-39: of the mean, E g 1{x >
// reach} = Phi_c(reach - sigma) tau times and |f| <= 2 + w below; of the variance, E g^2 1{x > reach} =
// e^{sigma^2} Phi_c(reach - 2 sigma), as (tau g + m)^2 <= 2 tau^2 g^2 + 2 m^2, and (2 + w + m)^2 below. The
// jump of the slope at z is an end of both integrals.
Estimate<> gaussian_variance(std::size_t n, std::size_t k, double sigma) {
  const AssumedArithmetic assumed;
  constexpr double beyond = 6.2e-39; // Phi_c(13)
  const Influence influence(n, k, sigma);
  const double reach = 13 + 2 * sigma, z = influence.boundary();
  const double tau = influence.tau(), w = influence.at_boundary();
  const auto expectation = [&](const Integrand& f) {
    const Estimate<> below = integral_of(f, -reach, z), above = integral_of(f, z, reach);
    const double sum = below.value + above.value;
    return Estimate<>{sum,
                      {0, below.bound.absolute + above.bound.absolute + unit_roundoff<> * std::abs(sum)}};
  };
  const Estimate<> mean = expectation([&](double x, double off) {
    const Estimate<> f = influence.at(x, off, 0);
    return weighted(f.value, f.bound.absolute, x, off);
  });
  const double mean_error = mean.bound.absolute + padded((tau + w + 2) * beyond);
  Estimate<> variance = expectation([&](double x, double off) {
    const Estimate<> f = influence.at(x, off, mean.value);
    const double error = f.bound.absolute + mean_error, square = f.value * f.value;
    return weighted(square, padded(error * (2 * std::abs(f.value) + error) + unit_roundoff<> * square), x,
                    off);
  });
  const double m = std::abs(mean.value) + mean_error;
  variance.bound.absolute +=
      padded((2 * tau * tau * std::exp(sigma * sigma) + 2 * m * m + std::pow(2 + w + m, 2)) * beyond);
  return variance;
}

Estimate<> gaussian_expected_gap(std::size_t n, std::size_t k, double sigma) {
  const AssumedArithmetic assumed;
  const Estimate<> threshold = gaussian_threshold(n, k);
  if (!(sigma >= 0 && std::isfinite(sigma)))
    throw DomainError("sigma is negative or not finite");
  const double of_n = boost::math::lgamma(whole(n) + 1), of_k = boost::math::lgamma(whole(k) + 1),
               of_rest = boost::math::lgamma(whole(n - k) + 1);
  const double log_choose = of_n - of_k - of_rest;
  const double choose_error = (boost_error + 2 * unit_roundoff<>)*(of_n + of_k + of_rest);
  const auto log_error = [](const Estimate<>& x) {
    return padded(absolute_error(x) / x.value) + libm_error<> * std::abs(std::log(x.value));
  };
  const Integrand integrand = [&](double x, double off) -> Estimate<> {
    const Estimate<> below = normal_below(x, off), above = normal_survival(x, off);
    const double of_below = whole(n - k) * std::log(below.value), of_above = whole(k) * std::log(above.value);
    const double error = choose_error + whole(n - k) * log_error(below) + whole(k) * log_error(above) +
                         3 * unit_roundoff<> * (log_choose - of_below - of_above);
    return {std::exp(log_choose + of_below + of_above),
            {widened(padded(error) + libm_error<>), smallest_subnormal<>}};
  };
  constexpr double end = 38; // Phi_c underflows beyond
  // The integrand peaks where Phi_c = k/n, with a width of sqrt(rho (1 - rho)/n)/phi(z).
  const double z = threshold.value;
  const double rho = whole(k) / whole(n);
  const double width = std::sqrt(rho * (1 - rho) / whole(n)) / normal_density_near(z).value;
  const double low = std::max(-end, z - 12 * width);
  const double high = std::min(end, z + 12 * width);
  double integral = 0, error = 2 * whole(n) * 3e-316;
  for (const auto& [from, to] : {std::pair{-end, low}, {low, z}, {z, high}, {high, end}}) {
    const Estimate<> part = integral_of(integrand, from, to);
    integral += part.value;
    error += part.bound.absolute;
  }
  return {sigma * integral, {widened(5 * unit_roundoff<>), padded(sigma * error) + smallest_subnormal<>}};
}

} // namespace tailmass::stable
