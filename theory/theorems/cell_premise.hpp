// The premise of both certified searches: no score exceeds the bound of its cell.
#pragma once

#include "theory/nouns/case.hpp"

namespace tailmass {

/// Whether s_j <= U of its cell for every key of every search, by exact scores.
[[nodiscard]] bool cells_bound_their_scores(const Case& c);

/// Returns the case with the bound of every cell below its largest score.
[[nodiscard]] Case with_bounds_below_scores(Case c);

} // namespace tailmass
