// Recipes cut down to the sizes of a hunt.
#include "properties/hunt/first_cases.hpp"

#include "theory/nouns/domain_error.hpp"
#include "verify/cases/derive.hpp"

#include <algorithm>

namespace tailmass::properties::hunt {

std::optional<Case> fitted(Case c, const Objective& objective, std::uint64_t noise) {
  const PartSet needs = objective.needs();
  if (needs.has<part::Values>() && !c.values)
    return std::nullopt;
  PartSet kept = needs;
  if (needs.has<part::Centre>() || needs.has<part::SubRow>())
    kept = kept | parts<part::Values>; // it is derived from them, or judged with them
  Parts::each([&]<class P>(std::type_identity<P>) {
    if (regimes::grown_parts.has<P>() && !kept.has<P>())
      static_cast<P&>(c) = {};
  });
  try {
    std::optional<Case> prepared = objective.prepared(std::move(c));
    if (prepared)
      verify::cases::derive(*prepared, needs, {noise, objective.name(), "hunt", prepared->head.size()});
    return prepared;
  } catch (const DomainError&) {
    return std::nullopt;
  }
}

regimes::Recipe first_recipe(const regimes::Regime& regime, const Objective& objective,
                             RandomStream& random) {
  regimes::Recipe recipe = regimes::draw_recipe(regime, random.below(std::size_t{1} << 53U), 0);
  recipe.n = objective.draw_length(random);
  recipe.k = objective.draw_rank(recipe.n, random);
  recipe.dimension = objective.draw_dimension(recipe.n, recipe.dimension, random);
  return recipe;
}

regimes::Recipe similar_recipe(regimes::Recipe recipe, const Objective& objective, RandomStream& random) {
  recipe.noise = random.below(std::size_t{1} << 53U);
  if (random.below(4) == 0)
    recipe.n = objective.draw_length(random);
  if (random.below(3) == 0)
    recipe.k = objective.draw_rank(recipe.n, random);
  recipe.k = std::min(recipe.k, recipe.n);
  for (std::size_t i = 0; i < recipe.parameters.size(); ++i)
    if (random.below(3) == 0)
      recipe.parameters[i] = regimes::value_at(recipe.regime->parameters[i], random.unit());
  return recipe;
}

std::optional<Case> case_of(const regimes::Recipe& recipe, const Objective& objective) {
  try {
    return fitted(regimes::grow(recipe), objective, recipe.noise);
  } catch (const DomainError&) {
    return std::nullopt;
  }
}

std::optional<Case> first_case(const regimes::Regime& regime, const Objective& objective,
                               RandomStream random) {
  return case_of(first_recipe(regime, objective, random), objective);
}

} // namespace tailmass::properties::hunt
