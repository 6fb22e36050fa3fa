// Pairs of points by descending distance from their mean.
#include "theory/fast/outputs/diameter.hpp"

#include "theory/fast/outputs/side_moments.hpp"
#include "theory/nouns/domain_error.hpp"
#include "theory/numbers/assumed_arithmetic.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

namespace tailmass::fast {

namespace {

/// Points with upper bounds of their distances from a centre.
template <class U>
class Cloud {
public:
  Cloud(std::span<const U> points, std::size_t d) : points_(points), d_(d) {
    if (d == 0 || points.size() % d != 0)
      throw DomainError(std::to_string(points.size()) + " numbers are no points of " + std::to_string(d) +
                        " coordinates");
    for (std::size_t i = 0; i < points.size(); ++i)
      if (!std::isfinite(points[i]))
        throw DomainError("value is NaN or infinite", i / d);
  }

  [[nodiscard]] std::size_t count() const { return points_.size() / d_; }
  /// The points in descending order of their bounds from now on.
  void sort_about(const std::vector<double>& centre) {
    std::vector<double> bounds(count());
    for (std::size_t i = 0; i < count(); ++i) // infinite past the range
      bounds[i] = distance_bound(squared_distance(points_.data() + i * d_, d_, centre.data()), d_);
    order_.resize(count());
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    std::ranges::stable_sort(order_, [&](std::size_t a, std::size_t b) { return bounds[a] > bounds[b]; });
    for (const std::size_t at : order_)
      bounds_.push_back(bounds[at]);
  }
  /// Returns that of the i-th in that order.
  [[nodiscard]] double bound(std::size_t i) const { return bounds_[i]; }
  [[nodiscard]] const U* point(std::size_t i) const { return points_.data() + order_[i] * d_; }
  void add_to(std::vector<double>& sum) const {
    for (std::size_t i = 0; i < points_.size(); ++i)
      sum[i % d_] += static_cast<double>(points_[i]);
  }

private:
  std::span<const U> points_;
  std::size_t d_;
  std::vector<std::size_t> order_;
  std::vector<double> bounds_;
};

/// The largest distance from one point to some others.
template <class U>
class Farthest {
public:
  explicit Farthest(std::size_t d) : d_(d), centre_(padded(d)) {}

  void from(const U* point) { std::copy_n(point, d_, centre_.begin()); }
  void add(const U* other) { square_ = std::max(square_, squared_distance(other, d_, centre_.data())); }
  /// Returns the largest of all pairs so far.
  [[nodiscard]] double distance() const { return std::sqrt(square_); }

private:
  std::size_t d_;
  std::vector<double> centre_;
  double square_ = 0;
};

Enclosure enclosed(double distance, std::size_t d) {
  return sane({distance, static_cast<double>(d + 6) * unit_double * distance + 0x1p-500});
}

std::vector<double> mean_of(std::vector<double> sum, std::size_t count) {
  for (double& each : sum) {
    each /= static_cast<double>(count);
    if (!std::isfinite(each))
      each = 0; // any centre will do
  }
  return sum;
}

/// Below, a pair is left out where it is shorter than the farthest pair by more than the error of that one.
double reached(double distance, std::size_t d) {
  return distance * (1 - static_cast<double>(2 * d + 12) * unit_double) - 0x1p-499;
}

} // namespace

template <class U>
Enclosure diameter(std::span<const U> points, std::size_t d) {
  const AssumedArithmetic assumed;
  Cloud<U> cloud(points, d);
  if (cloud.count() == 0)
    throw DomainError("no point");
  if (cloud.count() == 1)
    return {0, 0};
  std::vector<double> sum(padded(d));
  cloud.add_to(sum);
  cloud.sort_about(mean_of(sum, cloud.count()));
  Farthest<U> farthest(d);
  double best = 0;
  for (std::size_t i = 0; i + 1 < cloud.count(); ++i) {
    if (cloud.bound(i) + cloud.bound(i + 1) < reached(best, d))
      break;
    farthest.from(cloud.point(i));
    for (std::size_t j = i + 1; j < cloud.count() && !(cloud.bound(i) + cloud.bound(j) < reached(best, d));
         ++j)
      farthest.add(cloud.point(j));
    best = farthest.distance();
  }
  return enclosed(best, d);
}

template <class U>
Enclosure diameter_between(std::span<const U> x, std::span<const U> y, std::size_t d) {
  const AssumedArithmetic assumed;
  Cloud<U> first(x, d), second(y, d);
  if (first.count() == 0 || second.count() == 0)
    return {0, 0};
  std::vector<double> sum(padded(d));
  first.add_to(sum);
  second.add_to(sum);
  const std::vector<double> centre = mean_of(sum, first.count() + second.count());
  first.sort_about(centre);
  second.sort_about(centre);
  Farthest<U> farthest(d);
  double best = 0;
  for (std::size_t i = 0; i < first.count(); ++i) {
    if (first.bound(i) + second.bound(0) < reached(best, d))
      break;
    farthest.from(first.point(i));
    for (std::size_t j = 0; j < second.count() && !(first.bound(i) + second.bound(j) < reached(best, d)); ++j)
      farthest.add(second.point(j));
    best = farthest.distance();
  }
  return enclosed(best, d);
}

template Enclosure diameter(std::span<const float>, std::size_t);
template Enclosure diameter(std::span<const double>, std::size_t);
template Enclosure diameter_between(std::span<const float>, std::span<const float>, std::size_t);
template Enclosure diameter_between(std::span<const double>, std::span<const double>, std::size_t);

} // namespace tailmass::fast
