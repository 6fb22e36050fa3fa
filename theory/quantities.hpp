// The quantities by name, each with its definition: the truths that implementations and the reference table
// are held to. Their rows stand in theory/quantities/.
#pragma once

#include "theory/quantities/quantity.hpp"

#include <span>

namespace tailmass {

/// Returns all quantities in balls, family by family.
[[nodiscard]] std::span<const Quantity<Ball>> all_quantities();
/// Returns the one of that name, or null.
[[nodiscard]] const Quantity<Ball>* find_quantity(std::string_view name);

/// Returns the truth in the unit of implementations and of the reference table: sums and means over a block
/// are in units of e^{s_(1)} in exact/.
[[nodiscard]] std::vector<Ball> truth_of(const Quantity<Ball>& quantity, Evaluator<Ball>& row, const Case& c);

} // namespace tailmass
