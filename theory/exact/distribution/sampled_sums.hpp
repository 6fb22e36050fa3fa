// How many samples of a few terms estimate their sum too low, by enumeration.
#pragma once

#include <cstddef>
#include <vector>

namespace tailmass::exact {

/// The square of an estimate's radius for m of N terms that are at most 1, over ln(1/delta): N^2 c/(divisor
/// m), c = 1 - (m - taken_off)/N.
struct SamplingRadius {
  std::size_t taken_off = 1;
  double divisor = 2;
};

/// A part of the terms, of which `drawn` are sampled without replacement.
struct Stratum {
  std::vector<double> scores; ///< of the terms e^s, the largest first, which bounds them
  std::size_t drawn = 1;      ///< 1 .. the number of terms
};

/// A number of samples.
struct Samples {
  std::size_t failing = 0;
  std::size_t all = 1;
};

/// Looks at all samples of the strata, at most 12 terms in each: the product over them of C(N, drawn). One
/// fails where the sum of all terms is greater than the estimate, sum over the strata of N/drawn times what
/// was drawn, and the radius, the root of the sum of e^{2 U} N^2 c ln(1/delta)/(divisor drawn). Exact. Throws
/// TooClose where a sum is not told from that.
[[nodiscard]] Samples failing_samples(const std::vector<Stratum>& strata, double delta,
                                      const SamplingRadius& radius);

} // namespace tailmass::exact
