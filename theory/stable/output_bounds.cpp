// The bounds of the output error of a truncation, in double. All of them are 0 without a tail.
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
// root, 3 u of e^{x/2}, u of the product; where e^{x/2} underflows, 3/2 smallest_subnormal times sqrt(n).
ScaledEstimate root_odds(const Case& c) {
  if (!has_tail(c))
    return {};
  const ExponentialSum head = exponential_sum(*c.scores, c.head.finite_head());
  const ExponentialSum tail = exponential_sum(*c.scores, c.head.finite_tail());
  const ScaledEstimate sums = {scaled(tail.sum / head.sum), widened(head.error + tail.error + unit_roundoff)};
  const Scaled root = scaled(exp_pair(scaled_difference(tail.top, head.top, 0.5)));
  const bool underflown = root.exponent < -1000 || root.value == 0;
  const Scaled lost = underflown ? scaled(2 * smallest_subnormal) : Scaled{};
  return ScaledEstimate{root, 3 * unit_roundoff, lost} * sqrt(sums);
}

ScaledEstimate norm_bound(const Case& c) {
  if (!has_tail(c))
    return {};
  return ScaledEstimate{scaled(2)} * scaled(tail_mass(c)) * max_norm(c);
}

ScaledEstimate diameter_bound(const Case& c) {
  return has_tail(c) ? scaled(tail_mass(c)) * diameter(c) : ScaledEstimate{};
}

ScaledEstimate centre_distance_bound(const Case& c) {
  return has_tail(c) ? scaled(tail_mass(c)) * centre_distance(c) : ScaledEstimate{};
}

ScaledEstimate variance_bound(const Case& c) {
  return has_tail(c) ? root_odds(c) * sqrt(variance(c)) : ScaledEstimate{};
}

ScaledEstimate covariance_bound(const Case& c) {
  return has_tail(c) ? root_odds(c) * sqrt(covariance_eigenvalue(c)) : ScaledEstimate{};
}

// Each is x(1 + r) + a with |r| <= R and |a| <= A, the greatest of the three bounds; so is the least.
ScaledEstimate best_of_three(const Case& c) {
  const ScaledEstimate diameters = diameter_bound(c);
  const ScaledEstimate variances = variance_bound(c);
  const ScaledEstimate norms = norm_bound(c);
  return {std::min({diameters.value, variances.value, norms.value}),
          std::max({diameters.relative, variances.relative, norms.relative}),
          std::max({diameters.absolute, variances.absolute, norms.absolute})};
}

} // namespace tailmass::stable
