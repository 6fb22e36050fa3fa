// The greatest softmax average of given coefficients over a box of scores.
#include "theory/stable/outputs/vertex.hpp"

#include "theory/numbers/assumed_arithmetic.hpp"
#include "theory/stable/distribution/softmax.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace tailmass::stable {

namespace {

/// e^{a - b}: exponential_error and 3/2 smallest_subnormal.
template <class T>
T ratio(T a, T b) {
  return exp_pair(two_difference(a, b));
}

/// Sums of e^{s_i - anchor} and of e^{s_i - anchor} x_i that keys are added to one by one. The anchor moves
/// only when a score exceeds it by A = easy_exponent/2, so that no weight exceeds e^A; a rescaling then
/// brings all weights below 1, and the next one below e^-A, 2^-54 in float, where their errors vanish beside
/// those of the anchor's own weight, 1. So one rescaling counts.
template <class T>
class Mass {
public:
  void add(T score, T x) {
    if (empty_ || score - anchor_ > easy_exponent<T> / 2) {
      const T shrink = empty_ ? T(0) : ratio(anchor_, score);
      weights_ = scaled(weights_, shrink);
      moments_ = scaled(moments_, shrink);
      anchor_ = score;
      empty_ = false;
    }
    const T weight = ratio(score, anchor_);
    weights_.add(weight);
    moments_.add_product(weight, x);
  }
  [[nodiscard]] bool empty() const { return empty_; }
  [[nodiscard]] T anchor() const { return anchor_; }
  [[nodiscard]] T weights() const { return weights_.value(); }
  [[nodiscard]] T moments() const { return moments_.value(); }

private:
  static CompensatedSum<T> scaled(const CompensatedSum<T>& sum, T factor) {
    CompensatedSum<T> result;
    result.add(sum.value() * factor);
    return result;
  }

  bool empty_ = true;
  T anchor_ = 0;
  CompensatedSum<T> weights_;
  CompensatedSum<T> moments_;
};

/// The average over the keys of both. The lesser anchor is moved to the greater one.
template <class T>
T average(const Mass<T>& a, const Mass<T>& b) {
  if (a.empty() || b.empty()) {
    const Mass<T>& one = a.empty() ? b : a;
    return one.moments() / one.weights();
  }
  const bool a_above = a.anchor() >= b.anchor();
  const Mass<T>& above = a_above ? a : b;
  const Mass<T>& below = a_above ? b : a;
  const T factor = ratio(below.anchor(), above.anchor());
  return (above.moments() + factor * below.moments()) / (above.weights() + factor * below.weights());
}

} // namespace

template <class T>
double vertex_error(std::size_t keys) {
  constexpr double u = unit_roundoff<T>;
  return widened(5 * exponential_error<T> + 3 * u + 220 * static_cast<double>(keys) * u * u);
}

// Error. Offsets x_i = c_i - min c >= 0 are scaled by a power of two so that max x is in [1/2, 1). To first
// order an average a = sum w_i x_i / W moves by sum e_i w_i (x_i - a)/W when the weights err by e_i, at most
// by max|e| times half of max x, since a mean absolute deviation is at most half of the range.
//   Common to numerator and denominator: weights, the one rescaling that matters (see Mass) and the factor
//   between the anchors, exponential_error each: 9/2 u max x. Apart: the roundings of rescaling 2 u, of sums
//   u
//   + 72 n u^2, of the factor's product u, of the last sum u, in both: 10 u a + 144 n u^2 a; offsets and
//   quotient: 2 u a. What underflows is below n e^A smallest_subnormal beside weights of at least 1.
// With a <= max x: 17 u max x, taken as 18 u. The greatest of numbers off by at most e is off by at most e.
// Adding min c rounds once more. Ends of the box moved by d move every average by at most e^{2 d} - 1 times
// max x.
template <class T>
Estimate<T> vertex_maximum(std::span<const Key> keys, const ScoreBox& box) {
  const AssumedArithmetic assumed;
  std::vector<Key> order(keys.begin(), keys.end());
  std::ranges::stable_sort(order, std::ranges::greater{}, [&](Key key) { return box.direction[key]; });
  const T least = rounded<T>(box.direction[order.back()]);
  const T greatest = rounded<T>(box.direction[order.front()]);
  double ends_moved = 0, direction_moved = 0;
  for (const Key key : order) {
    ends_moved = std::max({ends_moved, rounding_of<T>(box.lower[key]), rounding_of<T>(box.upper[key])});
    direction_moved = std::max(direction_moved, padded(rounding_of<T>(box.direction[key])));
  }
  if (!std::isfinite(greatest) || !std::isfinite(least)) // values beyond T
    return {greatest, {0, infinity}};
  if (greatest == least)
    return {greatest, {0, direction_moved}};
  // Halves where the spread is beyond the range; what halving rounds is below smallest_subnormal.
  const bool huge = std::isinf(greatest - least);
  const T most = huge ? greatest / 2 - least / 2 : greatest - least;
  const int exponent = std::ilogb(most) + 1;
  const auto offset = [&](Key key) {
    const T c = rounded<T>(box.direction[key]);
    return std::ldexp(huge ? c / 2 - least / 2 : c - least, -exponent);
  };

  const std::size_t n = order.size();
  std::vector<Mass<T>> lower(n + 1); // of order[t], order[t + 1], ... at their lower ends
  for (std::size_t t = n; t-- > 0;) {
    lower[t] = lower[t + 1];
    lower[t].add(rounded<T>(box.lower[order[t]]), offset(order[t]));
  }
  T best = average(Mass<T>{}, lower[0]);
  Mass<T> upper;
  for (std::size_t t = 0; t < n; ++t) {
    upper.add(rounded<T>(box.upper[order[t]]), offset(order[t]));
    best = std::max(best, average(upper, lower[t + 1]));
  }
  const T raise = std::ldexp(best, exponent);
  const T value = std::clamp(huge ? 2 * (least / 2 + raise) : least + raise, least, greatest);
  const double moved = ends_moved == 0 ? 0 : widened(2 * ends_moved);
  const double error = (vertex_error<T>(n) + moved) * static_cast<double>(offset(order.front()));
  return {value,
          {0, padded(std::ldexp(error, exponent + (huge ? 1 : 0)) +
                     unit_roundoff<T> * std::abs(static_cast<double>(value))) +
                  4 * smallest_subnormal<T> + direction_moved}};
}

template <class T>
Estimate<T> vertex_maximum(const Case& c) {
  const AssumedArithmetic assumed;
  return vertex_maximum<T>(c.scores->finite(), *c.box);
}

template double vertex_error<float>(std::size_t);
template double vertex_error<double>(std::size_t);
template Estimate<float> vertex_maximum(std::span<const Key>, const ScoreBox&);
template Estimate<double> vertex_maximum(std::span<const Key>, const ScoreBox&);
template Estimate<float> vertex_maximum(const Case&);
template Estimate<double> vertex_maximum(const Case&);

} // namespace tailmass::stable
