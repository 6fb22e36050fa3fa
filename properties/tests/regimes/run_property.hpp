// Lets RapidCheck draw generated cases for a property, within a budget.
#pragma once

#include "properties/regimes/recipe.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace tailmass::properties::regimes {

/// What is wrong with a case, in words; nothing where the property holds of it.
using Fault = std::function<std::optional<std::string>(const Generated&)>;

/// Cases that a property tries in a regime: the environment variable TAILMASS_CASES, or what the build has.
/// Costs grow in proportion.
[[nodiscard]] std::size_t cases_of_a_regime();
/// The environment variable TAILMASS_SEED, or 1.
[[nodiscard]] std::uint64_t global_seed();

/// Tries the property on `cases` cases of the regime, whose indices come from RapidCheck. Its stream is named
/// by (global seed, property, regime): RapidCheck itself gives all properties the same one. The first fault
/// is returned, with how to try that case alone; RapidCheck does not shrink it. Where the environment
/// variable TAILMASS_INDEX is set, the case of that index is the only one.
[[nodiscard]] std::optional<std::string> first_fault(const Regime& regime, std::string_view property,
                                                     std::size_t cases, const Fault& fault_of);

} // namespace tailmass::properties::regimes
