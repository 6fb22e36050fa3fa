// The list of quantities by family: adding one is adding its row to the file of its family.
#pragma once

#include "theory/quantities/blocks.hpp"
#include "theory/quantities/distribution.hpp"
#include "theory/quantities/gaps.hpp"
#include "theory/quantities/gaussian.hpp"
#include "theory/quantities/outputs.hpp"
#include "theory/quantities/perturbation.hpp"

#include <array>

namespace tailmass::quantities {

/// Returns what `walk` makes of the rows of scores alone, of those beside a perturbed row, of those with
/// values, and of those of a Gaussian model, which read no score: one vector each.
template <class Walk>
auto of_each_family(const Walk& walk) {
  return std::array{walk(std::tuple_cat(distribution(), gaps(), blocks())), walk(perturbation()),
                    walk(outputs()), walk(gaussian())};
}

} // namespace tailmass::quantities
