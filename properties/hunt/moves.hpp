// The explicit list of steps from a case to a neighbour: what a Top-k problem suggests.
#pragma once

#include "theory/nouns/case.hpp"
#include "theory/numbers/random.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace tailmass::properties::hunt {

/// A step. `apply` gives another checked case of the same parts or throws DomainError where it makes none;
/// parts that lose their meaning are left out, for whoever needs them to derive anew.
struct Move {
  std::string_view name;
  Case (*apply)(const Case& c, RandomStream& random);
};

/// A step of a part's number: normal, times one of 2^-40 .. 2.
[[nodiscard]] double small_step(RandomStream& random);

/// Moves of scores and heads, and those of a part for cases that have it.
[[nodiscard]] std::span<const Move> score_moves();
[[nodiscard]] std::span<const Move> value_moves();
[[nodiscard]] std::span<const Move> centre_moves();
[[nodiscard]] std::span<const Move> block_moves();
[[nodiscard]] std::span<const Move> epsilon_moves();
[[nodiscard]] std::span<const Move> search_moves();

/// The moves that apply where these parts are needed.
[[nodiscard]] std::vector<const Move*> moves_for(PartSet needs);

} // namespace tailmass::properties::hunt
