// Divergences of another distribution Q, given by whole-number weights, from P and from P^.
#include "theory/stable/perturbation/companion.hpp"

#include "theory/numbers/assumed_arithmetic.hpp"

#include <algorithm>
#include <numeric>

namespace tailmass::stable {

namespace {

std::size_t total_of(const std::vector<unsigned>& weights) {
  return std::accumulate(weights.begin(), weights.end(), std::size_t{0});
}

/// A quotient of whole numbers below 2^53: they enter double exactly, float within u.
template <class T>
T share(std::size_t part, std::size_t whole) {
  return static_cast<T>(part) / static_cast<T>(whole);
}
template <class T>
constexpr double share_error = (std::numeric_limits<T>::digits >= 53 ? 1 : 3) * unit_roundoff<T>;

/// KL from softmax of the scores of `keys`, which are finite and by descending score.
template <class T>
Estimate<T> kl_from(const Scores& s, std::span<const Key> keys, const std::vector<unsigned>& weights) {
  constexpr double u = unit_roundoff<T>;
  const T top = rounded<T>(s[keys.front()]);
  const std::size_t total = total_of(weights);
  const Estimate<T> log_partition = log1p_odds(top_split<T>(s, keys));
  CompensatedSum<T> drop, entropy;
  std::size_t atoms = 0;
  for (std::size_t key = 0; key < weights.size(); ++key)
    if (const std::size_t weight = weights[key]; weight != 0) {
      const T q = share<T>(weight, total);
      drop.add(q * (top - rounded<T>(s[key])));
      entropy.add(q * std::log1p(share<T>(total - weight, weight)));
      ++atoms;
    }
  const T h = entropy.value();
  const double in_gaps = 2 * score_rounding<T>(s);
  const double cross_error =
      std::max(2 * u + share_error<T> + one_sign_error<T>(atoms), std::log1p(log_partition.bound.relative)) +
      u;
  const double entropy_error = libm_error<T> + u + 2 * share_error<T> + one_sign_error<T>(atoms);
  return {std::max(T(0), drop.value() + log_partition.value - h),
          {widened(cross_error + u), widened(cross_error + entropy_error) * static_cast<double>(h) +
                                         in_gaps * (1 + widened(cross_error)) + 8 * smallest_subnormal<T>}};
}

} // namespace

template <class T>
Estimate<T> total_variation_from(const Case& c) {
  const AssumedArithmetic assumed;
  constexpr double u = unit_roundoff<T>;
  const Scores& s = *c.scores;
  const std::vector<unsigned>& weights = c.companion->any;
  const T top = rounded<T>(s.ranked(1));
  const std::size_t total = total_of(weights);
  const Split<T> rest = top_split<T>(s, s.finite());
  const Estimate<T> largest = rest.head_mass();
  const double mass_error =
      widened(exponential_error<T> + 2 * score_rounding<T>(s) + largest.bound.relative + u);
  const double nearly = 1 - 2 * (mass_error + share_error<T>)-0x1p-20;
  CompensatedSum<T> excess;
  double counted = 0;
  std::size_t atoms = 0;
  for (std::size_t key = 0; key < weights.size(); ++key)
    if (weights[key] != 0) {
      const T q = share<T>(weights[key], total);
      const T p = exp_pair(two_difference(rounded<T>(s[key]), top)) * largest.value;
      if (q > p)
        excess.add(q - p);
      if (static_cast<double>(q) > static_cast<double>(p) * nearly)
        counted += static_cast<double>(p);
      ++atoms;
    }
  return {
      excess.value(),
      {widened(u + one_sign_error<T>(atoms)), padded(padded(mass_error * counted) + share_error<T>) +
                                                  2 * static_cast<double>(atoms) * smallest_subnormal<T>}};
}

template <class T>
Estimate<T> kl_from_row(const Case& c) {
  const AssumedArithmetic assumed;
  return kl_from<T>(*c.scores, c.scores->finite(), c.companion->any);
}

template <class T>
Estimate<T> kl_in_head_from_row(const Case& c) {
  const AssumedArithmetic assumed;
  return kl_from<T>(*c.scores, c.scores->finite(), c.companion->in_head);
}

template <class T>
Estimate<T> kl_in_head_from_truncated(const Case& c) {
  const AssumedArithmetic assumed;
  return kl_from<T>(*c.scores, c.head.finite_head(), c.companion->in_head);
}

template Estimate<float> total_variation_from(const Case&);
template Estimate<double> total_variation_from(const Case&);
template Estimate<float> kl_from_row(const Case&);
template Estimate<double> kl_from_row(const Case&);
template Estimate<float> kl_in_head_from_row(const Case&);
template Estimate<double> kl_in_head_from_row(const Case&);
template Estimate<float> kl_in_head_from_truncated(const Case&);
template Estimate<double> kl_in_head_from_truncated(const Case&);

} // namespace tailmass::stable
