// Recipes cut down to the sizes of a hunt.
#include "properties/hunt/first_cases.hpp"

#include "properties/recipe.hpp"
#include "theory/nouns/domain_error.hpp"
#include "verify/derive.hpp"

#include <algorithm>

namespace tailmass {

std::optional<Case> fitted(Case c, const Objective& objective, std::uint64_t noise) {
  const Part needs = objective.needs();
  if (includes(needs, Part::values) && !c.values)
    return std::nullopt;
  const auto unneeded = [&](Part part) { return !includes(needs, part); };
  if (unneeded(Part::values) && unneeded(Part::centre) && unneeded(Part::sub_row))
    c.values = nullptr;
  if (unneeded(Part::epsilon))
    c.epsilon.reset();
  if (unneeded(Part::blocks)) {
    c.blocks = nullptr;
    c.finer_blocks = nullptr;
  }
  if (unneeded(Part::perturbed))
    c.perturbed.clear();
  try {
    derive(c, needs, {noise, objective.name(), "hunt", c.head.size()});
    return c;
  } catch (const DomainError&) {
    return std::nullopt;
  }
}

std::optional<Case> first_case(const Regime& regime, const Objective& objective, RandomStream random) {
  const bool of_error = objective.goals().size() == 1 && objective.goals()[0].measure == Measure::error;
  const double longest = of_error ? 257 : 33;
  Recipe recipe = draw_recipe(regime, random.below(std::size_t{1} << 53U), 0);
  recipe.n = static_cast<std::size_t>(value_at({"n", 1, longest, true}, random.unit()));
  recipe.k = 1 + random.below(recipe.n);
  recipe.dimension = 1 + random.below(std::min<std::size_t>(recipe.dimension, 4));
  if (!of_error)
    recipe.value_exponent = 0;
  try {
    return fitted(grow(recipe), objective, recipe.noise);
  } catch (const DomainError&) {
    return std::nullopt;
  }
}

} // namespace tailmass
