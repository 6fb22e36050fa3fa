// Cutting a row into blocks.
#include "properties/regimes/block_kinds.hpp"

#include <algorithm>
#include <numeric>

namespace tailmass::properties::regimes {

namespace {

std::vector<Key> in_key_order(const Case& c) {
  std::vector<Key> keys(c.scores->size());
  std::iota(keys.begin(), keys.end(), Key{0});
  return keys;
}

/// Runs of these keys, each as long as `length` says.
template <class Length>
Partition runs(std::span<const Key> keys, const Length& length) {
  Partition parts;
  for (std::size_t from = 0; from < keys.size();) {
    const std::size_t to = std::min(keys.size(), from + length());
    parts.emplace_back(keys.begin() + static_cast<std::ptrdiff_t>(from),
                       keys.begin() + static_cast<std::ptrdiff_t>(to));
    from = to;
  }
  return parts;
}

/// Lengths of 1 to twice a mean that is itself anything up to the row's.
Partition random_runs(std::span<const Key> keys, RandomStream& random) {
  const std::size_t mean = 1 + random.below(std::max<std::size_t>(1, keys.size() / 2));
  return runs(keys, [&] { return 1 + random.below(2 * mean); });
}

constexpr BlockKind kinds[] = {
    {"pages", "neighbouring keys, as many in each",
     [](const Case& c, RandomStream& random) {
       const std::size_t length = std::size_t{1} << random.below(8);
       return runs(in_key_order(c), [&] { return length; });
     }},
    {"random-sizes", "neighbouring keys, some number in each",
     [](const Case& c, RandomStream& random) { return random_runs(in_key_order(c), random); }},
    {"by-rank", "keys of neighbouring ranks, the head and the tail apart",
     [](const Case& c, RandomStream& random) {
       Partition parts = random_runs(c.head.head(), random);
       for (std::vector<Key>& part : random_runs(c.head.tail(), random))
         parts.push_back(std::move(part));
       return parts;
     }},
    {"single-keys", "one key in each",
     [](const Case& c, RandomStream&) { return runs(in_key_order(c), [] { return std::size_t{1}; }); }},
    {"one-block", "all keys in one", [](const Case& c, RandomStream&) { return Partition{in_key_order(c)}; }},
};

/// Half of a block's keys and the other half, with the intervals that their scores need.
void cut_in_two(const Case& c, const Block& block, std::size_t parent, RandomStream& random,
                std::vector<Block>& into) {
  const std::ptrdiff_t at = 1 + static_cast<std::ptrdiff_t>(random.below(block.keys.size() - 1));
  into.push_back(
      tight_block(*c.scores, {block.keys.begin(), block.keys.begin() + at}, block.in_head, parent));
  into.push_back(tight_block(*c.scores, {block.keys.begin() + at, block.keys.end()}, block.in_head, parent));
}

} // namespace

std::span<const BlockKind> block_kinds() {
  return kinds;
}

void add_blocks(Case& c, const BlockKind& kind, BlockStyle style, RandomStream& random) {
  std::vector<bool> kept(c.scores->size());
  for (const Key key : c.head.head())
    kept[key] = true;
  std::vector<Block> coarse, fine;
  for (std::vector<Key>& keys : kind.cut(c, random)) {
    const bool best = std::ranges::find(keys, c.scores->order().front()) != keys.end();
    const bool in_head = best || (style.with_head ? kept[keys.front()] : random.below(3) == 0);
    Block block = tight_block(*c.scores, std::move(keys), in_head);
    if (style.loose && random.below(2) == 0) { // infinite ends stay
      block.lower -= random.unit();
      block.upper += random.unit();
    }
    if (block.keys.size() > 1 && random.below(4) != 0) {
      cut_in_two(c, block, coarse.size(), random, fine);
    } else {
      fine.push_back(block);
      fine.back().parent = coarse.size();
    }
    coarse.push_back(std::move(block));
  }
  c.blocks = std::make_shared<const Blocks>(*c.scores, std::move(coarse));
  c.finer_blocks = std::make_shared<const Blocks>(*c.scores, std::move(fine));
}

} // namespace tailmass::properties::regimes
