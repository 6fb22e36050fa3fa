// The continuous part of a case as one vector.
#pragma once

#include "theory/nouns/case.hpp"

#include <vector>

namespace tailmass::properties::hunt {

/// Its finite scores by rank, then, of the parts that it has, the values, the perturbed scores, the point of
/// the box, the centre, the larger temperature, epsilon and those of the searches.
[[nodiscard]] std::vector<double> numbers_of(const Case& c);

/// The case with other numbers in their place. Throws DomainError where that is none.
[[nodiscard]] Case with_numbers(const Case& c, const std::vector<double>& numbers);

} // namespace tailmass::properties::hunt
