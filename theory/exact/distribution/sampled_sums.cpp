// Enumerates samples.
#include "theory/exact/distribution/sampled_sums.hpp"

#include "theory/exact/distribution/k_epsilon.hpp"

#include <algorithm>
#include <bit>

namespace tailmass::exact {

namespace {

/// What one sample of a stratum is short of: its sum less N/m times what was drawn; exactly 0 where all is
/// drawn.
std::vector<Ball> shortfalls(const Stratum& stratum, double unit, long bits) {
  const std::size_t n = stratum.scores.size();
  std::vector<Ball> terms;
  for (const double score : stratum.scores)
    terms.push_back(exp(Ball(score).at_precision(bits) - Ball(unit)));
  if (stratum.drawn == n)
    return {Ball(0)};
  std::vector<Ball> short_of;
  for (unsigned sample = 0; sample < 1U << n; ++sample) {
    if (static_cast<std::size_t>(std::popcount(sample)) != stratum.drawn)
      continue;
    Ball drawn, rest; // N/m drawn = drawn + (N - m)/m drawn
    for (std::size_t i = 0; i < n; ++i)
      ((sample >> i & 1U) != 0 ? drawn : rest) += terms[i];
    short_of.push_back(rest - drawn * Ball(n - stratum.drawn) / Ball(stratum.drawn).at_precision(bits));
  }
  return short_of;
}

/// Radius squared, in the unit of the terms.
Ball squared_radius(const std::vector<Stratum>& strata, double unit, double delta,
                    const SamplingRadius& radius, long bits) {
  Ball sum = Ball().at_precision(bits);
  for (const Stratum& stratum : strata) {
    const Ball n(stratum.scores.size());
    const Ball left = n + Ball(radius.taken_off) - Ball(stratum.drawn); // N c
    const Ball top = exp(Ball(2) * (Ball(stratum.scores.front()).at_precision(bits) - Ball(unit)));
    sum += top * n * left / (Ball(radius.divisor) * Ball(stratum.drawn));
  }
  return -log(Ball(delta).at_precision(bits)) * sum;
}

/// All sums of one shortfall of each stratum.
std::vector<Ball> all_sums(const std::vector<Stratum>& strata, double unit, long bits) {
  std::vector<Ball> sums{Ball().at_precision(bits)};
  for (const Stratum& stratum : strata) {
    std::vector<Ball> longer;
    for (const Ball& more : shortfalls(stratum, unit, bits))
      for (const Ball& sum : sums)
        longer.push_back(sum + more);
    sums = std::move(longer);
  }
  return sums;
}

} // namespace

Samples failing_samples(const std::vector<Stratum>& strata, double delta, const SamplingRadius& radius) {
  if (std::ranges::all_of(strata, [](const Stratum& of) { return of.drawn == of.scores.size(); }))
    return {0, 1}; // the estimate is the sum
  double unit = strata.front().scores.front();
  for (const Stratum& stratum : strata)
    unit = std::max(unit, stratum.scores.front());
  for (long bits = 64; bits <= 4096; bits *= 2) {
    const Ball limit = sqrt(squared_radius(strata, unit, delta, radius, bits));
    Samples samples{0, 0};
    bool certain = true;
    for (const Ball& short_of : all_sums(strata, unit, bits)) {
      ++samples.all;
      if (certainly_less(limit, short_of))
        ++samples.failing;
      else
        certain = certain && certainly_at_most(short_of, limit);
    }
    if (certain)
      return samples;
  }
  throw TooClose("a sample's sum is within 2^-4096 of its radius");
}

} // namespace tailmass::exact
