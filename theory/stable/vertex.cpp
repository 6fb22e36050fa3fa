// The greatest softmax average of given coefficients over a box of scores, in double.
#include "theory/stable/vertex.hpp"

#include "theory/stable/softmax.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace tailmass::stable {

namespace {

/// e^{a - b}: 3 u and 3/2 smallest_subnormal.
double ratio(double a, double b) {
  return exp_pair(scaled_difference(a, b, 1));
}

/// Sums of e^{s_i - anchor} and of e^{s_i - anchor} x_i that keys are added to one by one. The anchor moves
/// only when a score exceeds it by 300, so that no weight exceeds e^300; a rescaling, 3 u and 2 u of
/// rounding, then brings all weights below 1, and the next one below e^-300, where their errors vanish beside
/// those of the anchor's own weight, 1. So one rescaling counts.
class Mass {
public:
  void add(double score, double x) {
    if (empty_ || score - anchor_ > 300) {
      const double shrink = empty_ ? 0 : ratio(anchor_, score);
      weights_ = scaled(weights_, shrink);
      moments_ = scaled(moments_, shrink);
      anchor_ = score;
      empty_ = false;
    }
    const double weight = ratio(score, anchor_);
    weights_.add(weight);
    moments_.add_product(weight, x);
  }
  [[nodiscard]] bool empty() const { return empty_; }
  [[nodiscard]] double anchor() const { return anchor_; }
  [[nodiscard]] double weights() const { return weights_.value(); }
  [[nodiscard]] double moments() const { return moments_.value(); }

private:
  static CompensatedSum scaled(const CompensatedSum& sum, double factor) {
    CompensatedSum result;
    result.add(sum.value() * factor);
    return result;
  }

  bool empty_ = true;
  double anchor_ = 0;
  CompensatedSum weights_;
  CompensatedSum moments_;
};

/// The average over the keys of both. The lesser anchor is moved to the greater one.
double average(const Mass& a, const Mass& b) {
  if (a.empty() || b.empty()) {
    const Mass& one = a.empty() ? b : a;
    return one.moments() / one.weights();
  }
  const bool a_above = a.anchor() >= b.anchor();
  const Mass& above = a_above ? a : b;
  const Mass& below = a_above ? b : a;
  const double factor = ratio(below.anchor(), above.anchor());
  return (above.moments() + factor * below.moments()) / (above.weights() + factor * below.weights());
}

} // namespace

double vertex_error(std::size_t keys) {
  const double n = static_cast<double>(keys);
  return widened((18 + 10 * n * n * unit_roundoff) * unit_roundoff);
}

// Error. Offsets x_i = c_i - min c >= 0 are scaled by a power of two so that max x is in [1/2, 1). To first
// order an average a = sum w_i x_i / W moves by sum e_i w_i (x_i - a)/W when the weights err by e_i, at most
// by max|e| times half of max x, since a mean absolute deviation is at most half of the range.
//   Common to numerator and denominator: weights 3 u, the one rescaling that matters 3 u (see Mass), the
//   factor between the anchors 3 u: 9/2 u max x. Apart: the roundings of rescaling 2 u, of sums u + 8 n^2
//   u^2, of the factor's product u, of the last sum u, in both: 10 u a + 10 n^2 u^2 a; offsets and quotient:
//   2 u a. What underflows is below n e^300 smallest_subnormal beside weights of at least 1.
// With a <= max x: 17 u max x, taken as 18 u. The greatest of numbers off by at most e is off by at most e.
// Adding min c rounds once more.
Estimate vertex_maximum(std::span<const Key> keys, const ScoreBox& box) {
  std::vector<Key> order(keys.begin(), keys.end());
  std::ranges::stable_sort(order, std::ranges::greater{}, [&](Key key) { return box.direction[key]; });
  const double least = box.direction[order.back()];
  const double greatest = box.direction[order.front()];
  if (greatest == least)
    return {greatest, {}};
  // Halves where the spread is beyond the range; what halving rounds is below smallest_subnormal.
  const bool huge = std::isinf(greatest - least);
  const double most = huge ? greatest / 2 - least / 2 : greatest - least;
  const int exponent = std::ilogb(most) + 1;
  const auto offset = [&](Key key) {
    const double c = box.direction[key];
    return std::ldexp(huge ? c / 2 - least / 2 : c - least, -exponent);
  };

  const std::size_t n = order.size();
  std::vector<Mass> lower(n + 1); // of order[t], order[t + 1], ... at their lower ends
  for (std::size_t t = n; t-- > 0;) {
    lower[t] = lower[t + 1];
    lower[t].add(box.lower[order[t]], offset(order[t]));
  }
  double best = average(Mass{}, lower[0]);
  Mass upper;
  for (std::size_t t = 0; t < n; ++t) {
    upper.add(box.upper[order[t]], offset(order[t]));
    best = std::max(best, average(upper, lower[t + 1]));
  }
  const double raise = std::ldexp(best, exponent);
  const double value = std::clamp(huge ? 2 * (least / 2 + raise) : least + raise, least, greatest);
  const double error = vertex_error(n) * offset(order.front());
  return {value,
          {0, widened(std::ldexp(error, exponent + (huge ? 1 : 0)) + unit_roundoff * std::abs(value)) +
                  4 * smallest_subnormal}};
}

Estimate vertex_maximum(const Case& c) {
  return vertex_maximum(c.scores->finite(), *c.box);
}

} // namespace tailmass::stable
