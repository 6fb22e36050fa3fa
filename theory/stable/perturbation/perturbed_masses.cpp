// Head and tail masses of a row beside a perturbed one, and what bounds them.
#include "theory/stable/perturbation/perturbed_masses.hpp"

#include "theory/numbers/assumed_arithmetic.hpp"
#include "theory/stable/perturbation/score_errors.hpp"

#include <algorithm>
#include <vector>

namespace tailmass::stable {

namespace {

template <class T>
ExponentialSum<T> perturbed_sum(const Case& c, std::span<const Key> keys) {
  std::vector<Term> terms;
  for (const Key key : keys)
    terms.push_back({c.perturbed[key], 1});
  return exponential_sum<T>(terms);
}

/// The keys of finite score, those of the Top-k set of s' first.
std::vector<Key> by_perturbed(const Case& c) {
  std::vector<Key> keys(c.scores->finite().begin(), c.scores->finite().end());
  std::ranges::sort(keys, [&](Key a, Key b) {
    return c.perturbed[a] != c.perturbed[b] ? c.perturbed[a] > c.perturbed[b]
                                            : (*c.scores)[a] < (*c.scores)[b];
  });
  return keys;
}

/// The first k of some keys against the others, under s.
template <class T>
Split<T> split_after(const Case& c, std::span<const Key> keys) {
  const std::size_t k = std::min(c.head.size(), keys.size());
  return split(exponential_sum<T>(*c.scores, keys.first(k)), exponential_sum<T>(*c.scores, keys.subspan(k)));
}

/// e^{exponent} tail/head, the exponent being two errors of scores.
template <class T>
Estimate<T> raised_odds(const Case& c, const ExponentialSum<T>& head, const ExponentialSum<T>& tail,
                        PairSum<T> exponent) {
  constexpr double u = unit_roundoff<T>;
  if (tail.empty())
    return {0, {}};
  exponent.add(two_difference(tail.top, head.top));
  const Pair<T> x = exponent.pair();
  if (!(exponent.error() <= u))
    return {std::numeric_limits<T>::quiet_NaN(), {}};
  return {scaled_exponential(x, tail.sum / head.sum),
          {widened(head.error + tail.error + u + scaled_exponential_error(x.high) + exponent.error() +
                   2 * error_rounding<T>(c)),
           smallest_subnormal<T>}};
}

} // namespace

template <class T>
Estimate<T> tail_mass_perturbed(const Case& c) {
  const AssumedArithmetic assumed;
  return split(perturbed_sum<T>(c, c.head.finite_head()), perturbed_sum<T>(c, c.head.finite_tail()))
      .tail_mass();
}

template <class T>
Estimate<T> tail_odds_bound(const Case& c) {
  const AssumedArithmetic assumed;
  const PairSum<T> exponent = PairSum<T>()
                                  .add(error_range<T>(c, c.head.finite_head()).farthest())
                                  .add(error_range<T>(c, c.head.finite_tail()).farthest());
  return raised_odds(c, perturbed_sum<T>(c, c.head.finite_head()), perturbed_sum<T>(c, c.head.finite_tail()),
                     exponent);
}

template <class T>
Estimate<T> kept_mass_perturbed(const Case& c) {
  const AssumedArithmetic assumed;
  return split_after<T>(c, by_perturbed(c)).head_mass();
}
template <class T>
Estimate<T> lost_mass_perturbed(const Case& c) {
  const AssumedArithmetic assumed;
  return split_after<T>(c, by_perturbed(c)).tail_mass();
}

template <class T>
Estimate<T> kept_mass_bound(const Case& c) {
  const AssumedArithmetic assumed;
  const Pair<T> d = error_range<T>(c, c.scores->finite()).farthest();
  const Estimate<T> kept = split_after<T>(c, c.scores->finite()).head_mass();
  return {exp_pair<T>({-2 * d.high, -2 * d.low}) * kept.value,
          {widened(exponential_error<T> + unit_roundoff<T> + kept.bound.relative + 2 * error_rounding<T>(c)),
           4 * smallest_subnormal<T>}};
}

template <class T>
Estimate<T> lost_mass_bound(const Case& c) {
  const AssumedArithmetic assumed;
  const std::span<const Key> keys = c.scores->finite();
  const std::size_t k = std::min(c.head.size(), keys.size());
  const Pair<T> d = error_range<T>(c, keys).farthest();
  const Estimate<T> odds =
      raised_odds(c, exponential_sum<T>(*c.scores, keys.first(k)),
                  exponential_sum<T>(*c.scores, keys.subspan(k)), PairSum<T>().add(d).add(d));
  const Estimate<T> kept = split_after<T>(c, keys).head_mass();
  return {odds.value * kept.value,
          {widened(odds.bound.relative + kept.bound.relative + unit_roundoff<T>), 2 * odds.bound.absolute}};
}

template Estimate<float> tail_mass_perturbed(const Case&);
template Estimate<double> tail_mass_perturbed(const Case&);
template Estimate<float> tail_odds_bound(const Case&);
template Estimate<double> tail_odds_bound(const Case&);
template Estimate<float> kept_mass_perturbed(const Case&);
template Estimate<double> kept_mass_perturbed(const Case&);
template Estimate<float> lost_mass_perturbed(const Case&);
template Estimate<double> lost_mass_perturbed(const Case&);
template Estimate<float> kept_mass_bound(const Case&);
template Estimate<double> kept_mass_bound(const Case&);
template Estimate<float> lost_mass_bound(const Case&);
template Estimate<double> lost_mass_bound(const Case&);

} // namespace tailmass::stable
