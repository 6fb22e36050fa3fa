// Clusters of key vectors.
#pragma once

#include "theory/nouns/partitions.hpp"

namespace tailmass::fast {

/// Keys times clusters, the distances of a round, up to which clusters are sought among all keys at once.
inline constexpr std::size_t most_pairs_at_once = std::size_t{1} << 23;

/// At most `count` clusters of all n keys by k-means (Lloyd's iteration in Euclidean distance, 8 rounds from
/// centres that are far from each other). Where n count > most_pairs_at_once, keys are cut into sqrt(count)
/// clusters first and each of these into its share of `count`, so that a long context costs O(n^1.5 d) where
/// all at once would cost O(n^2 d) with clusters of so many keys each. A function of the keys alone, whatever
/// the processor: the row's order breaks ties. O(8 n min(count, 2 sqrt(count) + most_pairs_at_once / n) d)
/// where clusters are alike in size.
[[nodiscard]] Partition clusters(const Values& keys, std::size_t count);

} // namespace tailmass::fast
