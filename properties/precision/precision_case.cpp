// Generated cases of a given size, and their checksum.
#include "properties/precision/precision_case.hpp"

#include "properties/regimes/regimes.hpp"
#include "verify/cases/checksum.hpp"

#include <algorithm>
#include <bit>

namespace tailmass {

namespace {

constexpr std::size_t most_value_entries = std::size_t{1} << 13U;

/// Where the rule names no rank, that in the same place of the row.
std::size_t rank_for(const Recipe& recipe, std::size_t n) {
  if (const std::optional<std::size_t> named = named_rank(recipe.head, n))
    return *named;
  const double share = (static_cast<double>(recipe.k) - 0.5) / static_cast<double>(recipe.n);
  return std::clamp<std::size_t>(1 + static_cast<std::size_t>(share * static_cast<double>(n)), 1, n);
}

} // namespace

Recipe sized_recipe(const Regime& regime, std::uint64_t seed, std::size_t n, std::uint64_t index) {
  Recipe recipe = draw_recipe(regime, seed, index);
  recipe.k = rank_for(recipe, n);
  recipe.n = n;
  recipe.dimension = std::min(recipe.dimension, std::max<std::size_t>(1, most_value_entries / n));
  return recipe;
}

std::optional<Case> case_at(const GeneratedPlace& place) {
  const Regime* regime = find_regime(place.regime);
  if (!regime || place.n == 0)
    return std::nullopt;
  const Recipe recipe = sized_recipe(*regime, place.seed, place.n, place.index);
  return with_all_parts(grow(recipe), recipe);
}

std::string checksum_of(const Case& c) {
  Checksum checksum;
  checksum.add(c.scores->all());
  std::vector<Key> head(c.head.head().begin(), c.head.head().end());
  std::ranges::sort(head); // the order among ties is no part of a case
  for (const Key key : head)
    checksum.add(static_cast<std::uint64_t>(key));
  if (c.values)
    for (Key key = 0; key < c.values->keys(); ++key)
      checksum.add(c.values->of(key));
  checksum.add(std::bit_cast<std::uint64_t>(c.epsilon.value_or(0)));
  checksum.add(c.perturbed);
  return checksum.text();
}

} // namespace tailmass
