// The explicit list of regimes.
#pragma once

#include "properties/regimes/regime.hpp"

namespace tailmass::properties::regimes {

/// Every regime. To add one, write its constant in a file of this folder and a line in regimes.cpp.
[[nodiscard]] std::span<const Regime* const> regimes();

/// The regime of this name, or null.
[[nodiscard]] const Regime* find_regime(std::string_view name);

} // namespace tailmass::properties::regimes
