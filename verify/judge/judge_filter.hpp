// The judge's first rung: bounds that intervals decide.
#pragma once

#include "theory/numbers/interval.hpp"
#include "theory/theorems/sides.hpp"
#include "verify/judge/verdict.hpp"

#include <optional>
#include <vector>

namespace tailmass::verify::judge {

/// `proved` where the intervals of an inequality without an equality case separate, and leave of its slack
/// what a reader needs: six digits. `tight` where an equality case holds and both sides are the same number
/// without a radius. `vacuous` where a bound of a probability is 1 or more. Anything else is left to balls,
/// so that the filter refutes nothing.
[[nodiscard]] std::optional<Judgement> decide_by_intervals(const Claim<Interval>& claim);

/// Whether all premises are certain.
[[nodiscard]] bool premises_hold(const std::vector<Premise<Interval>>& premises);

} // namespace tailmass::verify::judge
