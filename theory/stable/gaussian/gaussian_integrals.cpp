// The Gaussian score model: what is an integral.
#include "theory/nouns/domain_error.hpp"
#include "theory/numbers/assumed_arithmetic.hpp"
#include "theory/stable/gaussian/gaussian.hpp"
#include "theory/stable/gaussian/normal.hpp"
#include "theory/stable/gaussian/quadrature.hpp"

#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <type_traits>

namespace tailmass::stable {

namespace {

template <class T>
double magnitude(T x) {
  return std::abs(static_cast<double>(x));
}

/// x times phi(node), x being off by `error`.
template <class T>
Estimate<T> weighted(T x, double error, T node, double off) {
  const Estimate<T> phi = normal_density_near(node, off);
  const double of_phi = error_of(phi), near_phi = static_cast<double>(phi.value);
  return {x * phi.value,
          {0, padded(error * (near_phi + of_phi) + magnitude(x) * (of_phi + unit_roundoff<T> * near_phi)) +
                  smallest_subnormal<T>}};
}

/// To first order a key of score sigma x moves tau_k by ((g - w) 1{x <= z} - tau g)/(n W), g = e^{sigma x}, w
/// = g at z and W the mean of g, in units of which g and w are here; V is the variance of that.
template <class T>
class Influence {
public:
  Influence(std::size_t n, std::size_t k, double sigma)
      : sigma_(rounded<T>(sigma)), moved_(rounding_of<T>(sigma)), z_(gaussian_threshold<T>(n, k)),
        tau_(gaussian_tail_mass<T>(n, k, sigma)), w_(weight(z_.value, error_of(z_))) {}

  [[nodiscard]] T boundary() const { return z_.value; }
  [[nodiscard]] double tau() const { return static_cast<double>(tau_.value); }
  [[nodiscard]] double at_boundary() const { return static_cast<double>(w_.value); }

  /// At x within `off`, relative to `centre`. Where the boundary is off, g differs from w by less than the
  /// error of w, which is therefore added on both sides.
  [[nodiscard]] Estimate<T> at(T x, double off, T centre) const {
    const Estimate<T> g = weight(x, off);
    const bool below = x <= z_.value;
    const T kept = below ? g.value - w_.value : T(0);
    const T lost = tau_.value * g.value;
    const T value = kept - lost;
    const double of_g = error_of(g), near_g = static_cast<double>(g.value);
    return {value - centre,
            {0, padded((below ? of_g : 0) + error_of(w_) + error_of(tau_) * (near_g + of_g) + tau() * of_g +
                       unit_roundoff<T> * (magnitude(kept) + magnitude(lost) + magnitude(value) +
                                           magnitude(value - centre)))}};
  }

private:
  /// e^{sigma x}/W, where sigma is off by `moved_` too.
  [[nodiscard]] Estimate<T> weight(T x, double off) const {
    const T half = sigma_ * sigma_ / 2;
    const T exponent = sigma_ * x - half;
    const auto sigma = static_cast<double>(sigma_);
    return {std::exp(exponent),
            {widened((sigma + moved_) * off + moved_ * (magnitude(x) + sigma + moved_) +
                     unit_roundoff<T> *
                         (magnitude(sigma_ * x) + static_cast<double>(half) + magnitude(exponent)) +
                     libm_error<T>),
             smallest_subnormal<T>}};
  }

