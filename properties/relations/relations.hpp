// Metamorphic relations: how a row's quantities follow when the row is changed in a known way.
#pragma once

#include "theory/theorems/theorem.hpp"

namespace tailmass::properties::relations {

/// Every relation, in the form of a theorem, so that the same judge decides it: two rows are evaluated at one
/// precision, the case and what is made of it, and their quantities compared. Each has mutants, which no case
/// of their own refutes: generated rows must. They are no part of the catalogue.
[[nodiscard]] std::span<const Theorem* const> relations();

} // namespace tailmass::properties::relations
