// The bounds of the output error of a truncation. All of them are 0 without a tail.
#include "theory/stable/output_bounds.hpp"

#include "theory/stable/softmax.hpp"
#include "theory/stable/variances.hpp"

#include <algorithm>
#include <cmath>

namespace tailmass::stable {

namespace {

bool has_tail(const Case& c) {
  return !c.head.finite_tail().empty();
}

} // namespace

// The quotient of the sums is in [1/n, n] and does not underflow. Errors: (both sums + u)/2 and u of its
// root, exponential_error of e^{x/2}, u of the product; where e^{x/2} underflows, 3/2 smallest_subnormal
// times sqrt(n).
template <class T>
ScaledEstimate<T> root_odds(const Case& c) {
  if (!has_tail(c))
    return {};
  const ExponentialSum<T> head = exponential_sum<T>(*c.scores, c.head.finite_head());
  const ExponentialSum<T> tail = exponential_sum<T>(*c.scores, c.head.finite_tail());
  const ScaledEstimate<T> sums{scaled<T>(tail.sum / head.sum),
                               widened(head.error + tail.error + unit_roundoff<T>)};
  const Scaled<T> root = scaled<T>(exp_pair(scaled_difference<T>(tail.top, head.top, T(0.5))));
  const bool underflown = root.exponent < std::numeric_limits<T>::min_exponent + 21 || root.value == 0;
  const Scaled<double> lost = underflown ? scaled(2 * smallest_subnormal<T>) : Scaled<double>{};
  return ScaledEstimate<T>{root, widened(exponential_error<T>), lost} * sqrt(sums);
}

template <class T>
ScaledEstimate<T> norm_bound(const Case& c) {
  if (!has_tail(c))
    return {};
  return ScaledEstimate<T>{scaled<T>(2)} * scaled(tail_mass<T>(c)) * max_norm<T>(c);
}

template <class T>
ScaledEstimate<T> diameter_bound(const Case& c) {
  return has_tail(c) ? scaled(tail_mass<T>(c)) * diameter<T>(c) : ScaledEstimate<T>{};
}

template <class T>
ScaledEstimate<T> centre_distance_bound(const Case& c) {
  return has_tail(c) ? scaled(tail_mass<T>(c)) * centre_distance<T>(c) : ScaledEstimate<T>{};
}

template <class T>
ScaledEstimate<T> variance_bound(const Case& c) {
  return has_tail(c) ? root_odds<T>(c) * sqrt(variance<T>(c)) : ScaledEstimate<T>{};
}

template <class T>
ScaledEstimate<T> covariance_bound(const Case& c) {
  return has_tail(c) ? root_odds<T>(c) * sqrt(covariance_eigenvalue<T>(c)) : ScaledEstimate<T>{};
}

// Each is x(1 + r) + a with |r| <= R and |a| <= A, the greatest of the three bounds; so is the least.
template <class T>
ScaledEstimate<T> best_of_three(const Case& c) {
  const ScaledEstimate<T> diameters = diameter_bound<T>(c);
  const ScaledEstimate<T> variances = variance_bound<T>(c);
  const ScaledEstimate<T> norms = norm_bound<T>(c);
  return {std::min({diameters.value, variances.value, norms.value}),
          std::max({diameters.relative, variances.relative, norms.relative}),
          std::max({diameters.absolute, variances.absolute, norms.absolute})};
}

template ScaledEstimate<float> root_odds(const Case&);
template ScaledEstimate<double> root_odds(const Case&);
template ScaledEstimate<float> norm_bound(const Case&);
template ScaledEstimate<double> norm_bound(const Case&);
template ScaledEstimate<float> diameter_bound(const Case&);
template ScaledEstimate<double> diameter_bound(const Case&);
template ScaledEstimate<float> centre_distance_bound(const Case&);
template ScaledEstimate<double> centre_distance_bound(const Case&);
template ScaledEstimate<float> variance_bound(const Case&);
template ScaledEstimate<double> variance_bound(const Case&);
template ScaledEstimate<float> covariance_bound(const Case&);
template ScaledEstimate<double> covariance_bound(const Case&);
template ScaledEstimate<float> best_of_three(const Case&);
template ScaledEstimate<double> best_of_three(const Case&);

} // namespace tailmass::stable
