// Moves of the smaller parts of a case, and the list of all moves.
#include "properties/hunt/moves.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace tailmass::properties::hunt {

namespace {

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

/// Another epsilon, sigma or rank of the model, by a little, to the ends of their ranges, or one over.
Case another_model(const Case& c, RandomStream& random) {
  if (!c.sample)
    return c;
  Case made = c;
  GaussianSample& model = *made.sample;
  const std::size_t how = random.below(8);
  if (how == 0)
    model.epsilon = std::exp2(-1070 * random.unit());
  if (how == 1)
    model.epsilon = 1 - std::exp2(-53 * random.unit());
  if (how == 2)
    model.epsilon *= 1 + small_step(random);
  if (how == 3)
    model.sigma *= 1 + small_step(random);
  if (how == 4)
    model.sigma = std::exp(random.uniform(std::log(1e-3), std::log(40)));
  if (how == 5)
    model.k = random.below(2) == 0 ? model.n - model.k : 1 + random.below(model.n - 1);
  if (how >= 6) {
    model.n = 2 + random.below(std::size_t{1} << (how == 6 ? 5U : 1 + random.below(28)));
    model.k = 1 + random.below(model.n - 1);
  }
  check(made);
  return made;
}

/// All of them anew, from other random numbers.
Case derive_again(const Case& c, RandomStream& /*random*/) {
  Case made{c.scores, c.head};
  made.values = c.values;
  return made;
}

// The moves of a part, one function a part.

using Moves = std::span<const Move>;

Moves moves_of(std::type_identity<part::Values>) {
  return value_moves();
}
Moves moves_of(std::type_identity<part::Centre>) {
  return centre_moves();
}
Moves moves_of(std::type_identity<part::Epsilon>) {
  return epsilon_moves();
}
Moves moves_of(std::type_identity<part::Blocks>) {
  return block_moves();
}
Moves moves_of(std::type_identity<part::Companion>) {
  static constexpr Move moves[] = {{"another-companion", another_companion}};
  return moves;
}
Moves moves_of(std::type_identity<part::Temperatures>) {
  static constexpr Move moves[] = {{"other-temperatures", other_temperatures}};
  return moves;
}
Moves moves_of(std::type_identity<part::Checkpoints>) {
  static constexpr Move moves[] = {{"other-checkpoints", other_checkpoints}};
  return moves;
}
Moves moves_of(std::type_identity<part::Box>) {
  static constexpr Move moves[] = {{"another-box", another_box}};
  return moves;
}
Moves moves_of(std::type_identity<part::Perturbed>) {
  static constexpr Move moves[] = {{"other-perturbation", other_perturbation}};
  return moves;
}
Moves moves_of(std::type_identity<part::Searches>) {
  return search_moves();
}
Moves moves_of(std::type_identity<part::Shift>) {
  static constexpr Move moves[] = {{"another-shift", another_shift}};
  return moves;
}
Moves moves_of(std::type_identity<part::SubRow>) {
  static constexpr Move moves[] = {{"another-sub-row", another_sub_row}};
  return moves;
}
Moves moves_of(std::type_identity<part::Sample>) {
  static constexpr Move moves[] = {{"another-model", another_model}};
  return moves;
}
/// A permutation is as good as any other.
Moves moves_of(std::type_identity<part::Permutation>) {
  return {};
}

constexpr Move whole_moves[] = {{"derive-again", derive_again}};

} // namespace

double small_step(RandomStream& random) {
  return std::ldexp(random.normal(), static_cast<int>(random.below(42)) - 40);
}

std::vector<const Move*> moves_for(PartSet needs) {
  std::vector<const Move*> moves;
  const auto add = [&](Moves more) {
    for (const Move& move : more)
      moves.push_back(&move);
  };
  add(score_moves());
  Parts::each_first<part::Values, part::Centre, part::Epsilon, part::Blocks, part::Companion,
                    part::Temperatures, part::Checkpoints, part::Box, part::Perturbed, part::Searches,
                    part::Sample>([&]<class P>(std::type_identity<P> of) {
    if (needs.has<P>())
      add(moves_of(of));
  });
  add(whole_moves);
  return moves;
}

} // namespace tailmass::properties::hunt
