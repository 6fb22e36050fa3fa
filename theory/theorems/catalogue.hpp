// The explicit list of the theorems.
#pragma once

#include "theory/theorems/theorem.hpp"

#include <span>

namespace tailmass {

/// Every theorem, in the order of the paper's sections.
[[nodiscard]] std::span<const Theorem* const> catalogue();

/// The theorem with this id, or null.
[[nodiscard]] const Theorem* find_theorem(std::string_view id);

} // namespace tailmass
