// Divergences of another distribution Q, given by whole-number weights, from P and from P^.
#include "theory/stable/companion.hpp"

#include <algorithm>
#include <numeric>

namespace tailmass::stable {

namespace {

constexpr double u = unit_roundoff;

double total_of(const std::vector<unsigned>& weights) {
  return static_cast<double>(std::accumulate(weights.begin(), weights.end(), std::size_t{0}));
}

/// KL from softmax of the scores of `keys`, which are finite and by descending score.
Estimate kl_from(const Scores& s, std::span<const Key> keys, const std::vector<unsigned>& weights) {
  const double top = s[keys.front()], total = total_of(weights);
  const Estimate log_partition = log1p_odds(top_split(s, keys));
  CompensatedSum drop, entropy;
  std::size_t atoms = 0;
  for (std::size_t key = 0; key < weights.size(); ++key)
    if (weights[key] != 0) {
      const double weight = weights[key], q = weight / total;
      drop.add(q * (top - s[key]));
      entropy.add(q * std::log1p((total - weight) / weight));
      ++atoms;
    }
  const double h = entropy.value();
  const double cross_error = std::max(3 * u + one_sign_error(atoms), log_partition.bound.relative) + u;
  const double entropy_error = (libm_error + 3 * u + one_sign_error(atoms)) * h;
  return {std::max(0.0, drop.value() + log_partition.value - h),
          {widened(cross_error + u), widened(cross_error * h + entropy_error) + 8 * smallest_subnormal}};
}

} // namespace

Estimate total_variation_from(const Case& c) {
  const Scores& s = *c.scores;
  const std::vector<unsigned>& weights = c.companion->any;
  const double top = s.ranked(1), total = total_of(weights);
  const Split rest = top_split(s, s.finite());
  const Estimate largest = rest.head_mass();
  const double mass_error = widened(3 * u + largest.bound.relative + u);
  CompensatedSum excess;
  double counted = 0;
  std::size_t atoms = 0;
  for (std::size_t key = 0; key < weights.size(); ++key)
    if (weights[key] != 0) {
      const double q = weights[key] / total;
      const double p = exp_pair(two_difference(s[key], top)) * largest.value;
      if (q > p)
        excess.add(q - p);
      if (q > p * (1 - 0x1p-20))
        counted += p;
      ++atoms;
    }
  return {excess.value(),
          {widened(u + one_sign_error(atoms)),
           widened(mass_error * counted * (1 + static_cast<double>(atoms) * u) + u) +
               2 * static_cast<double>(atoms) * smallest_subnormal}};
}

Estimate kl_from_row(const Case& c) {
  return kl_from(*c.scores, c.scores->finite(), c.companion->any);
}

Estimate kl_in_head_from_row(const Case& c) {
  return kl_from(*c.scores, c.scores->finite(), c.companion->in_head);
}

Estimate kl_in_head_from_truncated(const Case& c) {
  return kl_from(*c.scores, c.head.finite_head(), c.companion->in_head);
}

} // namespace tailmass::stable
