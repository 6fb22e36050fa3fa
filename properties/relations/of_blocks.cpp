// Relations of blocks: what cutting them in two and joining them leaves.
#include "properties/relations/changed_row.hpp"

#include "theory/exact/blocks/block_bounds.hpp"

namespace tailmass::properties::relations {
namespace {

using exact::End;

Ball tail_mass_of(BallRow& row, const Blocks& blocks) {
  return exact::union_row(row, blocks).tail_mass();
}
Ball upper_bound(BallRow& row, const Blocks& blocks) {
  return exact::interval_row(row, blocks, End::largest).tail_mass();
}

/// `bound`: whether the bound is said to stay, beside the tail mass of the union.
template <bool bound>
void split_blocks(BallRow& row, const Case& c, Sides<Ball>& out) {
  out.equal("tau of the union", [&] {
    return Both<Ball>{tail_mass_of(row, *c.finer_blocks), tail_mass_of(row, *c.blocks)};
  });
  if (bound)
    out.equal("the upper bound", [&] {
      return Both<Ball>{upper_bound(row, *c.finer_blocks), upper_bound(row, *c.blocks)};
    });
}

/// All blocks of a side as one.
Blocks joined(const Case& c) {
  std::vector<Block> sides;
  for (const bool in_head : {true, false}) {
    std::vector<Key> keys;
    for (const Block& block : c.blocks->all())
      if (block.in_head == in_head)
        keys.insert(keys.end(), block.keys.begin(), block.keys.end());
    if (!keys.empty())
      sides.push_back(tight_block(*c.scores, std::move(keys), in_head));
  }
  return {*c.scores, std::move(sides)};
}

template <bool bound>
void merged_blocks(BallRow& row, const Case& c, Sides<Ball>& out) {
  const Blocks two = joined(c);
  out.equal("tau of the union", [&] {
    return Both<Ball>{tail_mass_of(row, two), tail_mass_of(row, *c.blocks)};
  });
  if (bound)
    out.equal("the upper bound", [&] {
      return Both<Ball>{upper_bound(row, two), upper_bound(row, *c.blocks)};
    });
}

const Mutant split_mutants[] = {
    {"same-bound", "the upper bound unchanged", {.balls = split_blocks<true>}, nullptr}};
const Mutant merged_mutants[] = {
    {"same-bound", "the upper bound unchanged", {.balls = merged_blocks<true>}, nullptr}};

} // namespace

extern const Theorem split_blocks_relation = {
    .id = "split-blocks",
    .words = "blocks cut in two have the same union",
    .section = 0,
    .statement = "blocks cut in two have the same union on each side, and its tail mass",
    .equality_case = identities,
    .source = own,
    .scope = Scope::head,
    .needs = parts<part::Blocks>,
    .hypotheses = {},
    .sides = {.balls = split_blocks<false>},
    .witness = nullptr,
    .no_witness_because = on_every_row,
    .mutants = split_mutants,
};

extern const Theorem merged_blocks_relation = {
    .id = "merged-blocks",
    .words = "blocks joined have the same union",
    .section = 0,
    .statement = "all blocks of a side joined have the same union, and its tail mass",
    .equality_case = identities,
    .source = own,
    .scope = Scope::head,
    .needs = parts<part::Blocks>,
    .hypotheses = {},
    .sides = {.balls = merged_blocks<false>},
    .witness = nullptr,
    .no_witness_because = on_every_row,
    .mutants = merged_mutants,
};

} // namespace tailmass::properties::relations
