// From what islands found to what is reported: verdict, smallest case, files.
#pragma once

#include "properties/hunt/hunt.hpp"
#include "verify/record/hunt.hpp"

namespace tailmass::properties::hunt {

struct SharpnessOptions : verify::campaign::WorkOptions {
  double fraction = 0.9;             ///< of the score that the smallest case keeps at least
  std::size_t shrink_budget = 300;   ///< how often a smaller case is tried; 0 leaves the case as it is
  std::filesystem::path folder = {}; ///< for the case files; none are written where it is empty
};

/// Whether a case keeps at least `fraction` of the score `of` of a goal: of a bound that is attained,
/// attainment (a slack of at most 1e-9); of a bound that is not, the ratio of its sides; of all else, a
/// violation too, the score itself. Decided by balls; a case whose double score is far below is not asked.
[[nodiscard]] bool keeps_score(const Objective& objective, std::size_t goal, double of, const Case& c,
                               double fraction);

/// Every goal of what was hunted, in its order: the judge's verdict on the best case, and that case made
/// smaller, unless that is stopped; one that cannot be written has no `case_file`. On all cores.
[[nodiscard]] std::vector<verify::record::HuntedGoal> sharpness_of(std::span<const Hunted> hunted,
                                                                   const SharpnessOptions& options);

} // namespace tailmass::properties::hunt
