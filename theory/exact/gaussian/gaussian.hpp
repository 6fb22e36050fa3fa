// The limits of the Gaussian score model: n independent scores N(0, sigma^2), k of them kept.
#pragma once

#include "theory/numbers/normal.hpp"
#include "theory/numbers/precision.hpp"

#include <cmath>

namespace tailmass::exact {

/// What the limit laws are made of, for the boundary z: scores above sigma z are kept. With g = e^{sigma x}
/// and x standard normal, all of these are means of g and g^2 over parts of the line.
template <class R>
struct GaussianLimit {
  R sigma;
  R z;
  R rho;   ///< Phi_c(z), the share of keys that is kept
  R tau;   ///< Phi(z - sigma), the limit of the tail mass
  R mean;  ///< W = e^{sigma^2/2}, the mean of g
  R w;     ///< e^{sigma z}, g at the boundary
  R below; ///< I = e^{2 sigma^2} Phi(z - 2 sigma), the mean of g^2 1{x <= z}
  R whole; ///< e^{2 sigma^2}, the mean of g^2
};

/// At the boundary z.
template <class R>
GaussianLimit<R> gaussian_limit_at(const R& sigma, const R& z) {
  using std::exp;
  const R two_squares = R(R(2) * sigma * sigma);
  const R whole = exp(two_squares);
  return {.sigma = sigma,
          .z = z,
          .rho = normal_survival(z),
          .tau = normal_cdf(R(z - sigma)),
          .mean = exp(R(sigma * sigma / R(2))),
          .w = exp(R(sigma * z)),
          .below = R(whole * normal_cdf(R(z - R(2) * sigma))),
          .whole = whole};
}
/// z = Phi_c^{-1}(k/n), 1 <= k < n, from the smaller of k/n and 1 - k/n.
template <class R>
R gaussian_threshold(const Precision<R>& at, std::size_t n, std::size_t k) {
  const bool few = k <= n - k;
  const R below = normal_quantile(R(at(few ? k : n - k) / at(n)));
  return few ? R(-below) : below;
}
/// Phi^{-1}(epsilon), from the smaller of epsilon and 1 - epsilon, which is exact above 1/2.
template <class R>
R gaussian_quantile(const Precision<R>& at, double epsilon) {
  return epsilon <= 0.5 ? normal_quantile(at(epsilon)) : R(-normal_quantile(at(1 - epsilon)));
}

/// Where k of n keys are kept, 1 <= k < n.
template <class R>
GaussianLimit<R> gaussian_limit(const Precision<R>& at, double sigma, std::size_t n, std::size_t k) {
  return gaussian_limit_at(at(sigma), gaussian_threshold(at, n, k));
}
/// Where the tail mass is epsilon: z = sigma + Phi^{-1}(epsilon), so that rho is the limit of k_epsilon/n.
template <class R>
GaussianLimit<R> gaussian_limit_of_epsilon(const Precision<R>& at, double sigma, double epsilon) {
  return gaussian_limit_at(at(sigma), R(at(sigma) + gaussian_quantile(at, epsilon)));
}

/// V: sqrt(n) (tau_k - tau) -> N(0, V).
template <class R>
R gaussian_variance(const GaussianLimit<R>& m) {
  const R kept_out = R(R(1) - m.rho);
  const R numerator = R(m.below - R(2) * m.w * m.mean * m.tau + m.w * m.w * kept_out);
  const R shared = R(m.below - m.w * m.mean * m.tau);
  const R squares = R(numerator - R(2) * m.tau * shared + m.tau * m.tau * m.whole);
  return R((squares - m.w * m.w * kept_out * kept_out) / (m.mean * m.mean));
}

/// d tau/d rho = -w/W.
template <class R>
R gaussian_slope(const GaussianLimit<R>& m) {
  return R(-m.w / m.mean);
}

/// beta: n (E tau_k - tau) -> beta. tau_k is a ratio A/B of means, A over the n - k smallest: A has the bias
/// rho (1 - rho) w'/2 where w' = sigma w/phi(z) is the slope of the ranked g (A is n - k times the mean of a
/// uniform sample below the (n-k+1)-th of n uniform numbers), and the quotient adds -cov(A, B)/W^2 +
/// tau var(B)/W^2.
template <class R>
R gaussian_bias(const GaussianLimit<R>& m) {
  const R kept_out = R(R(1) - m.rho);
  const R rise = R(m.sigma * m.w / normal_density(m.z));
  const R covariance = R(m.below - m.w * m.mean * m.tau - m.mean * (m.mean * m.tau - m.w * kept_out));
  const R spread = R(m.whole - m.mean * m.mean);
  const R own = R(m.rho * kept_out * rise / R(2));
  return R((own * m.mean - covariance + m.tau * spread) / (m.mean * m.mean));
}

/// The variance of the limit of sqrt(n) (k_epsilon/n - rho): tau_k crosses epsilon with the slope w/W.
template <class R>
R gaussian_k_epsilon_variance(const GaussianLimit<R>& m) {
  const R slope = gaussian_slope(m);
  return R(gaussian_variance(m) / (slope * slope));
}

/// dV/d rho, with dz = -d rho/phi(z), dw = -(sigma w/phi) d rho, d tau = -(w/W) d rho, dI = -w^2 d rho.
template <class R>
R gaussian_variance_slope(const GaussianLimit<R>& m) {
  const R kept_out = R(R(1) - m.rho);
  const R dw = R(-m.sigma * m.w / normal_density(m.z));
  const R dtau = gaussian_slope(m);
  const R di = R(-m.w * m.w);
  const R product = R(dw * m.tau + m.w * dtau); // of w tau
  const R numerator = R(di - R(2) * m.mean * product + R(2) * m.w * dw * kept_out - m.w * m.w);
  const R shared = R(dtau * (m.below - m.w * m.mean * m.tau) + m.tau * (di - m.mean * product));
  const R rest =
      R(R(2) * m.tau * dtau * m.whole - R(2) * m.w * dw * kept_out * kept_out + R(2) * m.w * m.w * kept_out);
  return R((numerator - R(2) * shared + rest) / (m.mean * m.mean));
}

/// n (E k_epsilon/n - rho) -> this. Near rho, tau_k = tau + slope d + curve d^2/2 + G/sqrt(n) + beta/n with
/// d = k/n - rho and Gaussian G whose variance is V there; solved for tau_k = epsilon to the second order,
/// and half a key more as k_epsilon is rounded up.
template <class R>
R gaussian_k_epsilon_bias(const GaussianLimit<R>& m) {
  const R slope = gaussian_slope(m);
  const R curve = R(m.sigma * m.w / (normal_density(m.z) * m.mean));
  const R bend = R(curve * gaussian_variance(m) / (slope * slope));
  const R drift = R(gaussian_variance_slope(m) / slope);
  return R(((R(1) - (bend - drift) / slope) / R(2)) - gaussian_bias(m) / slope);
}

} // namespace tailmass::exact
