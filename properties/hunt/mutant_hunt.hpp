// Every false variant against the properties' cases and against the hunt.
#pragma once

#include "properties/hunt/sharpness.hpp"

namespace tailmass::properties::hunt {

struct MutantHuntOptions : HuntOptions {
  std::size_t cases_each = 40; ///< rows of each regime that the properties try
};

/// One record a mutant of the theorems, in their order: which regimes refute it within their cases, and in
/// how many evaluations the hunt does. Mutants of theorems about random rows are judged on their refuting
/// case instead. With a part to write nothing is returned: see hunt().
[[nodiscard]] std::vector<verify::record::HuntedMutant> hunt_mutants(std::span<const Theorem* const> theorems,
                                                                     const MutantHuntOptions& options);

} // namespace tailmass::properties::hunt
