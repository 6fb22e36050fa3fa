// Bounds from blocks of keys whose scores are known up to intervals.
#pragma once

#include "theory/stable/distribution/softmax.hpp"

namespace tailmass::stable {

// Blockwise tail masses: head and tail are the unions of the blocks. Error: that of Split::tail_mass.

/// L_tail/(U_head + L_tail), 0/0 = 0.
template <class T = double>
[[nodiscard]] Estimate<T> blockwise_lower(const Case& c);
/// U_tail/(L_head + U_tail), 0/0 = 0.
template <class T = double>
[[nodiscard]] Estimate<T> blockwise_upper(const Case& c);
/// The tail mass of the union of the tail blocks.
template <class T = double>
[[nodiscard]] Estimate<T> blockwise_tail_mass(const Case& c);

// Bounds from the mean score m of one block of n_b finite scores in [L, U], in units of 1: infinite past the
// range of T, NaN where m is too uncertain (huge scores that cancel). d is what rounding to T moves scores
// and ends at most.

/// The first block without masked keys, or null.
[[nodiscard]] const Block* finite_block(const Case& c);

/// n_b e^m. The mean is needed to an absolute error far below u, so it is a pair: with M = max |s_i|, the sum
/// is off by compensated_error(n_b) per unit of sum |s_i| <= n_b M, and dividing its two parts by n_b adds 8
/// u^2 M. That error of the exponent, and d, passes into a relative one, e^error - 1; then
/// scaled_exponential_error.
template <class T = double>
[[nodiscard]] Estimate<T> block_mean_lower(const Scores& scores, const Block& block);

/// Z_b. Error: that of the exponential sum and scaled_exponential_error.
template <class T = double>
[[nodiscard]] Estimate<T> block_sum(const Scores& scores, const Block& block);

/// n_b ((U - m) e^L + (m - L) e^U)/(U - L) = X e^U + Y e^L, X = sum (s_i - L)/(U - L), Y = sum (U - s_i)/(U -
/// L); n_b e^L where L = U. L must be finite. No term is negative. Error of X and Y: u (differences) +
/// one_sign_error(n_b) + u (U - L) + u (quotient). Then, for U - L <= 1, of e^U (X + Y e^{L-U}): libm_error +
/// u (exponent) + u (product), u of the sum, scaled_exponential_error; less otherwise. The slope of the chord
/// in s_i, L and U is within e^U: absolutely 3 d n_b e^{U + d} for rounded input.
template <class T = double>
[[nodiscard]] Estimate<T> block_mean_chord(const Scores& scores, const Block& block);

/// n_b e^{m + (U - L)^2/8}. L must be finite. Error: as for block_mean_lower, and 16 u^2 (M + (U - L)^2/8) of
/// the exponent for the sum of its two parts, each a pair; d (U - L + d)/2 for rounded ends.
template <class T = double>
[[nodiscard]] Estimate<T> block_mean_upper(const Scores& scores, const Block& block);

/// n_b (v e^L + a^2 e^{m + v/a})/(a^2 + v), a = m - L, and n_b (v e^U + b^2 e^{m - v/b})/(b^2 + v), b = U -
/// m; n_b e^m where v = 0. L must be finite. NaN where the mean is more uncertain than 2^-8 of b or of the
/// deviation (huge scores that cancel), and where these are too far apart for T.
///
/// Error. With e the error of the mean and M = max |s_i|, a deviation from it is off by u and by 4 u^2 M; e
/// is common to all and moves v by e^2 alone: v is off relatively by 2 u + 4 u (square, quotient) +
/// one_sign_error(n_b) + 3 r, r = (e + 4 u^2 M)/sqrt(v), and b by 2 u + r', r' the same over b. Both shares
/// are off by twice these and 4 u, the exponent m -+ v/b by e + 4 u^2 (M + v/b) and v/b times what v and b
/// are off by and u: in the upper bound e^{m - v/b} has a share of it that times v/b is at most 1. Then
/// scaled_exponential_error and 3 u (count, product, sum). Rounding of input by d: the slope of either in m
/// and in the end is within 3 n_b e^x together and in v within n_b e^x/2, x being U or the largest score:
/// absolutely d (3 + sqrt(v) + 2 d) n_b e^{x + d}.
template <class T = double>
[[nodiscard]] Estimate<T> block_moment_lower(const Scores& scores, const Block& block);
template <class T = double>
[[nodiscard]] Estimate<T> block_moment_upper(const Scores& scores, const Block& block);

} // namespace tailmass::stable
