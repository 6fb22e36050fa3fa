// A sum of exponentials beyond the range of doubles, its logarithm, and shares of such sums.
#pragma once

#include "theory/fast/enclosure.hpp"
#include "theory/fast/kernels/kernels.hpp"

#include <limits>

namespace tailmass::fast {

/// The positive number (high + low) 2^exponent e^base, within `relative` of itself, |low| <= 2^-40 high; 0
/// where high = 0. `base` is 0 unless scores are beyond the kernels' domain, so that the logarithm of a row
/// with a large offset loses nothing.
struct ScaledSum {
  double high = 0;
  double low = 0;
  std::int64_t exponent = 0;
  double base = 0;
  double relative = 0;
  double top = -std::numeric_limits<double>::infinity(); ///< largest score

  [[nodiscard]] bool empty() const { return high == 0; }
  /// ln of the sum, which is not empty. Absolute: `relative`, the error of a weight and 2 u, and what the
  /// result leaves of a sum of two doubles, half a unit in its last place at most.
  [[nodiscard]] Enclosure log() const;
};

/// e^x as a sum of one term.
[[nodiscard]] ScaledSum exponential(double x);

/// e^x as (e^{x/4})^4 for |x| <= 2^22; 0 or its like below, for which 2^-1000 pays, huge above.
[[nodiscard]] ScaledSum power_of_e(double x);
/// What a - b rounds off where power_of_e takes it, at most 2^-31: 0 but of bases far apart.
[[nodiscard]] double rounded_off(double a, double b);

/// x 2^exponent; 0 where it is far below the range.
[[nodiscard]] double shifted(double x, std::int64_t exponent);

/// a/b, b not empty, and a/(a + b), not both empty. Relative: those of both, in the share times the other's
/// share, and what the result leaves of a sum of two doubles. Infinite or 0 past the range. Bases are within
/// 1/3 of the tops, and within a factor of 2 of each other where the quotient is in the range: their
/// difference is exact then.
[[nodiscard]] Enclosure quotient(const ScaledSum& a, const ScaledSum& b);
[[nodiscard]] Enclosure share(const ScaledSum& a, const ScaledSum& b);
/// ln(1 + a/b), b not empty: the error of a/b, as the condition is at most 1, and 0.25 u. Past a/b = 2^60 the
/// logarithm of a/b, which leaves out b/a.
[[nodiscard]] Enclosure log_one_plus_quotient(const ScaledSum& a, const ScaledSum& b);
/// ln(a/b), neither empty, as the logarithm of a sum: their relative errors, and u |base| of the difference
/// of bases.
[[nodiscard]] Enclosure log_quotient(const ScaledSum& a, const ScaledSum& b);

} // namespace tailmass::fast
