// Perturbs the scores of a case.
#pragma once

#include "verify/cases/derive.hpp"

#include <vector>

namespace tailmass::verify::cases {

/// n scores s', masked like s, from (seed, theorem, row, k): one of uniform noise, noise more than twice as
/// large in the head as in the tail, scores kept to the 8 or 11 binary digits of bfloat16 or float16, steps
/// of one size up or down, and all of the head moved one way and all of the tail the other. Steps lie between
/// 1e-3 and 2. A score that would leave the range of double stays.
[[nodiscard]] std::vector<double> perturbed_scores(const Case& c, const Derivation& from);

} // namespace tailmass::verify::cases
