// Derived parts.
#include "verify/cases/derive.hpp"

#include "theory/numbers/random.hpp"
#include "verify/cases/derive_searches.hpp"
#include "verify/cases/perturb.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tailmass::verify::cases {

namespace {

// A part that the case lacks, one function a part. `c` is the case that gets it.

void derive_part(part::Values& /*part*/, const Case& /*c*/, const Derivation& /*from*/) {
  // A matrix belongs to a whole tensor: derived_values() makes it.
}

void derive_part(part::Epsilon& part, const Case& c, const Derivation& from) {
  RandomStream random(from.seed, {from.theorem, from.row, "epsilon"}, from.k);
  part.epsilon = derive_epsilon(*c.scores, c.head.size(), random);
}

void derive_part(part::Temperatures& part, const Case& /*c*/, const Derivation& from) {
  RandomStream of_row(from.seed, {from.theorem, from.row, "temperatures"});
  // Four temperatures a row, two of them free (0 and 1 need no new exponentials); the pair depends on k.
  const double betas[] = {0, of_row.uniform(0.1, 0.9), 1, of_row.uniform(1.1, 3)};
  RandomStream of_head(from.seed, {from.theorem, from.row, "temperature pair"}, from.k);
  const std::size_t low = of_head.below(3);
  const std::size_t high = of_head.below(8) == 0 ? low : low + 1 + of_head.below(3 - low);
  part.temperatures = {betas[low], betas[high]};
}

void derive_part(part::Companion& part, const Case& c, const Derivation& from) {
  RandomStream random(from.seed, {from.theorem, from.row, "companion"}, from.k);
  const std::size_t n = c.scores->size();
  CompanionWeights q{std::vector<unsigned>(n), std::vector<unsigned>(n)};
  const std::span<const Key> finite = c.scores->finite();
  // Atoms near the top of the row, since far ones say little; fewer than k of them at times.
  const std::size_t atoms = std::min(finite.size(), 1 + random.below(c.head.size()));
  for (std::size_t i = 0; i < atoms; ++i)
    q.any[finite[random.below(std::min(finite.size(), 2 * atoms))]] =
        1 + static_cast<unsigned>(random.below(7));
  const std::span<const Key> head = c.head.finite_head();
  for (std::size_t i = 0; i < head.size(); ++i)
    if (i == 0 || random.below(2) == 0)
      q.in_head[head[i]] = 1 + static_cast<unsigned>(random.below(7));
  part.companion = std::move(q);
}

/// A rising list from `first` to `last` with at most `inner` ranks between.
std::vector<std::size_t> rising(RandomStream& random, std::size_t first, std::size_t last,
                                std::size_t inner) {
  std::vector<std::size_t> ranks{first, last};
  for (std::size_t i = 0; i < inner && last - first > 1; ++i)
    ranks.push_back(first + 1 + random.below(last - first - 1));
  std::ranges::sort(ranks);
  ranks.erase(std::unique(ranks.begin(), ranks.end()), ranks.end());
  return ranks;
}

void derive_part(part::Checkpoints& part, const Case& c, const Derivation& from) {
  if (!has_room_for_checkpoints(c))
    return;
  RandomStream random(from.seed, {from.theorem, from.row, "checkpoints"}, from.k);
  const std::size_t k = c.head.size();
  const std::size_t finite = c.scores->finite_count();
  part.checkpoints = {.head = rising(random, 0, k, 4),
                      .tail = rising(random, k, finite, 8),
                      .known_gaps = 1 + random.below(std::min<std::size_t>(finite - k, 64))};
}

/// Contiguous pages of random length, half of them with intervals looser than their scores; each in the head
/// or the tail by a coin, and one with mass always in the head.
std::vector<Block> derive_blocks(const Case& c, RandomStream& random) {
  const std::size_t n = c.scores->size();
  const std::size_t page = 1 + random.below(std::max<std::size_t>(1, n / 4));
  std::vector<Block> blocks;
  for (std::size_t start = 0; start < n;) {
    const std::size_t length = std::min(n - start, 1 + random.below(2 * page));
    std::vector<Key> keys(length);
    std::iota(keys.begin(), keys.end(), static_cast<Key>(start));
    const bool in_head = std::ranges::count(keys, c.scores->order().front()) == 1 || random.below(3) == 0;
    Block block = tight_block(*c.scores, std::move(keys), in_head);
    if (random.below(2) == 0) { // a page summary may be looser than its scores; infinite ends stay
      block.lower -= random.unit();
      block.upper += random.unit();
    }
    blocks.push_back(std::move(block));
    start += length;
  }
  return blocks;
}

void derive_part(part::Blocks& part, const Case& c, const Derivation& from) {
  RandomStream random(from.seed, {from.theorem, from.row, "blocks"}, from.k);
  const std::vector<Block> blocks = derive_blocks(c, random);
  std::vector<Block> finer;
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    const std::vector<Key>& keys = blocks[b].keys;
    const auto cut = keys.begin() + static_cast<std::ptrdiff_t>(random.below(keys.size()));
    if (cut != keys.begin())
      finer.push_back(tight_block(*c.scores, {keys.begin(), cut}, blocks[b].in_head, b));
    finer.push_back(tight_block(*c.scores, {cut, keys.end()}, blocks[b].in_head, b));
  }
  part.blocks = std::make_shared<const Blocks>(*c.scores, blocks);
  part.finer_blocks = std::make_shared<const Blocks>(*c.scores, finer);
}

