// Upper bounds of what a cell's keys weigh together, from the moments of their scores.
#include "theory/stable/search/moment_bounds.hpp"

#include "theory/numbers/assumed_arithmetic.hpp"
#include "theory/stable/search/lengths.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tailmass::stable {

namespace {

constexpr double far = 0x1p500;
constexpr double lost = 0x1p-536; // root of what a mean of squares that underflow loses

/// Not less than scale sum |q_x| sd_x.
double box_deviation(const CellMoments& moments, std::span<const double> query, double scale) {
  double sum = 0;
  for (std::size_t axis = 0; axis < query.size(); ++axis)
    sum += std::abs(query[axis]) * moments.deviations[axis];
  const double roundings = static_cast<double>(query.size()) + 8;
  return product_above(sum * (1 + roundings * unit_roundoff<>), scale);
}

/// Not less than scale sqrt(q' Sigma q).
double form_deviation(const CellMoments& moments, std::span<const double> query, double scale) {
  const std::size_t d = query.size();
  const double length = length_above(query);
  if (length == 0)
    return 0;
  double form = 0, size = 0; // in units of |q|^2
  const double* entry = moments.covariance.data();
  for (std::size_t x = 0; x < d; ++x)
    for (std::size_t y = 0; y <= x; ++y) {
      const double term = (query[x] / length) * (query[y] / length) * *entry++ * (x == y ? 1 : 2);
      form += term;
      size += std::abs(term);
    }
  const double roundings = static_cast<double>(d * d) + 8;
  const double above = std::max(0.0, form) +
                       2 * (roundings * unit_roundoff<> * size + moments.covariance_error) +
                       roundings * 4 * smallest_subnormal<>;
  return product_above(product_above(std::sqrt(above), length), scale);
}

} // namespace

double moment_excess(const ScoreMoments& of) {
  const double b = std::min(of.above_mean, product_above(of.deviation, std::sqrt(of.keys - 1)));
  if (!(b > 0))
    return b == 0 ? 0 : infinity;
  const double v = std::max(of.deviation * of.deviation * (1 + 4 * unit_roundoff<>), b * b * 0x1p-300);
  if (!(b < far && v < far))
    return b;
  const double share = std::log1p(b * b / v); // -ln(v/(b^2 + v))
  const double below = std::log1p(b * b / v * std::exp(-b - v / b));
  const double excess = (b - share) + below + 16 * unit_roundoff<> * (b + share + below);
  return std::clamp(excess, 0.0, b);
}

double log_mean_bound(const ScoreMoments& of) {
  const double sum = of.mean + moment_excess(of);
  return std::nextafter(sum, infinity);
}

CellMoments moments_of(const Values& keys, std::span<const Key> cell) {
  const AssumedArithmetic assumed;
  const std::size_t d = keys.dimension();
  const double n = static_cast<double>(cell.size());
  CellMoments moments{.keys = cell.size(),
                      .centre = centre_of(keys, cell),
                      .offset = 0,
                      .deviations = std::vector<double>(d),
                      .covariance = std::vector<double>(d * (d + 1) / 2),
                      .covariance_error = 0};
  std::vector<double> offset(d), total(d);
  double largest = 0;
  for (const Key key : cell) {
    for (std::size_t x = 0; x < d; ++x) {
      offset[x] = keys.at(key, x) - moments.centre[x];
      total[x] += offset[x];
      moments.deviations[x] += offset[x] * offset[x];
    }
    largest = std::max(largest, length_above(offset));
    double* entry = moments.covariance.data();
    for (std::size_t x = 0; x < d; ++x)
      for (std::size_t y = 0; y <= x; ++y)
        *entry++ += offset[x] * offset[y];
  }
  const double relative = 2 * (n + 8) * unit_roundoff<>;
  for (std::size_t x = 0; x < d; ++x) {
    total[x] = std::abs(total[x]) / n;
    moments.deviations[x] = std::sqrt(moments.deviations[x] / n) * (1 + relative) + lost;
  }
  for (double& entry : moments.covariance)
    entry /= n;
  moments.offset = length_above(total) * (1 + relative) +
                   product_above(largest, relative * static_cast<double>(d)) + smallest_subnormal<>;
  // Entries are off by relative |k - centre|^2 each; of d x d of them the norm is d times that.
  moments.covariance_error =
      product_above(largest * largest * (1 + relative), relative * static_cast<double>(d)) +
      static_cast<double>(d) * smallest_subnormal<>;
  return moments;
}

ScoreMoments score_moments(const CellMoments& moments, const CellSummary& summary,
                           std::span<const double> query, double scale, Deviation deviation) {
  const AssumedArithmetic assumed;
  const KeyScore centre = key_score(query, moments.centre, scale);
  const double shift = product_above(product_above(length_above(query), moments.offset), scale);
  const double high = std::nextafter(centre.upper() + shift, infinity);
  const double low = std::nextafter(centre.lower() - shift, -infinity);
  const double largest = upper_bound(summary, query, scale, CellBound::smaller);
  return {.keys = static_cast<double>(moments.keys),
          .mean = high,
          .deviation = deviation == Deviation::by_coordinates ? box_deviation(moments, query, scale)
                                                              : form_deviation(moments, query, scale),
          .above_mean = std::max(0.0, std::nextafter(largest - low, infinity))};
}

} // namespace tailmass::stable
