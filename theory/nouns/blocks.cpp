// Domain check of block partitions.
#include "theory/nouns/blocks.hpp"

#include "theory/nouns/domain_error.hpp"
#include "theory/nouns/head.hpp"
#include "theory/numbers/assumed_arithmetic.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tailmass {

Blocks::Blocks(const Scores& scores, std::vector<Block> blocks) : blocks_(std::move(blocks)) {
  const AssumedArithmetic assumed;
  std::vector<bool> seen(scores.size(), false);
  for (const Block& block : blocks_) {
    if (block.keys.empty())
      throw DomainError("a block has no keys");
    if (!(block.lower <= block.upper) || block.upper == std::numeric_limits<double>::infinity())
      throw DomainError("a block's interval is empty or unbounded above");
    for (const Key key : block.keys) {
      if (key >= scores.size() || seen[key])
        throw DomainError("blocks do not partition the keys", key);
      seen[key] = true;
      if (!(block.lower <= scores[key] && scores[key] <= block.upper))
        throw UnmetPremise("score lies outside its block's interval", key);
    }
  }
  if (const auto missing = std::ranges::find(seen, false); missing != seen.end())
    throw DomainError("blocks leave a key out", static_cast<std::size_t>(missing - seen.begin()));
  (void)Head::of_keys(scores, head_keys()); // throws when the head has no mass
}

std::vector<Key> Blocks::head_keys() const {
  std::vector<Key> keys;
  for (const Block& block : blocks_)
    if (block.in_head)
      keys.insert(keys.end(), block.keys.begin(), block.keys.end());
  return keys;
}

Block tight_block(const Scores& scores, std::vector<Key> keys, bool in_head, std::size_t parent) {
  const AssumedArithmetic assumed;
  if (keys.empty())
    throw DomainError("a block has no keys");
  const auto [low, high] = std::ranges::minmax_element(keys, {}, [&](Key key) { return scores[key]; });
  const double lower = scores[*low];
  const double upper = scores[*high];
  return {std::move(keys), lower, upper, in_head, parent};
}

bool refines(const Blocks& finer, const Blocks& coarser) {
  const AssumedArithmetic assumed;
  std::vector<std::size_t> owner; // of each key, in the coarser partition
  for (std::size_t b = 0; b < coarser.all().size(); ++b)
    for (const Key key : coarser.all()[b].keys) {
      owner.resize(std::max<std::size_t>(owner.size(), key + 1));
      owner[key] = b;
    }
  return std::ranges::all_of(finer.all(), [&](const Block& child) {
    if (child.parent >= coarser.all().size())
      return false;
    const Block& parent = coarser.all()[child.parent];
    return child.in_head == parent.in_head && parent.lower <= child.lower && child.upper <= parent.upper &&
           std::ranges::all_of(child.keys,
                               [&](Key key) { return key < owner.size() && owner[key] == child.parent; });
  });
}

} // namespace tailmass
