// The top-p set of perturbed scores, at a budget that their error leaves.
#pragma once

#include "theory/exact/perturbation/perturbation.hpp"

namespace tailmass::exact {

/// Returns the smallest set of largest s' whose complement has at most the mass eps/(eps + (1 - eps) e^{2d})
/// of softmax(s'), d = max |s' - s| and eps the case's; ties of s' go to the key of the lower s, so that it
/// keeps least of P. Exact. Throws TooClose where 4096 bits do not tell the size, DomainError unless 0 < eps
/// < 1.
[[nodiscard]] PerturbedTopK perturbed_top_p(const Case& c);

} // namespace tailmass::exact
