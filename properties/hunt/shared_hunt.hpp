// A hunt over shards: each has islands of its own for every objective, and nothing is exchanged between them.
#pragma once

#include "properties/hunt/hunt.hpp"

namespace tailmass::properties::hunt {

/// Hunts what the part of options lacks, one objective after the other, and writes what it finds there: chunk
/// o N + I is objective o on the islands of shard I of N, whose numbers follow those of the shards before.
/// A part of what seconds are given goes to each objective.
void hunt_shard(std::span<const std::unique_ptr<Objective>> objectives, const HuntOptions& options);

/// Returns what the shards of a hunt found together: of each goal the best case, that of the first shard
/// among equals. Throws PartsError where parts are missing.
[[nodiscard]] std::vector<Hunted> united_hunt(std::span<const std::unique_ptr<Objective>> objectives,
                                              const HuntOptions& options);

} // namespace tailmass::properties::hunt
