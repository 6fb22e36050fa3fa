// Prim's algorithm on exactly compared distances.
#include "theory/exact/outputs/spanning_tree.hpp"

#include <algorithm>
#include <numeric>

namespace tailmass::exact {

namespace {

/// A comparison for one matrix, which looks its distances up once.
class Shorter {
public:
  explicit Shorter(const Values& values) : values_(values), distances_(values.derived<PairDistances>()) {}

  bool operator()(KeyPair ab, KeyPair cd) const {
    const SquareBounds left = distances_.squared(ab.first, ab.second);
    const SquareBounds right = distances_.squared(cd.first, cd.second);
    if (left.upper < right.lower)
      return true;
    if (left.lower >= right.upper || distances_.unit().exact() || same_ends(ab, cd))
      return false;
    return certainly_less(exact_square(ab), exact_square(cd));
  }

private:
  /// Whether both pairs join the same two value vectors.
  [[nodiscard]] bool same_ends(KeyPair ab, KeyPair cd) const {
    const auto [a, b] =
        std::minmax({distances_.representative(ab.first), distances_.representative(ab.second)});
    const auto [c, d] =
        std::minmax({distances_.representative(cd.first), distances_.representative(cd.second)});
    return a == c && b == d;
  }
  [[nodiscard]] Ball exact_square(KeyPair pair) const {
    return exact_squared_distance(values_.of(pair.first), values_.of(pair.second));
  }

  const Values& values_;
  const PairDistances& distances_;
};

} // namespace

bool shorter(const Values& values, KeyPair ab, KeyPair cd) {
  return Shorter(values)(ab, cd);
}

std::vector<KeyPair> maximum_spanning_tree(const Values& values, std::span<const Key> keys) {
  const Shorter is_shorter(values);
  std::vector<KeyPair> edges;
  std::vector<KeyPair> reach; // of each key outside the tree, its longest edge to the tree
  for (const Key key : keys.subspan(1))
    reach.push_back({keys.front(), key});
  while (!reach.empty()) {
    const auto longest = std::ranges::max_element(reach, is_shorter);
    const KeyPair added = *longest;
    edges.push_back(added);
    *longest = reach.back();
    reach.pop_back();
    for (KeyPair& edge : reach)
      if (const KeyPair shortcut{added.second, edge.second}; is_shorter(edge, shortcut))
        edge = shortcut;
  }
  return edges;
}

std::size_t least_edge(const Values& values, std::span<const KeyPair> edges) {
  return static_cast<std::size_t>(std::ranges::min_element(edges, Shorter(values)) - edges.begin());
}

Cut cut_at(std::span<const KeyPair> edges, std::size_t removed) {
  Cut cut{.one = {edges.front().first}, .other = {}};
  for (std::size_t i = 0; i < edges.size(); ++i) {
    const auto& [inside, added] = edges[i];
    const bool beyond = i == removed || std::ranges::find(cut.other, inside) != cut.other.end();
    (beyond ? cut.other : cut.one).push_back(added);
  }
  return cut;
}

SpanningTree::SpanningTree(const Values& values) {
  std::vector<Key> keys(values.keys());
  std::iota(keys.begin(), keys.end(), Key{0});
  edges = maximum_spanning_tree(values, keys);
  least = least_edge(values, edges);
  const Cut cut = cut_at(edges, least);
  across = farthest_pair(values, cut.one, cut.other);
}

KeyPair least_diameter_by_force(const Values& values, std::span<const Key> keys) {
  const std::size_t m = keys.size();
  if (m < 2 || m > 20)
    throw DomainError("brute force over partitions needs 2 to 20 keys");
  std::vector<KeyPair> pairs; // by rising distance, so that places can be compared for lengths
  for (std::size_t i = 0; i < m; ++i)
    for (std::size_t j = i + 1; j < m; ++j)
      pairs.push_back({static_cast<Key>(i), static_cast<Key>(j)});
  const Shorter is_shorter(values);
  std::ranges::sort(pairs, [&](KeyPair a, KeyPair b) {
    return is_shorter({keys[a.first], keys[a.second]}, {keys[b.first], keys[b.second]});
  });
  std::size_t least = pairs.size();
  for (unsigned part = 1; part < 1U << (m - 1); ++part) { // the last key is never in the part
    const auto crosses = [&](KeyPair pair) { return ((part >> pair.first ^ part >> pair.second) & 1U) == 1; };
    std::size_t widest = pairs.size() - 1;
    while (!crosses(pairs[widest]))
      --widest;
    least = std::min(least, widest);
  }
  return {keys[pairs[least].first], keys[pairs[least].second]};
}

} // namespace tailmass::exact
