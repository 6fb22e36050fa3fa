// The explicit list of steps from a case to a neighbour: what a Top-k problem suggests.
#pragma once

#include "theory/nouns/case.hpp"
#include "theory/numbers/random.hpp"
#include "theory/theorems/theorem.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace tailmass::properties::hunt {

/// A step. `apply` gives another checked case of the same parts or throws DomainError where it makes none;
/// parts that lose their meaning are left out, for whoever needs them to derive anew.
struct Move {
  std::string_view name;
  Part part = Part::none; ///< only for cases that have it
  Case (*apply)(const Case& c, RandomStream& random);
};

/// Moves of scores and heads, of values, and of the other parts.
[[nodiscard]] std::span<const Move> score_moves();
[[nodiscard]] std::span<const Move> value_moves();
[[nodiscard]] std::span<const Move> part_moves();

/// The moves that apply where these parts are needed.
[[nodiscard]] std::vector<const Move*> moves_for(Part needs);

} // namespace tailmass::properties::hunt
