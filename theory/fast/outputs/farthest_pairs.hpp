// Which pairs of values may be the farthest, within a budget of operations.
#pragma once

#include "theory/nouns/scores.hpp"
#include "theory/nouns/values.hpp"

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace tailmass::fast {

/// What a search of the farthest pair found.
struct FarthestPairs {
  enum class Outcome : unsigned char {
    found,       ///< one of the pairs is the farthest
    tied,        ///< so are too many to name
    over_budget, ///< the pairs are the farthest of those that were looked at
  };
  Outcome outcome = Outcome::found;
  std::vector<std::pair<Key, Key>> pairs; ///< at most most_farthest_pairs, one at least
  double most = 0;                        ///< no pair is farther
};
inline constexpr std::size_t most_farthest_pairs = 256;

/// Seeks max |v_i - v_j| over i of `first` and j of `second`, neither empty, whose values are at most 2^400.
/// With r_i an upper bound of the distance of v_i from the mean, by the triangle inequality a pair of r_i +
/// r_j below the largest distance yet is none of the farthest: keys are taken by descending r, until no rest
/// can be. Of the others products in float tell which may be, and only these are looked at in double. Takes
/// `budget` operations at most, of each pair d, but looks at the first few keys in any case; over it `most`
/// is the largest r_i + r_j of what was not looked at. Memory in the number of keys.
///
/// Error: a squared distance is off by 2 d + 2 roundings, so that pairs are named that are within 2 (2 d + 8)
/// u of the farthest, and what underflows, 2^-1000.
[[nodiscard]] FarthestPairs farthest_pairs(const Values& values, std::span<const Key> first,
                                           std::span<const Key> second, std::size_t budget);

/// The keys that may be the farthest from a point of d coordinates, one at least: those within twice `error`
/// and the error of a distance. `error` bounds how far the point is from the one that is meant.
[[nodiscard]] std::vector<Key> farthest_keys(const Values& values, std::span<const Key> keys,
                                             std::span<const double> point, double error);

} // namespace tailmass::fast