  T sigma_;
  double moved_;
  Estimate<T> z_;
  Estimate<T> tau_;
  Estimate<T> w_;
};

/// Where the variance's integrals end beyond 2 sigma, and what is left: a bound of Phi_c a thousandth before.
struct End {
  double reach;
  double beyond;
};
template <class T>
constexpr End end_of_variance{13, 6.2e-39};
template <>
constexpr End end_of_variance<float>{8, 6.3e-16};

} // namespace

// Beyond `reach` > 13 + 2 sigma, in float 8, nothing is left but a multiple of Phi_c(13) < 6.2e-39: of the
// mean, E g 1{x > reach} = Phi_c(reach - sigma) tau times and |f| <= 2 + w below; of the variance, E g^2 1{x
// > reach} = e^{sigma^2} Phi_c(reach - 2 sigma), as (tau g + m)^2 <= 2 tau^2 g^2 + 2 m^2, and (2 + w + m)^2
// below. The jump of the slope at z is an end of both integrals.
template <class T>
Estimate<T> gaussian_variance(std::size_t n, std::size_t k, double sigma) {
  const AssumedArithmetic assumed;
  constexpr double beyond = end_of_variance<T>.beyond;
  const Influence<T> influence(n, k, sigma);
  const T reach = rounded<T>(end_of_variance<T>.reach + 2 * sigma), z = influence.boundary();
  const double tau = influence.tau(), w = influence.at_boundary();
  const auto expectation = [&](const Integrand<T>& f) {
    const Estimate<T> below = integral_of<T>(f, -reach, z), above = integral_of<T>(f, z, reach);
    const T sum = below.value + above.value;
    return Estimate<T>{sum,
                       {0, below.bound.absolute + above.bound.absolute + unit_roundoff<T> * magnitude(sum)}};
  };
  const Estimate<T> mean = expectation([&](T x, double off) {
    const Estimate<T> f = influence.at(x, off, T(0));
    return weighted(f.value, f.bound.absolute, x, off);
  });
  const double mean_error = mean.bound.absolute + padded((tau + w + 2) * beyond);
  Estimate<T> variance = expectation([&](T x, double off) {
    const Estimate<T> f = influence.at(x, off, mean.value);
    const T square = f.value * f.value;
    const double error = f.bound.absolute + mean_error;
    return weighted(square,
                    padded(error * (2 * magnitude(f.value) + error) + unit_roundoff<T> * magnitude(square)) +
                        smallest_subnormal<T>,
                    x, off);
  });
  const double m = magnitude(mean.value) + mean_error;
  variance.bound.absolute +=
      padded((2 * tau * tau * std::exp(sigma * sigma) + 2 * m * m + std::pow(2 + w + m, 2)) * beyond);
  return variance;
}

namespace {

/// Where the gap's integral ends, as Phi_c underflows beyond, and 2 integral Phi_c beyond it.
template <class T>
constexpr End end_of_gap{38, 6e-316};
template <>
constexpr End end_of_gap<float>{12.5, 8e-37};

/// C(n, k) Phi^{n-k} Phi_c^k.
template <class T>
class GapDensity {
public:
  GapDensity(std::size_t n, std::size_t k) : above_(static_cast<T>(k)), below_(static_cast<T>(n - k)) {
    const T of_n = boost::math::lgamma(static_cast<T>(n) + 1), of_k = boost::math::lgamma(above_ + 1),
            of_rest = boost::math::lgamma(below_ + 1);
    log_choose_ = of_n - of_k - of_rest;
    choose_error_ = (boost_error<T> + 2 * unit_roundoff<T>)*static_cast<double>(of_n + of_k + of_rest);
  }

  [[nodiscard]] Estimate<T> operator()(T x, double off) const {
    const Estimate<T> below = normal_below(x, off), above = normal_survival(x, off);
    const T of_below = below_ * std::log(below.value), of_above = above_ * std::log(above.value);
    const double error = choose_error_ + static_cast<double>(below_) * log_error(below) +
                         static_cast<double>(above_) * log_error(above) +
                         3 * unit_roundoff<T> * static_cast<double>(log_choose_ - of_below - of_above);
    return {std::exp(log_choose_ + of_below + of_above),
            {widened(padded(error) + libm_error<T>), smallest_subnormal<T>}};
  }

private:
  static double log_error(const Estimate<T>& x) {
    return padded(error_of(x) / static_cast<double>(x.value)) + libm_error<T> * magnitude(std::log(x.value));
  }

  T above_, below_;
  T log_choose_;
  double choose_error_;
};

} // namespace

template <class T>
Estimate<T> gaussian_expected_gap(std::size_t n, std::size_t k, double sigma) {
  const AssumedArithmetic assumed;
  const double z = static_cast<double>(gaussian_threshold<T>(n, k).value);
  if (!(sigma >= 0 && std::isfinite(sigma)))
    throw DomainError("sigma is negative or not finite");
  if (n >= std::size_t{1} << static_cast<unsigned>(std::numeric_limits<T>::digits))
    return {0, {0, infinity}};
  const GapDensity<T> density(n, k);
  constexpr double end = end_of_gap<T>.reach;
  // The integrand peaks where Phi_c = k/n, with a width of sqrt(rho (1 - rho)/n)/phi(z).
  const double rho = whole(k) / whole(n);
  const double width = std::sqrt(rho * (1 - rho) / whole(n)) / normal_density_near(z).value;
  const auto places = {rounded<T>(-end), rounded<T>(std::max(-end, z - 12 * width)), rounded<T>(z),
                       rounded<T>(std::min(end, z + 12 * width)), rounded<T>(end)};
  T integral = 0;
  double error = whole(n) * end_of_gap<T>.beyond;
  for (const T* from = places.begin(); from + 1 != places.end(); ++from) {
    const Estimate<T> part = integral_of<T>(density, from[0], from[1]);
    integral += part.value;
    error += part.bound.absolute;
  }
  const T near = rounded<T>(sigma);
  const double moved = rounding_of<T>(sigma);
  return {near * integral,
          {widened(5 * unit_roundoff<T>),
           padded((static_cast<double>(near) + moved) * error + moved * static_cast<double>(integral)) +
               smallest_subnormal<T>}};
}

template Estimate<float> gaussian_variance(std::size_t n, std::size_t k, double sigma);
template Estimate<double> gaussian_variance(std::size_t n, std::size_t k, double sigma);
template Estimate<float> gaussian_expected_gap(std::size_t n, std::size_t k, double sigma);
template Estimate<double> gaussian_expected_gap(std::size_t n, std::size_t k, double sigma);

} // namespace tailmass::stable
