// Divergences between P and its truncation P^, as the sums that define them.
#pragma once

#include "theory/exact/distribution/softmax.hpp"

namespace tailmass::exact {

/// TV(P, P^) = 1/2 sum |p_i - p^_i|.
template <class R>
const R& total_variation(Evaluator<R>& row) {
  return row.of_head().once({"total_variation"}, [&] {
    return R(sum_of_magnitudes(
                 difference(probabilities(row), truncated(row), row.scores().finite(), row.precision())) /
             R(2));
  });
}

/// KL(P^ || P) = sum over the head of p^ ln(p^ / p).
template <class R>
const R& kl_divergence(Evaluator<R>& row) {
  return row.of_head().once({"kl_divergence"}, [&] {
    return R(dot(truncated(row), difference(log_truncated(row), log_probabilities(row),
                                            row.head().finite_head(), row.precision())));
  });
}

/// n likelihood ratios p^_i / p_i; 0 on the tail.
template <class R>
const Vector<R>& ratios(Evaluator<R>& row) {
  return row.of_head().once({"ratios"}, [&] {
    return quotient(truncated(row), probabilities(row), row.head().finite_head(), row.precision());
  });
}

/// D_f(P^ || P) = sum p f(p^ / p), given the n values of f at the ratios of the head and f(0) for the tail.
template <class R>
R f_divergence(Evaluator<R>& row, const Vector<R>& f_of_ratios, const R& f_of_zero) {
  return R(dot(probabilities(row), f_of_ratios) +
           f_of_zero * sum(probabilities(row), row.head().finite_tail()));
}

/// n squares (p^/p - 1)^2 on the head.
template <class R>
const Vector<R>& squared_excess(Evaluator<R>& row) {
  return row.of_head().once({"squared_excess"}, [&] {
    const auto head = row.head().finite_head();
    const Vector<R> excess = shifted(ratios(row), R(-1), head, row.precision());
    return product(excess, excess, head, row.precision());
  });
}

/// chi^2(P^ || P), f(t) = (t - 1)^2.
template <class R>
R chi_squared(Evaluator<R>& row) {
  return f_divergence(row, squared_excess(row), R(1));
}

/// Vincze and Le Cam's divergence, f(t) = (t - 1)^2 / (t + 1), which needs no logarithm and has f(0) = 1.
template <class R>
R le_cam(Evaluator<R>& row) {
  const auto head = row.head().finite_head();
  return f_divergence(
      row,
      quotient(squared_excess(row), shifted(ratios(row), R(1), head, row.precision()), head, row.precision()),
      R(1));
}

/// n geometric means sqrt(p p^) on the head.
template <class R>
const Vector<R>& geometric_means(Evaluator<R>& row) {
  return row.of_head().once({"geometric_means"}, [&] {
    const auto head = row.head().finite_head();
    return root(product(probabilities(row), truncated(row), head, row.precision()), head, row.precision());
  });
}

/// Bhattacharyya's sum of sqrt(p p^).
template <class R>
const R& affinity(Evaluator<R>& row) {
  return row.of_head().once({"affinity"},
                            [&] { return sum(geometric_means(row), row.head().finite_head()); });
}

/// Squared Hellinger distance 1 - sum sqrt(p p^).
template <class R>
R hellinger_squared(Evaluator<R>& row) {
  return R(R(1) - affinity(row));
}

/// sum p (p^/p)^order for a whole order >= 2: the moment inside the Renyi divergence of P^ from P.
template <class R>
R renyi_moment(Evaluator<R>& row, int order) {
  Vector<R> power = ratios(row);
  for (int i = 1; i < order; ++i)
    power = product(power, ratios(row), row.head().finite_head(), row.precision());
  return dot(probabilities(row), power);
}

/// sum p^{1/4} p^^{3/4}: the moment of order 1/4 inside the Renyi divergence of P from P^.
template <class R>
R reversed_quarter_moment(Evaluator<R>& row) {
  const auto head = row.head().finite_head();
  return sum(
      root(product(truncated(row), geometric_means(row), head, row.precision()), head, row.precision()),
      head);
}

/// max p^/p over the head.
template <class R>
R largest_ratio(Evaluator<R>& row) {
  using std::max;
  R largest(0);
  for (const Key key : row.head().finite_head())
    largest = max(largest, R(ratios(row)[key]));
  return largest;
}

/// KL(source || M) over some keys, given ln(source) and ln(m).
template <class R>
R kl_to_mixture(Evaluator<R>& row, const Vector<R>& source, const Vector<R>& log_source,
                const Vector<R>& log_m, std::span<const Key> keys) {
  return dot(source, difference(log_source, log_m, keys, row.precision()));
}

/// Jensen-Shannon divergence 1/2 KL(P || M) + 1/2 KL(P^ || M), M = (P + P^)/2. On the head
/// ln m_i = ln p_i + ln((1 + 1/P(head))/2), so that the logarithms of a row are taken once; on the tail m_i =
/// p_i/2.
template <class R>
R jensen_shannon(Evaluator<R>& row) {
  using std::log;
  const Precision<R>& at = row.precision();
  const auto head = row.head().finite_head();
  const auto tail = row.head().finite_tail();
  const Vector<R>& log_p = log_probabilities(row);
  const R one = at(std::size_t{1});
  const Vector<R> log_m_head = shifted(log_p, R(log(R((one + one / head_mass(row)) / R(2)))), head, at);
  const Vector<R> log_m_tail = shifted(log_p, R(-log(at(std::size_t{2}))), tail, at);
  return R((kl_to_mixture(row, probabilities(row), log_p, log_m_head, head) +
            kl_to_mixture(row, probabilities(row), log_p, log_m_tail, tail) +
            kl_to_mixture(row, truncated(row), log_truncated(row), log_m_head, head)) /
           R(2));
}

} // namespace tailmass::exact
