// The equality case of the box maximum, decided on the input doubles.
#include "theory/exact/outputs/vertex_softmax.hpp"

#include "theory/exact/distribution/exponential_sign.hpp"

namespace tailmass::exact {

namespace {

/// Sign of average(point) - c, which is that of sum (c_j - c) e^{s_j}; nothing when 4096 bits do not tell.
std::optional<int> sign_above(const Scores& scores, const ScoreBox& box, double c) {
  std::vector<ExponentialTerm> terms;
  for (const Key key : scores.finite())
    terms.push_back({Ball(box.point[key]), Ball(box.direction[key]) - Ball(c)});
  return sign_of_sum(std::move(terms));
}

} // namespace

std::vector<Key> by_coefficient(std::span<const Key> keys, std::span<const double> coefficients) {
  std::vector<Key> order(keys.begin(), keys.end());
  std::ranges::stable_sort(order, std::ranges::greater{}, [&](Key key) { return coefficients[key]; });
  return order;
}

// With x_i = e^{s_i}, an average A is the maximum iff the maximum over the box of sum (c_i - A) x_i is 0, and
// a point of average A attains it iff every term is as large as it can be: s_i at its upper end where c_i >
// A, at its lower end where c_i < A. So A must lie between the largest c_i of the keys that could go up and
// the least of those that could go down.
bool point_is_maximal(const Scores& scores, const ScoreBox& box) {
  std::optional<double> could_rise;
  std::optional<double> could_fall;
  for (const Key key : scores.finite()) {
    const double c = box.direction[key];
    if (box.point[key] < box.upper[key])
      could_rise = std::max(could_rise.value_or(c), c);
    if (box.point[key] > box.lower[key])
      could_fall = std::min(could_fall.value_or(c), c);
  }
  if (could_rise && could_fall && *could_rise > *could_fall)
    return false;
  const auto at_least = [&](std::optional<int> sign) { return sign && *sign >= 0; };
  const auto at_most = [&](std::optional<int> sign) { return sign && *sign <= 0; };
  return (!could_rise || at_least(sign_above(scores, box, *could_rise))) &&
         (!could_fall || at_most(sign_above(scores, box, *could_fall)));
}

} // namespace tailmass::exact
