// Moves of the blocks of a case.
#include "properties/hunt/moves.hpp"
#include "properties/regimes/block_kinds.hpp"

#include <algorithm>
#include <cmath>

namespace tailmass::properties::hunt {

namespace {

Case recut_blocks(const Case& c, RandomStream& random) {
  Case made = c;
  const regimes::BlockKind& kind = regimes::block_kinds()[random.below(regimes::block_kinds().size())];
  regimes::add_blocks(made, kind, {.loose = random.below(3) == 0, .with_head = random.below(2) == 0}, random);
  return made;
}

/// Interval ends of the blocks: at the scores, or one of them wider.
Case other_ends(const Case& c, RandomStream& random) {
  if (!c.blocks || !c.finer_blocks)
    return c;
  std::vector<Block> coarse = c.blocks->all(), fine = c.finer_blocks->all();
  const std::size_t how = random.below(3);
  for (Block& block : fine)
    block = tight_block(*c.scores, block.keys, block.in_head, block.parent);
  if (how == 0)
    for (Block& block : coarse)
      block = tight_block(*c.scores, block.keys, block.in_head, block.parent);
  Block& one = coarse[random.below(coarse.size())];
  if (how == 1)
    one.lower -= std::abs(small_step(random));
  if (how == 2)
    one.upper += std::abs(small_step(random));
  Case made = c;
  made.blocks = std::make_shared<const Blocks>(*c.scores, std::move(coarse));
  made.finer_blocks = std::make_shared<const Blocks>(*c.scores, std::move(fine));
  return made;
}

/// Some blocks to the other side, with all that was cut from them.
Case other_sides(const Case& c, RandomStream& random) {
  if (!c.blocks || !c.finer_blocks)
    return c;
  std::vector<Block> coarse = c.blocks->all(), fine = c.finer_blocks->all();
  const bool by_head = random.below(2) == 0;
  const std::size_t flipped = random.below(coarse.size());
  for (std::size_t b = 0; b < coarse.size(); ++b) {
    if (by_head)
      coarse[b].in_head = std::ranges::find(c.head.head(), coarse[b].keys.front()) != c.head.head().end();
    else if (b == flipped)
      coarse[b].in_head = !coarse[b].in_head;
  }
  for (Block& block : fine)
    block.in_head = coarse[block.parent].in_head;
  Case made = c;
  made.blocks = std::make_shared<const Blocks>(*c.scores, std::move(coarse));
  made.finer_blocks = std::make_shared<const Blocks>(*c.scores, std::move(fine));
  return made;
}

constexpr Move all_block_moves[] = {
    {"recut-blocks", recut_blocks}, {"other-ends", other_ends}, {"other-sides", other_sides}};

} // namespace

std::span<const Move> block_moves() {
  return all_block_moves;
}

} // namespace tailmass::properties::hunt
