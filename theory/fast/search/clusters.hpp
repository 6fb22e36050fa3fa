// Clusters of key vectors.
#pragma once

#include "theory/nouns/partitions.hpp"

namespace tailmass::fast {

/// At most `count` clusters of all n keys by k-means (Lloyd's iteration in Euclidean distance, 8 rounds from
/// centres that are far from each other). A function of the keys alone, whatever the processor: the row's
/// order breaks ties. O(8 n count d).
[[nodiscard]] Partition clusters(const Values& keys, std::size_t count);

} // namespace tailmass::fast
