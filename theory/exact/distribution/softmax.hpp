// Softmax and its truncation, from their definitions.
#pragma once

#include "theory/exact/evaluator.hpp"
#include "theory/numbers/vector.hpp"

#include <algorithm>
#include <cmath>

namespace tailmass::exact {

/// Calls `visit` with the keys of finite score, in the order of memory: long rows wait for that alone.
template <class Visit>
void for_each_finite(const Scores& s, const Visit& visit) {
  for (std::size_t key = 0; key < s.size(); ++key)
    if (!s.masked(key))
      visit(static_cast<Key>(key));
}

/// n differences s_i - s_(1), without rounding where the type allows; 0 in the place of a masked key.
template <class R>
const Vector<R>& exponents(Evaluator<R>& row) {
  return row.of_row().once({"exponents"}, [&] {
    const Precision<R>& at = row.precision();
    const Scores& s = row.scores();
    Vector<R> differences(s.size(), at);
    const R top = row.ranked_score(1);
    for_each_finite(s, [&](Key key) { differences.set(key, R(row.score(key) - top)); });
    return differences;
  });
}

/// n weights e^{beta (s_i - s_(1))}; a masked key weighs 0 at every beta >= 0.
template <class R>
const Vector<R>& weights_at(Evaluator<R>& row, double beta) {
  return row.of_row().once({"weights", beta}, [&] {
    using std::exp;
    const Precision<R>& at = row.precision();
    const Scores& s = row.scores();
    Vector<R> weights(s.size(), at);
    const R factor = at(beta), top = row.ranked_score(1);
    for_each_finite(s, [&](Key key) { weights.set(key, R(exp(R(factor * R(row.score(key) - top))))); });
    return weights;
  });
}

/// n weights e^{x_i - top} of other scores x, at the keys named; 0 elsewhere.
template <class R>
Vector<R> weights_of(Evaluator<R>& row, std::span<const Key> keys, std::span<const double> scores,
                     double top) {
  using std::exp;
  Vector<R> weights(scores.size(), row.precision());
  for (const Key key : keys)
    weights.set(key, R(exp(R(row.precision()(scores[key]) - row.precision()(top)))));
  return weights;
}

/// n weights e^{s_i - s_(1)}.
template <class R>
const Vector<R>& weights(Evaluator<R>& row) {
  return weights_at(row, 1.0);
}

/// Z e^{-s_(1)}, the sum of all weights.
template <class R>
const R& partition(Evaluator<R>& row) {
  return row.of_row().once({"partition"}, [&] { return sum(weights(row)); });
}

/// LSE = ln Z.
template <class R>
const R& log_sum_exp(Evaluator<R>& row) {
  return row.of_row().once({"log_sum_exp"}, [&] {
    using std::log;
    return R(row.ranked_score(1) + log(partition(row)));
  });
}

/// n probabilities p_i.
template <class R>
const Vector<R>& probabilities(Evaluator<R>& row) {
  return row.of_row().once({"probabilities"}, [&] {
    const R inverse = R(row.precision()(std::size_t{1}) / partition(row));
    return scaled(weights(row), inverse, row.scores().finite(), row.precision());
  });
}

/// n logarithms ln p_i; 0 in the place of a masked key, where nothing may read it.
template <class R>
const Vector<R>& log_probabilities(Evaluator<R>& row) {
  return row.of_row().once({"log_probabilities"}, [&] {
    using std::log;
    Vector<R> logs(row.scores().size(), row.precision());
    const Vector<R>& p = probabilities(row);
    for_each_finite(row.scores(), [&](Key key) { logs.set(key, R(log(p[key]))); });
    return logs;
  });
}

/// Sum of the head's weights.
template <class R>
const R& head_sum(Evaluator<R>& row) {
  return row.of_head().once({"head_sum"}, [&] { return sum(weights(row), row.head().finite_head()); });
}

/// Sum of the tail's weights, summed directly.
template <class R>
const R& tail_sum(Evaluator<R>& row) {
  return row.of_head().once({"tail_sum"}, [&] { return sum(weights(row), row.head().finite_tail()); });
}

/// tau = P(tail).
template <class R>
const R& tail_mass(Evaluator<R>& row) {
  return row.of_head().once({"tail_mass"}, [&] { return R(tail_sum(row) / partition(row)); });
}

/// 1 - tau = P(head), summed directly.
template <class R>
const R& head_mass(Evaluator<R>& row) {
  return row.of_head().once({"head_mass"}, [&] { return R(head_sum(row) / partition(row)); });
}

/// n probabilities of P^, that is P conditioned on the head; 0 on the tail.
template <class R>
const Vector<R>& truncated(Evaluator<R>& row) {
  return row.of_head().once({"truncated"}, [&] {
    const R inverse = R(row.precision()(std::size_t{1}) / head_sum(row));
    return scaled(weights(row), inverse, row.head().finite_head(), row.precision());
  });
}

/// n differences p_i - p^_i, both fractions over one denominator so that nothing cancels: on the head
/// w_i/Z - w_i/Z_H = -w_i Z_T/(Z Z_H), on the tail p_i.
template <class R>
const Vector<R>& probability_changes(Evaluator<R>& row) {
  return row.of_head().once({"probability_changes"}, [&] {
    const R factor = R(-(tail_mass(row) / head_sum(row)));
    Vector<R> change = scaled(weights(row), factor, row.head().finite_head(), row.precision());
    const Vector<R>& p = probabilities(row);
    for (const Key key : row.head().finite_tail())
      change.set(key, p[key]);
    return change;
  });
}

/// n logarithms ln p^_i for the head, as (s_i - s_(1)) - ln(head sum): one logarithm a head, and a way to ln
/// p^ that does not go through ln p, so that a wrong ln p cannot cancel in a divergence.
template <class R>
const Vector<R>& log_truncated(Evaluator<R>& row) {
  return row.of_head().once({"log_truncated"}, [&] {
    using std::log;
    return shifted(exponents(row), R(-log(head_sum(row))), row.head().finite_head(), row.precision());
  });
}

/// n_f + 1 sums of weights by rank: entry k is that of all but the k largest scores, smallest added first.
template <class R>
const Vector<R>& ordered_tail_sums(Evaluator<R>& row) {
  return row.of_row().once({"ordered_tail_sums"}, [&] {
    const auto finite = row.scores().finite();
    Vector<R> sums(finite.size() + 1, row.precision());
    R total = row.precision()(std::size_t{0});
    for (std::size_t k = finite.size(); k-- > 0;) {
      total += weights(row)[finite[k]];
      sums.set(k, total);
    }
    return sums;
  });
}

/// Tail mass tau_k of any Top-k set, 0 <= k <= n, by rank; `k` need not be that of the head in focus.
template <class R>
R ordered_tail_mass(Evaluator<R>& row, std::size_t k) {
  const Vector<R>& sums = ordered_tail_sums(row);
  return R(sums[std::min(k, sums.size() - 1)] / partition(row));
}

/// p_max.
template <class R>
R largest_probability(Evaluator<R>& row) {
  return probabilities(row)[row.scores().order().front()];
}

/// Entropy H(P) = -sum p ln p.
template <class R>
const R& entropy(Evaluator<R>& row) {
  return row.of_row().once({"entropy"}, [&] { return R(-dot(probabilities(row), log_probabilities(row))); });
}

} // namespace tailmass::exact
