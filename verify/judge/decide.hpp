// Decides one claim, by balls.
#pragma once

#include "theory/numbers/ball.hpp"
#include "theory/theorems/sides.hpp"
#include "verify/judge/verdict.hpp"

#include <optional>
#include <vector>

namespace tailmass::verify::judge {

/// What the decision of a claim depends on beside its sides.
struct Closeness {
  long bits;     ///< identities must overlap with radius at most 2^-this of their scale
  bool by_value; ///< whether the value may be that scale; the largest term of its definition else
};

/// Returns what enclosures tell of a claim; nothing while more precision could still decide.
[[nodiscard]] std::optional<Judgement> decide(const Claim<Ball>& claim, const Closeness& closeness);

enum class PremiseState { holds, fails, open };

/// Returns whether all premises hold. Throws std::logic_error where the sides of a premise differ although
/// its equality case holds.
[[nodiscard]] PremiseState state_of(const std::vector<Premise<Ball>>& premises);

} // namespace tailmass::verify::judge
