// k_epsilon of a row, exact, at the price of the fast path.
#pragma once

#include "theory/nouns/scores.hpp"

namespace tailmass::verify::judge {

/// k_eps = min{k : tau_k <= eps}, exact for every row and every double eps: where the fast path proves one
/// number, that one, else the one of exact::k_epsilon, whose balls decide what lies within the roundings of
/// both sides, ties and equality included. Throws DomainError unless 0 < eps < 1.
[[nodiscard]] std::size_t settled_k_epsilon(const Scores& scores, double epsilon);

} // namespace tailmass::verify::judge
