// How wide the intervals of statistical statements are, and how often a true one is refuted.
#pragma once

#include "theory/nouns/case.hpp"
#include "theory/numbers/precision.hpp"

#include <cmath>

namespace tailmass {

/// The false-alarm rate that every statistical statement keeps.
inline constexpr double false_alarm = 1e-6;

/// Half width in standard deviations of a mean over 64 rows or more of n >= 10^4 scores. If the mean were
/// normal, it would be further off with probability 2 Phi_c(6) < 2e-9. Its skewness is at most 12/sqrt(64 n)
/// = 0.015 there, which raises that less than twofold (e^{6^3 0.015/6}); the rest of the 500 is to spare.
inline constexpr double deviations_of_mean = 6;
/// Half width of a single row, one of at most 16: 2 Phi_c(7) < 3e-12 each. A skewness of at most 0.12 raises
/// that less than 1000 times (e^{7^3 0.12/6}); a single score so large that it alone moves the tail mass by 7
/// deviations (above 7.3 sigma at sigma = 1) occurs in 16 rows of 4 10^4 scores with probability 1e-7.
inline constexpr double deviations_of_row = 7;

/// x with 2 e^{-x} = rate: where the probability of either of two deviations is at most e^{-x}.
template <class R>
R exponent_of(const Precision<R>& at, double rate) {
  using std::log;
  return log(R(at(2.0) / at(rate)));
}

// Where the fluctuation theorems are asserted.
[[nodiscard]] bool has_sample(const Case& c);
[[nodiscard]] bool moderate_sigma(const Case& c);     ///< sigma <= 1
[[nodiscard]] bool long_rows(const Case& c);          ///< n >= 10^4
[[nodiscard]] bool head_of_some_share(const Case& c); ///< n/20 <= k <= 19 n/20

// Samples that break those hypotheses, one each.
[[nodiscard]] Case with_wide_scores(Case c);   ///< sigma = 4
[[nodiscard]] Case with_short_rows(Case c);    ///< n = 100, k in proportion
[[nodiscard]] Case with_one_kept(Case c);      ///< k = 1
[[nodiscard]] Case with_small_epsilon(Case c); ///< epsilon = 10^-4
template <std::size_t rows>
[[nodiscard]] Case with_rows(Case c) {
  c.sample->rows = rows;
  return c;
}

/// A case that is a sample and has, as a row of its own, but two equal scores, of which nothing is said.
[[nodiscard]] Case sample_case(const GaussianSample& sample);

} // namespace tailmass
