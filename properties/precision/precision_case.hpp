// The generated cases on which errors of implementations are measured: a regime's recipe made for a given
// size.
#pragma once

#include "properties/regimes/recipe.hpp"
#include "verify/record/precision.hpp"

#include <optional>
#include <string>

namespace tailmass::properties::precision {

/// The recipe number `index` of a regime for a row of n keys, n of any size: the rank after which the row is
/// cut stays what its rule names, or in the same place of the row. Values have at most 2^13 entries, or one
/// dimension.
[[nodiscard]] regimes::Recipe sized_recipe(const regimes::Regime& regime, std::uint64_t seed, std::size_t n,
                                           std::uint64_t index);

/// The case at a place, with all parts that an implementation may need, but no values beyond 4096 keys: their
/// largest distances are over pairs of keys. Nothing where no regime has that name.
[[nodiscard]] std::optional<Case> case_at(const verify::record::GeneratedPlace& place);

/// The Checksum of the bits of scores, head, values, epsilon and perturbed scores.
[[nodiscard]] std::string checksum_of(const Case& c);

} // namespace tailmass::properties::precision
