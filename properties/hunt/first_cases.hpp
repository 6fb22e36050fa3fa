// Cases that a hunt starts from.
#pragma once

#include "properties/hunt/objective.hpp"
#include "properties/regimes/recipe.hpp"

#include <optional>

namespace tailmass::properties::hunt {

/// A random recipe of a regime, cut down to the sizes of a hunt.
[[nodiscard]] regimes::Recipe first_recipe(const regimes::Regime& regime, const Objective& objective,
                                           RandomStream& random);

/// Another recipe like it: other random numbers, and now and then another size, rank or parameter.
[[nodiscard]] regimes::Recipe similar_recipe(regimes::Recipe recipe, const Objective& objective,
                                             RandomStream& random);

/// The case of a recipe with the parts that the objective needs and no others; nothing where it makes none.
[[nodiscard]] std::optional<Case> case_of(const regimes::Recipe& recipe, const Objective& objective);

/// A random short row of a regime with the parts that the objective needs and no others; nothing where the
/// numbers drawn make no case.
[[nodiscard]] std::optional<Case> first_case(const regimes::Regime& regime, const Objective& objective,
                                             RandomStream random);

/// The case without the parts that the objective does not need, and with those that it needs and the case
/// lacks, derived from `noise`, as the objective takes it; nothing where that cannot be.
[[nodiscard]] std::optional<Case> fitted(Case c, const Objective& objective, std::uint64_t noise);

} // namespace tailmass::properties::hunt
