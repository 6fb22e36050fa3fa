// The bounds of the output error of a truncation. All of them are 0 without a tail.
#include "theory/stable/outputs/output_bounds.hpp"

#include "theory/numbers/assumed_arithmetic.hpp"
#include "theory/stable/outputs/variances.hpp"

#include <algorithm>
#include <cmath>

namespace tailmass::stable {

namespace {

constexpr std::size_t most_dimensions = 256; // of largest_eigenvalue()

bool has_tail(const Case& c) {
  return !c.head.finite_tail().empty();
}

template <class T>
ScaledEstimate<T> by_norm(const ScaledEstimate<T>& tail_mass, const ScaledEstimate<T>& max_norm) {
  return ScaledEstimate<T>{scaled<T>(2)} * tail_mass * max_norm;
}

template <class T>
ScaledEstimate<T> by_variance(const ScaledEstimate<T>& root_odds, const ScaledEstimate<T>& variance) {
  return root_odds * sqrt(variance);
}

// Each is x(1 + r) + a with |r| <= R and |a| <= A, the greatest of the three bounds; so is the least.
template <class T>
ScaledEstimate<T> least(const ScaledEstimate<T>& x, const ScaledEstimate<T>& y, const ScaledEstimate<T>& z) {
  return {std::min({x.value, y.value, z.value}), std::max({x.relative, y.relative, z.relative}),
          std::max({x.absolute, y.absolute, z.absolute})};
}

} // namespace

// The quotient of the sums is in [1/n, n] and does not underflow. Errors: (both sums + u)/2 and u of its
// root, exponential_error of e^{x/2}, u of the product; where e^{x/2} underflows, 3/2 smallest_subnormal
// times sqrt(n).
template <class T>
ScaledEstimate<T> root_odds(const Masses<T>& masses) {
  const AssumedArithmetic assumed;
  const ExponentialSum<T>&head = masses.head, &tail = masses.tail;
  if (tail.empty())
    return {};
  const ScaledEstimate<T> sums{scaled<T>(tail.sum / head.sum),
                               widened(head.error + tail.error + unit_roundoff<T>)};
  const Scaled<T> root = scaled<T>(exp_pair(scaled_difference<T>(tail.top, head.top, T(0.5))));
  const bool underflown = root.exponent < std::numeric_limits<T>::min_exponent + 21 || root.value == 0;
  const Scaled<double> lost = underflown ? scaled(2 * smallest_subnormal<T>) : Scaled<double>{};
  return ScaledEstimate<T>{root, widened(exponential_error<T>), lost} * sqrt(sums);
}
template <class T>
ScaledEstimate<T> root_odds(const Case& c) {
  const AssumedArithmetic assumed;
  return root_odds(masses_of<T>(c));
}

template <class T>
ScaledEstimate<T> norm_bound(const Case& c) {
  const AssumedArithmetic assumed;
  return has_tail(c) ? by_norm(scaled(tail_mass<T>(c)), max_norm<T>(c)) : ScaledEstimate<T>{};
}

template <class T>
ScaledEstimate<T> diameter_bound(const Case& c) {
  const AssumedArithmetic assumed;
  return has_tail(c) ? scaled(tail_mass<T>(c)) * diameter<T>(c) : ScaledEstimate<T>{};
}

template <class T>
ScaledEstimate<T> centre_distance_bound(const Case& c) {
  const AssumedArithmetic assumed;
  return has_tail(c) ? scaled(tail_mass<T>(c)) * centre_distance<T>(c) : ScaledEstimate<T>{};
}

template <class T>
ScaledEstimate<T> variance_bound(const Case& c) {
  const AssumedArithmetic assumed;
  return has_tail(c) ? by_variance(root_odds<T>(c), variance<T>(c)) : ScaledEstimate<T>{};
}

template <class T>
ScaledEstimate<T> covariance_bound(const Case& c) {
  const AssumedArithmetic assumed;
  return has_tail(c) ? by_variance(root_odds<T>(c), covariance_eigenvalue<T>(c)) : ScaledEstimate<T>{};
}

template <class T>
ScaledEstimate<T> best_of_three(const Case& c) {
  const AssumedArithmetic assumed;
  return least(diameter_bound<T>(c), variance_bound<T>(c), norm_bound<T>(c));
}

template <class T>
RowOutputs<T> row_outputs(const Case& c) {
  const AssumedArithmetic assumed;
  RowOutputs<T> row{row_offsets<T>(c), max_norm<T>(c), {}, {}};
  row.variance = variance(c, row.offsets);
  if (c.values->dimension() <= most_dimensions)
    row.eigenvalue = covariance_eigenvalue(c, row.offsets);
  return row;
}

template <class T>
OutputBounds<T> output_bounds(const Case& c, const RowOutputs<T>& row, const Masses<T>& masses) {
  const AssumedArithmetic assumed;
  OutputBounds<T> bounds;
  if (row.eigenvalue)
    bounds.covariance = ScaledEstimate<T>{};
  if (!has_tail(c))
    return bounds;
  const ScaledEstimate<T> tail_mass = scaled(masses.odds.tail_mass()), root = root_odds(masses);
  const SideMeans<T> means = side_means(c, row.offsets);
  bounds.error = tail_mass * mean_distance(row.offsets, means);
  bounds.norm = by_norm(tail_mass, row.max_norm);
  bounds.diameter = tail_mass * diameter<T>(c);
  bounds.centre_distance = tail_mass * centre_distance(c, row.offsets, means);
  bounds.variance = by_variance(root, row.variance);
  if (row.eigenvalue)
    bounds.covariance = by_variance(root, *row.eigenvalue);
  bounds.best = least(bounds.diameter, bounds.variance, bounds.norm);
  return bounds;
}

template ScaledEstimate<float> root_odds(const Case&);
template ScaledEstimate<double> root_odds(const Case&);
template ScaledEstimate<float> root_odds(const Masses<float>&);
template ScaledEstimate<double> root_odds(const Masses<double>&);
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
template RowOutputs<float> row_outputs(const Case&);
template RowOutputs<double> row_outputs(const Case&);
template OutputBounds<float> output_bounds(const Case&, const RowOutputs<float>&, const Masses<float>&);
template OutputBounds<double> output_bounds(const Case&, const RowOutputs<double>&, const Masses<double>&);

} // namespace tailmass::stable
