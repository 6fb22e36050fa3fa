// Moves of the parts of a case beside scores, head and values.
#include "properties/hunt/moves.hpp"
#include "properties/regimes/block_kinds.hpp"
#include "theory/nouns/partitions.hpp"
#include "theory/stable/distribution/softmax.hpp"
#include "theory/stable/search/cell_bounds.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace tailmass::properties::hunt {

namespace {

double small_step(RandomStream& random) {
  return std::ldexp(random.normal(), static_cast<int>(random.below(42)) - 40);
}

/// Shares of n_f keys, the tail mass, and steps from what is there.
double another_share(const Case& c, double epsilon, RandomStream& random) {
  const auto finite = static_cast<double>(c.scores->finite_count());
  const auto kept = static_cast<double>(std::min(c.head.size(), c.scores->finite_count()));
  const double choices[] = {(finite - kept) / finite,
                            1 - kept / finite,
                            static_cast<double>(random.below(c.scores->finite_count() + 1)) / finite,
                            stable::tail_mass(c).value,
                            std::nextafter(epsilon, static_cast<double>(random.below(2))),
                            epsilon + small_step(random),
                            0.5,
                            random.unit()};
  const double chosen = choices[random.below(std::size(choices))];
  return chosen > 0 && chosen < 1 ? chosen : epsilon;
}

Case another_epsilon(const Case& c, RandomStream& random) {
  Case made = c;
  if (made.epsilon)
    made.epsilon = another_share(c, *c.epsilon, random);
  return made;
}

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

/// Companion weights: alike on the head, alike on both, one atom changed.
Case another_companion(const Case& c, RandomStream& random) {
  if (!c.companion)
    return c;
  Case made = c;
  CompanionWeights& q = *made.companion;
  const std::size_t how = random.below(5);
  const auto head = c.head.finite_head();
  if (how == 0) {
    std::ranges::fill(q.in_head, 0U);
    for (const Key key : head)
      q.in_head[key] = 1;
  }
  if (how <= 1)
    q.any = q.in_head;
  if (how == 2)
    q.in_head[head[random.below(head.size())]] = static_cast<unsigned>(random.below(8));
  if (how == 3)
    q.any[c.scores->finite()[random.below(c.scores->finite_count())]] =
        static_cast<unsigned>(random.below(8));
  if (how == 4) // near the probabilities
    for (const Key key : head)
      q.any[key] = static_cast<unsigned>(
          std::lround(64 * std::exp(std::max(-50.0, (*c.scores)[key] - c.scores->ranked(1)))));
  check(made);
  return made;
}

Case other_temperatures(const Case& c, RandomStream& random) {
  if (!c.temperatures)
    return c;
  Case made = c;
  const double choices[] = {0,
                            1,
                            c.temperatures->beta0,
                            c.temperatures->beta1,
                            c.temperatures->beta1 + small_step(random),
                            random.unit() * 4};
  TemperaturePair pair{choices[random.below(std::size(choices))], choices[random.below(std::size(choices))]};
  if (pair.beta0 > pair.beta1)
    std::swap(pair.beta0, pair.beta1);
  made.temperatures = pair;
  check(made);
  return made;
}

Case other_checkpoints(const Case& c, RandomStream& random) {
  if (!c.checkpoints)
    return c;
  const std::size_t k = c.head.size(), finite = c.scores->finite_count();
  const double share = random.below(3) == 0 ? 1 : random.below(2) == 0 ? 0 : random.unit();
  const auto rising = [&](std::size_t first, std::size_t last) {
    std::vector<std::size_t> ranks{first};
    for (std::size_t rank = first + 1; rank < last; ++rank)
      if (random.unit() < share)
        ranks.push_back(rank);
    ranks.push_back(last);
    return ranks;
  };
  Case made = c;
  made.checkpoints = {rising(0, k), rising(k, finite),
                      random.below(2) == 0 ? finite - k : 1 + random.below(finite - k)};
  return made;
}

/// A box's point at its ends, its directions, or its ends at the point.
Case another_box(const Case& c, RandomStream& random) {
  if (!c.box)
    return c;
  Case made = c;
  ScoreBox& box = *made.box;
  const std::size_t how = random.below(6);
  const double cut = box.direction[random.below(box.direction.size())];
  const Key one = c.scores->finite()[random.below(c.scores->finite_count())];
  for (const Key key : c.scores->finite()) {
    if (how == 0)
      box.point[key] = box.direction[key] > cut ? box.upper[key] : box.lower[key];
    if (how == 1)
      box.lower[key] = box.upper[key] = box.point[key];
  }
  if (how == 2)
    box.point[one] = random.below(2) == 0 ? box.lower[one] : box.upper[one];
  if (how == 3)
    box.direction[one] += small_step(random);
  if (how == 4)
    box.direction[one] = box.direction[random.below(box.direction.size())];
  if (how == 5)
    box.point[one] = std::clamp(box.point[one] + small_step(random), box.lower[one], box.upper[one]);
  check(made);
  return made;
}

/// Perturbed scores: none, one step for all, the head one way and the tail the other, two steps by a coin, or
/// one score moved.
Case other_perturbation(const Case& c, RandomStream& random) {
  if (c.perturbed.empty())
    return c;
  Case made = c;
  const auto finite = c.scores->finite();
  const double by = small_step(random), other = random.below(2) == 0 ? -by : small_step(random);
  const Key one = finite[random.below(finite.size())];
  const std::size_t how = random.below(6);
  for (const Key key : finite) {
    if (how == 0)
      made.perturbed[key] = (*c.scores)[key];
    if (how == 1)
      made.perturbed[key] = (*c.scores)[key] + by;
    if (how == 2)
      made.perturbed[key] = (*c.scores)[key] + (random.below(2) == 0 ? by : other);
  }
  if (how == 3) {
    for (const Key key : c.head.finite_head())
      made.perturbed[key] = (*c.scores)[key] + by;
    for (const Key key : c.head.finite_tail())
      made.perturbed[key] = (*c.scores)[key] + other;
  }
  if (how == 4)
    made.perturbed[one] += by;
  if (how == 5)
    made.perturbed[one] = (*c.scores)[one] + (made.perturbed[finite.front()] - (*c.scores)[finite.front()]);
  check(made);
  return made;
}

/// A search's k, growth, epsilon or cells.
Case another_search(const Case& c, RandomStream& random) {
  if (c.searches.empty())
    return c;
  Case made = c;
  Search& search = made.searches[random.below(made.searches.size())];
  const std::size_t finite = c.scores->finite_count(), how = random.below(4);
  if (how == 0)
    search.k = 1 + random.below(finite);
  if (how == 1)
    search.growth = random.below(3);
  if (how == 2)
    search.epsilon = random.below(2) == 0
                         ? another_share(c, search.epsilon, random)
                         : std::clamp(static_cast<double>(finite - search.k) / static_cast<double>(finite),
                                      0x1p-20, 1 - 0x1p-20);
  if (how == 3) {
    const auto keys = c.keyed->unmasked();
    const Partition cells =
        random.below(2) == 0 ? single_keys(keys) : pages(keys, 1 + random.below(c.keyed->size()));
    search.cells =
        std::make_shared<const Cells>(stable::bounded_cells(*c.keyed, cells, stable::CellBound::box));
  }
  check(made);
  return made;
}

/// Key vectors of dimension 1 whose exact scores are those of the row, so that what is done to the scores is
/// done to them.
Case plain_keys(const Case& c, RandomStream& random) {
  if (!c.keyed)
    return c;
  Case made = c;
  std::vector<double> entries;
  for (std::size_t key = 0; key < c.scores->size(); ++key)
    entries.push_back(c.scores->masked(key) ? 0 : (*c.scores)[key]);
  made.keyed = std::make_shared<const Keyed>(
      std::vector<double>{1}, std::make_shared<const Values>(c.scores->size(), 1, std::move(entries)),
      c.scores->finite());
  const auto keys = made.keyed->unmasked();
  const Partition cells =
      random.below(2) == 0 ? single_keys(keys) : pages(keys, 1 + random.below(c.scores->size()));
  for (Search& search : made.searches)
    search.cells =
        std::make_shared<const Cells>(stable::bounded_cells(*made.keyed, cells, stable::CellBound::box));
  return made;
}

Case another_shift(const Case& c, RandomStream& random) {
  Case made = c;
  constexpr double choices[] = {0, 1, -1, 1e5, -1e-5};
  made.shift = choices[random.below(std::size(choices))];
  return made;
}

Case another_sub_row(const Case& c, RandomStream& random) {
  constexpr std::size_t most = 8; // what brute force takes
  Case made = c;
  const std::size_t size = std::min({most, c.scores->finite_count(), 2 + random.below(most - 1)});
  std::vector<Key> keys(c.scores->finite().begin(), c.scores->finite().end());
  for (std::size_t i = 0; i < size; ++i)
    std::swap(keys[i], keys[i + random.below(keys.size() - i)]);
  keys.resize(size);
  made.sub_row = std::move(keys);
  return made;
}

/// All of them anew, from other random numbers.
Case derive_again(const Case& c, RandomStream& /*random*/) {
  Case made{.scores = c.scores, .head = c.head, .values = c.values};
  return made;
}

constexpr Move all_part_moves[] = {
    {"another-epsilon", Part::epsilon, another_epsilon},
    {"recut-blocks", Part::blocks, recut_blocks},
    {"other-ends", Part::blocks, other_ends},
    {"other-sides", Part::blocks, other_sides},
    {"another-companion", Part::companion, another_companion},
    {"other-temperatures", Part::temperatures, other_temperatures},
    {"other-checkpoints", Part::checkpoints, other_checkpoints},
    {"another-box", Part::box, another_box},
    {"other-perturbation", Part::perturbed, other_perturbation},
    {"another-search", Part::searches, another_search},
    {"plain-keys", Part::searches, plain_keys},
    {"another-shift", Part::shift, another_shift},
    {"another-sub-row", Part::sub_row, another_sub_row},
    {"derive-again", Part::none, derive_again},
};

} // namespace

std::span<const Move> part_moves() {
  return all_part_moves;
}

} // namespace tailmass::properties::hunt
