// ln(1 + x) to more than a double holds.
#pragma once

#include "theory/numbers/double_word.hpp"

namespace tailmass::fast {

/// Largest relative error of log_one_plus.
inline constexpr double log_one_plus_error = 0x1p-55;

/// ln(1 + x) for 0 <= x <= 2^60. 1 + x = 2^e m, m in [1, 2), c the nearest of 8/8, 9/8, .. 16/8 to m, t = (m
/// - c)/c, |t| <= 1/16:
///   ln(1 + x) = e ln 2 + ln c + t - t^2 P(t),   P(t) = 1/2 - t/3 + .. + t^12/14.
/// All but t^2 P(t) is in double words, with errors of some u^2. t^2 P(t) is off by 6 u of itself: t for its
/// double word twice, P by 2 u, two products. It is at most 0.532 t^2: where e = 0 and c = 1, ln(1 + x) >=
/// 0.968 |t|, which makes 0.21 u; elsewhere |t| <= 1/18 and ln(1 + x) >= ln(17/16), which makes 0.17 u. The
/// series leaves out t^15/15, below 0.01 u. 0.25 u is stated, and proved by Gappa from the source
/// (theory/proofs/rounding.csv).
///
/// Largest error seen (theory/tests/fast/log_one_plus_test.cpp): 0.0714 u at 0x1.c7cf86d167104p-5.
[[nodiscard]] DoubleWord log_one_plus(DoubleWord x);

} // namespace tailmass::fast
