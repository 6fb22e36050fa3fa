// The explicit list of ways to cut a row into blocks.
#pragma once

#include "theory/nouns/case.hpp"
#include "theory/nouns/partitions.hpp"
#include "theory/numbers/random.hpp"

#include <string_view>

namespace tailmass::properties::regimes {

/// A way to cut the keys of a row into nonempty sets, every key in one of them.
struct BlockKind {
  std::string_view name;
  std::string_view description;
  Partition (*cut)(const Case& c, RandomStream& random);
};

/// Every one of them.
[[nodiscard]] std::span<const BlockKind> block_kinds();

/// How blocks know the scores of their keys and on which side they are.
struct BlockStyle {
  bool loose = false;     ///< half of the intervals are wider than the scores
  bool with_head = false; ///< blocks follow the case's head by their first key; else a coin decides
};

/// Gives the case blocks of the kind and a refinement of them that cuts some in two. The block of the best
/// key is in the head.
void add_blocks(Case& c, const BlockKind& kind, BlockStyle style, RandomStream& random);

} // namespace tailmass::properties::regimes
