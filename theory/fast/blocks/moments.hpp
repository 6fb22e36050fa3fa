// Bounds of a block's sum of exponentials from what two passes over its scores say.
#pragma once

#include "theory/fast/blocks/blocks.hpp"

namespace tailmass::fast {

/// A block, or a whole row, with the variance of its finite scores. Its sum of squares is of deviations from
/// the middle c of the mean, in 8 lanes: each square is off by 3 u, the sum by n/8 + 3 additions, the
/// quotient by u; the mean square of s - c is v + (m - c)^2.
struct BlockMoments {
  BlockFacts facts;
  Enclosure variance;
};
/// Throws DomainError as facts_of. Instantiated for float and double.
template <class T>
[[nodiscard]] BlockMoments moments_of(std::span<const T> block);

/// n (v e^L + a^2 e^{m + v/a})/(a^2 + v) <= Z <= n (v e^U + b^2 e^{m - v/b})/(b^2 + v) for the n finite
/// scores of the block, all in [L, U], a = m - L, b = U - m; n e^m where they are equal. In units of 1; of
/// infinite radius past the range of double and where an end is not told from the mean.
[[nodiscard]] Enclosure moment_lower(const BlockMoments& of, double lower);
[[nodiscard]] Enclosure moment_upper(const BlockMoments& of, double upper);

} // namespace tailmass::fast
