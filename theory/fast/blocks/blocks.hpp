// Blocks of a row: what one pass says of them, and what their intervals say of the tail mass.
#pragma once

#include "theory/fast/distribution/accumulator.hpp"

#include <span>
#include <vector>

namespace tailmass::fast {

/// A block of `count` keys, or a whole row. Over no finite score the extremes are inf and -inf, the mean 0.
struct BlockFacts {
  std::size_t count = 0;
  std::size_t finite = 0; ///< number of finite scores
  double least = std::numeric_limits<double>::infinity();
  double largest = -std::numeric_limits<double>::infinity();
  /// Encloses the mean of the finite scores. Radius: 2 u of itself for the sum and the quotient, and n^2
  /// 2^-102 max |s_i|, n = `finite`, for the compensated sum: at most 2 n remainders of at most u n max
  /// |s_i|, added with 4 n roundings. Infinite where the sum overflows.
  Enclosure mean;
};

/// The whole row; its blocks of `block` keys, the last of which may be shorter. One pass. Throws DomainError
/// for NaN and +inf, named by their place in the row, and for blocks of no key. Instantiated for float and
/// double.
template <class T>
[[nodiscard]] BlockFacts facts_of(std::span<const T> row);
template <class T>
[[nodiscard]] std::vector<BlockFacts> facts_of_blocks(std::span<const T> row, std::size_t block);

/// `count` keys whose scores are known to lie in [lower, upper], lower = -inf where a key is masked.
struct BlockInterval {
  std::size_t count = 0;
  double lower = 0;
  double upper = 0;
  bool in_head = false;
};
[[nodiscard]] BlockInterval interval_of(const BlockFacts& facts, bool in_head);

/// L_tail/(U_head + L_tail) <= tau <= U_tail/(L_head + U_tail), 0/0 = 0, of the union of the head blocks
/// against that of the tail blocks. Errors as for tail_mass_of.
struct BlockwiseBounds {
  Enclosure lower;
  Enclosure upper;
};
[[nodiscard]] BlockwiseBounds blockwise_bounds(std::span<const BlockInterval> blocks);

} // namespace tailmass::fast
