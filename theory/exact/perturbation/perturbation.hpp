// A row of scores beside a perturbed one: errors of the scores, masses and Top-k sets under both.
#pragma once

#include "theory/exact/perturbation/companion.hpp"

#include <algorithm>
#include <vector>

namespace tailmass::exact {

// All of these need the perturbed scores s' of the case. The error of a key is D_i = s'_i - s_i, a difference
// of two doubles; which of two errors is larger is decided exactly, never on rounded differences.

/// Sign of D_i - D_j, for keys of finite score.
[[nodiscard]] int compare_errors(const Case& c, Key i, Key j);
/// Sign of D_i + D_j.
[[nodiscard]] int sign_of_error_sum(const Case& c, Key i, Key j);

/// Keys whose errors are the extreme ones among several.
struct ErrorRange {
  Key least;
  Key largest;
  Key farthest; ///< from 0: that of the largest |D_i|
};
/// `keys` are at least one, of finite score.
[[nodiscard]] ErrorRange error_range(const Case& c, std::span<const Key> keys);

/// The Top-k set S' of the perturbed scores that keeps least of P, masked keys aside: ties of s' go to the
/// key of the lower s. What holds of it holds of every Top-k set of s'.
struct PerturbedTopK {
  std::vector<Key> order; ///< the keys of finite score, those of S' first
  std::size_t size = 0;   ///< of S', min(k, n_f)
  [[nodiscard]] std::span<const Key> kept() const { return std::span(order).first(size); }
  [[nodiscard]] std::span<const Key> dropped() const { return std::span(order).subspan(size); }
};
[[nodiscard]] PerturbedTopK perturbed_top_k(const Case& c);

/// Whether TV(P, P') = tanh(w/4), w the largest less the smallest error. With A the keys of the largest error
/// and B the others this asks that B have the smallest one and P(A)/P(B) = e^{-w/2}; by Lindemann and
/// Weierstrass that is: the scores of A, raised by w/2, are those of B with their multiplicities.
[[nodiscard]] bool spread_attained(const Case& c);
/// Whether w = 2 max |D_i|.
[[nodiscard]] bool spread_is_twice_error(const Case& c);
/// Whether the errors are +d over `raised` and -d over `lowered`, as many keys, and all of these share one
/// perturbed score, d = max |D_i|; or d = 0. `range` is that of all keys of finite score.
[[nodiscard]] bool exchanged(const Case& c, const ErrorRange& range, std::span<const Key> raised,
                             std::span<const Key> lowered);

/// D_i, without rounding where the type allows.
template <class R>
R score_error(Evaluator<R>& row, const Case& c, Key key) {
  return R(row.precision()(c.perturbed[key]) - row.precision()((*c.scores)[key]));
}

/// max |D_i| over the keys named; 0 over none.
template <class R>
R largest_error(Evaluator<R>& row, const Case& c, std::span<const Key> keys) {
  using std::abs;
  if (keys.empty())
    return row.precision()(0.0);
  return R(abs(score_error(row, c, error_range(c, keys).farthest)));
}

/// w = max D_i - min D_i over the keys of finite score.
template <class R>
R error_spread(Evaluator<R>& row, const Case& c) {
  const ErrorRange range = error_range(c, c.scores->finite());
  return R(score_error(row, c, range.largest) - score_error(row, c, range.least));
}

/// n weights e^{s'_i - max s'}; 0 for a masked key.
template <class R>
Vector<R> perturbed_weights(Evaluator<R>& row, const Case& c) {
  return weights_of(row, c.scores->finite(), c.perturbed, *std::ranges::max_element(c.perturbed));
}

/// n probabilities p'_i.
template <class R>
Vector<R> perturbed_probabilities(Evaluator<R>& row, const Case& c) {
  const Vector<R> weights = perturbed_weights(row, c);
  const auto finite = c.scores->finite();
  return scaled(weights, R(row.precision()(std::size_t{1}) / sum(weights, finite)), finite, row.precision());
}

/// P'(tail)/P'(head) of the head in focus.
template <class R>
R perturbed_odds(Evaluator<R>& row, const Case& c) {
  const Vector<R> weights = perturbed_weights(row, c);
  return R(sum(weights, row.head().finite_tail()) / sum(weights, row.head().finite_head()));
}

/// sum min(p_i, q_i) = 1 - TV(P, Q), which does not cancel where P and Q are nearly disjoint.
template <class R>
R common_mass(Evaluator<R>& row, const Vector<R>& q) {
  using std::min;
  R total(0);
  for (const Key key : row.scores().finite())
    total += min(R(probabilities(row)[key]), R(q[key]));
  return total;
}

/// P(keys), the sum over them of e^{s_i}/Z.
template <class R>
R mass_of(Evaluator<R>& row, std::span<const Key> keys) {
  return R(sum(weights(row), keys) / partition(row));
}

/// tanh(x/2) and 1 - tanh(x/2), for x >= 0, from e^{-x}.
template <class R>
R tanh_of_half(const R& x) {
  using std::exp;
  const R power = R(exp(R(-x)));
  return R((R(1) - power) / (R(1) + power));
}
template <class R>
R one_less_tanh_of_half(const R& x) {
  using std::exp;
  const R power = R(exp(R(-x)));
  return R(R(2) * power / (R(1) + power));
}

} // namespace tailmass::exact
