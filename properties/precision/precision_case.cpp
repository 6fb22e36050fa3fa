// Generated cases of a given size, and their checksum.
#include "properties/precision/precision_case.hpp"

#include "properties/regimes/regimes.hpp"
#include "verify/cases/checksum.hpp"

#include <algorithm>
#include <bit>

namespace tailmass::properties::precision {

namespace {

constexpr std::size_t most_value_entries = std::size_t{1} << 13U;

/// Where the rule names no rank, that in the same place of the row.
std::size_t rank_for(const regimes::Recipe& recipe, std::size_t n) {
  if (const std::optional<std::size_t> named = regimes::named_rank(recipe.head, n))
    return *named;
  const double share = (static_cast<double>(recipe.k) - 0.5) / static_cast<double>(recipe.n);
  return std::clamp<std::size_t>(1 + static_cast<std::size_t>(share * static_cast<double>(n)), 1, n);
}

} // namespace

regimes::Recipe sized_recipe(const regimes::Regime& regime, std::uint64_t seed, std::size_t n,
                             std::uint64_t index) {
  regimes::Recipe recipe = regimes::draw_recipe(regime, seed, index);
  recipe.k = rank_for(recipe, n);
  recipe.n = n;
  recipe.dimension = std::min(recipe.dimension, std::max<std::size_t>(1, most_value_entries / n));
  return recipe;
}

std::optional<Case> case_at(const verify::record::GeneratedPlace& place) {
  const regimes::Regime* regime = regimes::find_regime(place.regime);
  if (!regime || place.n == 0)
    return std::nullopt;
  const regimes::Recipe recipe = sized_recipe(*regime, place.seed, place.n, place.index);
  return regimes::with_all_parts(regimes::grow(recipe), recipe);
}

std::string checksum_of(const Case& c) {
  verify::cases::Checksum checksum;
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

} // namespace tailmass::properties::precision
