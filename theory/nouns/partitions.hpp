// Ways to cut the keys of a row into cells.
#pragma once

#include "theory/nouns/cells.hpp"

namespace tailmass {

/// Nonempty sets of keys that have none in common.
using Partition = std::vector<std::vector<Key>>;

/// Contiguous pages as a key cache has them: keys 0 .. size - 1 of the row, then the next ones, and of each
/// page those among `keys`. `keys` rise, size >= 1.
[[nodiscard]] Partition pages(std::span<const Key> keys, std::size_t size);

/// Each of `keys` by itself.
[[nodiscard]] Partition single_keys(std::span<const Key> keys);

/// What the partition leaves of `keys`, which rise: parts without one of them go.
[[nodiscard]] Partition restricted(const Partition& partition, std::span<const Key> keys);

/// The mean of the key vectors of a part, rounded: the d coordinates of a centre. Any point is a sound
/// centre.
[[nodiscard]] std::vector<double> centre_of(const Values& keys, std::span<const Key> part);

} // namespace tailmass