void derive_part(part::Box& part, const Case& c, const Derivation& from) {
  RandomStream random(from.seed, {from.theorem, from.row, "box"});
  const std::size_t n = c.scores->size();
  ScoreBox box{std::vector<double>(n), std::vector<double>(n), std::vector<double>(n),
               std::vector<double>(n)};
  const std::size_t axis = c.values ? random.below(c.values->dimension()) : 0;
  for (std::size_t key = 0; key < n; ++key) {
    const double score = (*c.scores)[key];
    box.lower[key] = score - random.unit(); // stays -inf at a masked key
    box.upper[key] = score + random.unit();
    box.point[key] = std::clamp(score + random.uniform(-1, 1), box.lower[key], box.upper[key]);
    box.direction[key] = c.values ? c.values->at(key, axis) : random.normal();
  }
  part.box = std::move(box);
}

void derive_part(part::Centre& part, const Case& c, const Derivation& from) {
  RandomStream random(from.seed, {from.theorem, from.row, "centre"});
  // The middle of two values: a centre that a user would try, and exact enough in doubles to be a point like
  // any.
  const std::span<const double> a = c.values->of(random.below(c.values->keys()));
  const std::span<const double> b = c.values->of(random.below(c.values->keys()));
  part.centre.resize(a.size());
  for (std::size_t axis = 0; axis < a.size(); ++axis)
    part.centre[axis] = std::midpoint(a[axis], b[axis]);
}

void derive_part(part::Shift& part, const Case& /*c*/, const Derivation& from) {
  part.shift = RandomStream(from.seed, {from.theorem, from.row, "shift"}).uniform(-100, 100);
}

void derive_part(part::Permutation& part, const Case& c, const Derivation& from) {
  RandomStream random(from.seed, {from.theorem, from.row, "permutation"});
  std::vector<Key> permutation(c.scores->size());
  std::iota(permutation.begin(), permutation.end(), Key{0});
  for (std::size_t i = permutation.size(); i > 1; --i) // Fisher and Yates
    std::swap(permutation[i - 1], permutation[random.below(i)]);
  part.permutation = std::move(permutation);
}

void derive_part(part::SubRow& part, const Case& c, const Derivation& from) {
  constexpr std::size_t most = 9; // brute force over partitions and vertices is exponential in it
  RandomStream random(from.seed, {from.theorem, from.row, "sub-row"});
  std::vector<Key> keys(c.scores->finite().begin(), c.scores->finite().end());
  const std::size_t count = std::min(most, keys.size());
  for (std::size_t i = 0; i < count; ++i)
    std::swap(keys[i], keys[i + random.below(keys.size() - i)]);
  keys.resize(count);
  part.sub_row = std::move(keys);
}

void derive_part(part::Perturbed& part, const Case& c, const Derivation& from) {
  part.perturbed = perturbed_scores(c, from);
}

void derive_part(part::Searches& part, const Case& c, const Derivation& from) {
  if (!part.query_keys)
    part.query_keys = derived_query_keys(*c.scores, from.seed, from.row);
  if (part.query_keys)
    part.searches = derive_searches(c, from);
}

/// A number between 0 and 1: half of them in between, the others down to 1e-300 and up to 1 - 2^-53.
double anywhere_in_unit(RandomStream& random) {
  const std::size_t where = random.below(4);
  if (where == 0)
    return std::exp(random.uniform(std::log(1e-300), -1));
  if (where == 1)
    return 1 - std::exp2(-random.uniform(1, 53));
  return random.uniform(1e-3, 1 - 1e-3);
}

/// The model over its whole range, drawn from by nobody: sigma of 1e-3 to 40, n to 2^28 and every epsilon.
/// Half of the models are of a few keys.
GaussianSample any_model(RandomStream& random) {
  GaussianSample model{.rows = 2};
  model.n = 2 + (random.below(2) == 0 ? random.below(31) : random.below(std::size_t{1} << random.below(29)));
  model.k = 1 + random.below(random.below(4) == 0 ? std::min<std::size_t>(3, model.n - 1) : model.n - 1);
  model.sigma = std::exp(random.uniform(std::log(1e-3), std::log(40)));
  model.epsilon = anywhere_in_unit(random);
  return model;
}

/// With a shape: sigma, share of keys and epsilon where the limit laws of the model are asserted.
void derive_part(part::Sample& part, const Case& /*c*/, const Derivation& from) {
  if (!from.shape) {
    RandomStream random(from.seed, {from.theorem, from.row, "model"}, from.k);
    part.sample = any_model(random);
    return;
  }
  RandomStream random(from.seed, {from.theorem, "sample"});
  GaussianSample sample{.rows = from.shape->rows, .n = from.shape->n};
  sample.sigma = random.uniform(0.5, 1);
  const double share = random.uniform(0.1, 0.9);
  sample.k = std::clamp<std::size_t>(static_cast<std::size_t>(share * static_cast<double>(sample.n)), 1,
                                     sample.n - 1);
  sample.epsilon = random.uniform(0.05, 0.3);
  sample.seed = random.below(std::size_t{1} << 53U);
  part.sample = sample;
}

} // namespace

void derive(Case& c, PartSet needs, const Derivation& from) {
  Parts::each([&]<class P>(std::type_identity<P>) {
    if (P& part = c; needs.has<P>() && !is_whole(part))
      derive_part(part, c, from);
  });
}

std::shared_ptr<const Values> derived_values(std::size_t keys, std::size_t dimension, std::uint64_t seed,
                                             std::string_view name) {
  RandomStream random(seed, {"values", name});
  std::vector<double> entries(keys * dimension);
  for (double& entry : entries)
    entry = random.normal();
  return std::make_shared<const Values>(keys, dimension, std::move(entries));
}

} // namespace tailmass::verify::cases
