// Holds implementations to their bounds on a generated case.
#pragma once

#include "properties/regimes/recipe.hpp"
#include "theory/implementations.hpp"

#include <optional>
#include <string>

namespace tailmass::properties::hunt {

/// What breaks its bound, in words: the first of the implementations that is in its domain on the case with
/// all parts derived and is certainly further from the truth in balls than its bound says, or is not decided
/// at 8192 bits.
[[nodiscard]] std::optional<std::string> implementation_fault(std::span<const Implementation> implementations,
                                                              const regimes::Generated& on);

} // namespace tailmass::properties::hunt
