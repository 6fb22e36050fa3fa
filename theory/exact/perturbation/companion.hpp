// Divergences of another distribution Q, given by whole-number weights, from P and from P^.
#pragma once

#include "theory/exact/distribution/softmax.hpp"

#include <numeric>

namespace tailmass::exact {

/// n probabilities Q_i = weights[i] / sum of weights.
template <class R>
Vector<R> companion(Evaluator<R>& row, const std::vector<unsigned>& weights) {
  const Precision<R>& at = row.precision();
  const std::size_t total = std::accumulate(weights.begin(), weights.end(), std::size_t{0});
  Vector<R> q(weights.size(), at);
  for (std::size_t key = 0; key < weights.size(); ++key)
    if (weights[key] != 0)
      q.set(key, R(at(std::size_t{weights[key]}) / at(total)));
  return q;
}

/// TV(Q, P) = 1/2 sum |q_i - p_i|.
template <class R>
R total_variation_from(Evaluator<R>& row, const Vector<R>& q) {
  using std::abs;
  R sum(0);
  for (std::size_t key = 0; key < q.size(); ++key)
    sum += abs(R(q[key] - probabilities(row)[key]));
  return R(sum / R(2));
}

/// ln m of a whole number m > 0, remembered: companions have few distinct weights.
template <class R>
const R& log_whole(Evaluator<R>& row, std::size_t m) {
  return row.of_row().once({"log_whole", static_cast<double>(m)}, [&] {
    using std::log;
    return R(log(row.precision()(m)));
  });
}

/// sum q_i (ln q_i - log_p_i) over the atoms of Q.
template <class R>
R kl_from(Evaluator<R>& row, const std::vector<unsigned>& weights, const Vector<R>& log_p) {
  const Vector<R> q = companion(row, weights);
  const R log_total = log_whole(row, std::accumulate(weights.begin(), weights.end(), std::size_t{0}));
  R sum(0);
  for (std::size_t key = 0; key < weights.size(); ++key)
    if (weights[key] != 0)
      sum += q[key] * (log_whole(row, weights[key]) - log_total - log_p[key]);
  return sum;
}

} // namespace tailmass::exact
