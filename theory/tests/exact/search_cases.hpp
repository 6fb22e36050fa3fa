// Random queries, keys and cells for the tests of certified search.
#pragma once

#include "theory/stable/search/cell_bounds.hpp"

#include <random>
#include <string>

namespace tailmass::testing {

using SearchRandom = std::mt19937_64;

/// A row with its name.
struct QueryKeysCase {
  std::string name;
  QueryKeys query_keys;
};

/// `rounds` rows of up to `most` keys of each regime: gaussian, tied, all keys equal, zero query, huge,
/// peaked, masked, one key, subnormal.
[[nodiscard]] std::vector<QueryKeysCase> query_keys_cases(SearchRandom& random, std::size_t most, int rounds);

/// Every way to cut the keys into nonempty sets, of which there are 203 for six keys.
[[nodiscard]] std::vector<Partition> all_partitions(std::span<const Key> keys);

/// A random one.
[[nodiscard]] Partition random_partition(SearchRandom& random, std::span<const Key> keys);

} // namespace tailmass::testing
