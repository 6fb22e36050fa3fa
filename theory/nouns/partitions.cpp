// Pages and clusters.
#include "theory/nouns/partitions.hpp"

#include "theory/numbers/assumed_arithmetic.hpp"

#include <algorithm>
#include <limits>

namespace tailmass {

namespace {

using Point = std::vector<double>;

double squared_distance(std::span<const double> a, std::span<const double> b) {
  double sum = 0;
  for (std::size_t axis = 0; axis < a.size(); ++axis)
    sum += (a[axis] - b[axis]) * (a[axis] - b[axis]);
  return sum;
}

/// Up to `count` keys, the first and then always one that is farthest from those before; fewer where no other
/// is apart from them.
std::vector<Point> distant_keys(const Values& keys, std::size_t count) {
  std::vector<Point> centres;
  std::vector<double> distance(keys.keys(), std::numeric_limits<double>::infinity());
  std::size_t next = 0;
  do {
    centres.emplace_back(keys.of(next).begin(), keys.of(next).end());
    for (std::size_t key = 0; key < keys.keys(); ++key)
      distance[key] = std::min(distance[key], squared_distance(keys.of(key), centres.back()));
    next = static_cast<std::size_t>(std::ranges::max_element(distance) - distance.begin());
  } while (centres.size() < count && distance[next] > 0);
  return centres;
}

Partition nearest(const Values& keys, const std::vector<Point>& centres) {
  Partition parts(centres.size());
  for (std::size_t key = 0; key < keys.keys(); ++key) {
    std::size_t closest = 0;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < centres.size(); ++i)
      if (const double distance = squared_distance(keys.of(key), centres[i]); distance < least) {
        least = distance;
        closest = i;
      }
    parts[closest].push_back(static_cast<Key>(key));
  }
  std::erase_if(parts, [](const std::vector<Key>& part) { return part.empty(); });
  return parts;
}

} // namespace

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

Partition clusters(const Values& keys, std::size_t count) {
  const AssumedArithmetic assumed;
  constexpr int rounds = 8;
  Partition parts = nearest(keys, distant_keys(keys, count));
  for (int round = 1; round < rounds; ++round) {
    std::vector<Point> centres;
    for (const std::vector<Key>& part : parts)
      centres.push_back(centre_of(keys, part));
    parts = nearest(keys, centres);
  }
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
