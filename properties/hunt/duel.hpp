// The hunt beside plain random sampling.
#pragma once

#include "properties/hunt/hunt.hpp"
#include "verify/record/hunt.hpp"

namespace tailmass::properties::hunt {

struct DuelOptions : verify::campaign::WorkOptions {
  std::uint64_t seed = 1; ///< the first one
  std::size_t seeds = 5;
  std::size_t evaluations = 500; ///< of each side, for each seed
};

/// For every objective of one goal and every seed the best score of one island that hunts and of one that
/// only draws random rows, with the same number of evaluations. Stopped, it gives the duels that were fought,
/// and of the last objective those of its first seeds.
[[nodiscard]] std::vector<verify::record::Duel> duels(std::span<const std::unique_ptr<Objective>> objectives,
                                                      const DuelOptions& options);

} // namespace tailmass::properties::hunt
