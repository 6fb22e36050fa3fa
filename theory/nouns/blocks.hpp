// Partitions of the keys into blocks with known score intervals.
#pragma once

#include "theory/nouns/scores.hpp"

#include <vector>

namespace tailmass {

/// n_b keys whose scores are known to lie in [lower, upper]; lower is -inf when a key is masked, both when
/// all are.
struct Block {
  std::vector<Key> keys;
  double lower = 0;
  double upper = 0;
  bool in_head = false;
  std::size_t parent = 0; ///< index of the block of a coarser partition that this one was cut from
};

/// Every key of a row in exactly one nonempty block, some head block with mass. Immutable.
class Blocks {
public:
  /// Throws DomainError where the blocks do not partition the keys, an interval does not hold its scores, or
  /// the union of the head blocks has no mass.
  Blocks(const Scores& scores, std::vector<Block> blocks);

  [[nodiscard]] const std::vector<Block>& all() const { return blocks_; }
  /// The keys of the head blocks.
  [[nodiscard]] std::vector<Key> head_keys() const;

private:
  std::vector<Block> blocks_;
};

/// A block with the tightest interval for its keys. Throws DomainError when `keys` is empty.
[[nodiscard]] Block tight_block(const Scores& scores, std::vector<Key> keys, bool in_head,
                                std::size_t parent = 0);

/// Whether each block of `finer` keeps its parent's side and has its keys and its interval inside its
/// parent's.
[[nodiscard]] bool refines(const Blocks& finer, const Blocks& coarser);

} // namespace tailmass
