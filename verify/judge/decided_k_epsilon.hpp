// k_epsilon of a row, exact, at the price of the fast path.
#pragma once

#include "theory/exact/distribution/k_epsilon.hpp"

namespace tailmass::verify::judge {

/// Returns k_eps = min{k : tau_k <= eps} for every row and every double eps: where the fast path proves one
/// number, that one, else what exact::k_epsilon_range() finds, whose balls decide what lies within the
/// roundings of both sides, ties and equality included. Throws DomainError unless 0 < eps < 1.
[[nodiscard]] exact::KEpsilonRange decided_k_epsilon(const Scores& scores, double epsilon);

} // namespace tailmass::verify::judge
