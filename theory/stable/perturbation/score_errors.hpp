// Errors s'_i - s_i of a row of scores beside a perturbed one, and what they alone bound.
#pragma once

#include "theory/nouns/case.hpp"
#include "theory/stable/sums.hpp"

#include <span>

namespace tailmass::stable {

// All of these need the perturbed scores s' of the case. Errors are kept as exact pairs, and compared as
// such. Beyond the range of T an error is infinite, and so is what rests on it. Rounding both rows to T moves
// each error by at most m = error_rounding().

/// max |fl(s_i) - s_i| + max |fl(s'_i) - s'_i|: 0 where T holds both rows.
template <class T = double>
[[nodiscard]] double error_rounding(const Case& c);

/// The extreme ones of several errors.
template <class T = double>
struct ErrorRange {
  Pair<T> least;
  Pair<T> largest;
  /// Returns the end of the largest magnitude, as a magnitude.
  [[nodiscard]] Pair<T> farthest() const;
};
/// Over `keys`, of finite score; 0 over none.
template <class T = double>
[[nodiscard]] ErrorRange<T> error_range(const Case& c, std::span<const Key> keys);
/// s'_i - s_i.
template <class T = double>
[[nodiscard]] Pair<T> error_of(const Case& c, Key key);

/// d = max |s'_i - s_i| over the finite scores. Error u, and m absolutely.
template <class T = double>
[[nodiscard]] Estimate<T> score_error(const Case& c);
/// Returns the error over the head, and over the tail; 0 where there is none.
template <class T = double>
[[nodiscard]] Estimate<T> score_error_head(const Case& c);
template <class T = double>
[[nodiscard]] Estimate<T> score_error_tail(const Case& c);
/// w = max (s'_i - s_i) - min (s'_i - s_i). Error u, and absolutely compensated_error(4) of the terms of both
/// pairs, which cancel where w is far below the errors, and 2 m.
template <class T = double>
[[nodiscard]] Estimate<T> score_error_spread(const Case& c);

/// tanh(d/2) and tanh(w/4), as E/(E + 2) with E = expm1 of twice the argument: the condition of E is 2/(E +
/// 2) <= 1, that of the argument at most 1. Error libm_error, u of the sum and of the quotient, that of d or
/// w relatively; an absolute error e of x = d or w/2 moves tanh(x/2) by at most e/2, and by no more than is
/// left of 1 from the least possible x on: 1 - tanh(x/2) <= 2 e^{-x}.
template <class T = double>
[[nodiscard]] Estimate<T> tv_error_bound(const Case& c);
template <class T = double>
[[nodiscard]] Estimate<T> tv_spread_bound(const Case& c);

} // namespace tailmass::stable
