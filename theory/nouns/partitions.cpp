// Pages, single keys, and what a choice of keys leaves of parts.
#include "theory/nouns/partitions.hpp"

#include "theory/numbers/assumed_arithmetic.hpp"

#include <algorithm>

namespace tailmass {

Partition pages(std::span<const Key> keys, std::size_t size) {
  Partition parts;
  for (const Key key : keys) {
    if (parts.empty() || parts.back().front() / size != key / size)
      parts.emplace_back();
    parts.back().push_back(key);
  }
  return parts;
}

Partition single_keys(std::span<const Key> keys) {
  Partition parts;
  for (const Key key : keys)
    parts.push_back({key});
  return parts;
}

Partition restricted(const Partition& partition, std::span<const Key> keys) {
  Partition parts;
  for (const std::vector<Key>& part : partition) {
    std::vector<Key> kept;
    for (const Key key : part)
      if (std::ranges::binary_search(keys, key))
        kept.push_back(key);
    if (!kept.empty())
      parts.push_back(std::move(kept));
  }
  return parts;
}

std::vector<double> centre_of(const Values& keys, std::span<const Key> part) {
  const AssumedArithmetic assumed;
  std::vector<double> centre(keys.dimension(), 0.0);
  const double weight = 1 / static_cast<double>(part.size()); // before the sum, which then cannot overflow
  for (const Key key : part)
    for (std::size_t axis = 0; axis < centre.size(); ++axis)
      centre[axis] += keys.at(key, axis) * weight;
  return centre;
}

} // namespace tailmass
