// Divergences between P and its truncation P^, as the sums that define them.
#pragma once

#include "theory/exact/distribution/softmax.hpp"

#include <optional>

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

/// n numbers (p^ - p)^2/p, of which chi^2(P^ || P) is the sum, with p^ - p over one denominator.
template <class R>
const Vector<R>& squared_changes(Evaluator<R>& row) {
  return row.of_head().once({"squared_changes"}, [&] {
    const auto finite = row.scores().finite();
    const Vector<R>& changes = probability_changes(row);
    return quotient(product(changes, changes, finite, row.precision()), probabilities(row), finite,
                    row.precision());
  });
}

/// D_f(P^ || P) of f(t) = (t - 1)^2/(t + c), c > 0, which needs no logarithm and has f(0) = 1/c. With c = 1
/// it is Vincze's and Le Cam's.
template <class R>
R squares_over_sums(Evaluator<R>& row, const R& c) {
  const auto head = row.head().finite_head();
  const Precision<R>& at = row.precision();
  return f_divergence(row, quotient(squared_excess(row), shifted(ratios(row), c, head, at), head, at),
                      R(R(1) / c));
}

/// n likelihood ratios p_i / p^_i on the head; 0 on the tail, where they are infinite.
template <class R>
const Vector<R>& reversed_ratios(Evaluator<R>& row) {
  return row.of_head().once({"reversed_ratios"}, [&] {
    return quotient(probabilities(row), truncated(row), row.head().finite_head(), row.precision());
  });
}

/// D_f(P || P^) = sum p^ f(p/p^) of the same f: where p^ is 0, p times the limit 1 of f(t)/t.
template <class R>
R reversed_squares_over_sums(Evaluator<R>& row, const R& c) {
  const auto head = row.head().finite_head();
  const Precision<R>& at = row.precision();
  const Vector<R> excess = shifted(reversed_ratios(row), R(-1), head, at);
  const Vector<R> f =
      quotient(product(excess, excess, head, at), shifted(reversed_ratios(row), c, head, at), head, at);
  return R(dot(truncated(row), f) + sum(probabilities(row), row.head().finite_tail()));
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

/// v_i^{eighths/8} at the positions named; 0 elsewhere. By roots and products.
template <class R>
Vector<R> power(const Vector<R>& v, unsigned eighths, std::span<const unsigned> positions,
                const Precision<R>& at) {
  Vector<R> factor = root(root(root(v, positions, at), positions, at), positions, at);
  std::optional<Vector<R>> result;
  for (; eighths != 0; eighths >>= 1U) {
    if ((eighths & 1U) == 1)
      result = result ? product(*result, factor, positions, at) : factor;
    if (eighths > 1)
      factor = product(factor, factor, positions, at);
  }
  return std::move(result).value();
}

/// sum p (p^/p)^{eighths/8} and sum p^ (p/p^)^{eighths/8}: the moments inside the Renyi divergences of that
/// order of P^ from P and, for orders below 1, of P from P^.
template <class R>
R renyi_moment_of_eighths(Evaluator<R>& row, unsigned eighths) {
  return dot(probabilities(row), power(ratios(row), eighths, row.head().finite_head(), row.precision()));
}
template <class R>
R reversed_renyi_moment_of_eighths(Evaluator<R>& row, unsigned eighths) {
  return dot(truncated(row), power(reversed_ratios(row), eighths, row.head().finite_head(), row.precision()));
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

/// ln v_i at the positions named; 0 elsewhere. Through ln(v_i/v_first), which is cheap where it is nearly 0,
/// as it is for the likelihood ratios of a truncation.
template <class R>
Vector<R> logarithms(const Vector<R>& v, std::span<const unsigned> positions, const Precision<R>& at) {
  using std::log;
  Vector<R> logs(v.size(), at);
  if (positions.empty())
    return logs;
  const R first = v[positions.front()];
  const R log_first = log(first), inverse = R(at(std::size_t{1}) / first);
  for (const unsigned i : positions)
    logs.set(i, R(log_first + log(R(v[i] * inverse))));
  return logs;
}

/// n mixtures (1 - share) P^ + share P.
template <class R>
Vector<R> mixture(Evaluator<R>& row, const R& share) {
  const Precision<R>& at = row.precision();
  const R rest = R(R(1) - share);
  Vector<R> mixed = scaled(probabilities(row), share, row.scores().finite(), at);
  for (const Key key : row.head().finite_head())
    mixed.set(key, R(mixed[key] + rest * truncated(row)[key]));
  return mixed;
}

/// sum p ln(p/m) of a mixture M of P and P^.
template <class R>
R kl_to_mixture(Evaluator<R>& row, const Vector<R>& m) {
  const Precision<R>& at = row.precision();
  const Vector<R> ratio = quotient(probabilities(row), m, row.scores().finite(), at);
  return R(dot(probabilities(row), logarithms(ratio, row.head().finite_head(), at)) +
           dot(probabilities(row), logarithms(ratio, row.head().finite_tail(), at)));
}

/// Jensen-Shannon divergence 1/2 KL(P || M) + 1/2 KL(P^ || M), M = (P + P^)/2.
template <class R>
R jensen_shannon(Evaluator<R>& row) {
  const Precision<R>& at = row.precision();
  const auto head = row.head().finite_head();
  const Vector<R> m = mixture(row, R(at(std::size_t{1}) / R(2)));
  return R((kl_to_mixture(row, m) +
            dot(truncated(row), logarithms(quotient(truncated(row), m, head, at), head, at))) /
           R(2));
}

} // namespace tailmass::exact
