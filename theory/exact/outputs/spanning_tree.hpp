// Maximum spanning trees of the complete graph of value distances, by exact comparisons.
#pragma once

#include "theory/exact/outputs/distances.hpp"
#include "theory/nouns/domain_error.hpp"

namespace tailmass::exact {

/// Whether |v_a - v_b| < |v_c - v_d|: by bounds in doubles where these separate, else in exact dyadic
/// arithmetic.
[[nodiscard]] bool shorter(const Values& values, KeyPair ab, KeyPair cd);

/// The edges of a maximum spanning tree over the keys named, in the order in which Prim's algorithm adds
/// them; O(n^2). Zero edges, between equal values, count like others. The first key of an edge is the one
/// already in the tree.
[[nodiscard]] std::vector<KeyPair> maximum_spanning_tree(const Values& values, std::span<const Key> keys);

/// Position of a least edge. The list may not be empty.
[[nodiscard]] std::size_t least_edge(const Values& values, std::span<const KeyPair> edges);

/// Two disjoint sets of keys.
struct Cut {
  std::vector<Key> one;
  std::vector<Key> other;
};

/// The two components that a tree falls into without one of its edges. `edges` are in the order of Prim's
/// algorithm.
[[nodiscard]] Cut cut_at(std::span<const KeyPair> edges, std::size_t removed);

/// A maximum spanning tree of all values of a matrix of at least two keys, to be had through
/// Values::derived().
struct SpanningTree {
  explicit SpanningTree(const Values& values);
  std::vector<KeyPair> edges;
  std::size_t least; ///< position of a least edge
  KeyPair across;    ///< a pair at greatest distance between the components that the tree falls into there
};

/// |v_i - v_j| of an edge.
template <class R>
R length(Evaluator<R>& row, KeyPair edge) {
  return distance(row, row.values().of(edge.first), row.values().of(edge.second));
}

/// A pair whose distance is the least, over all partitions of `keys` into two nonempty parts, of the greatest
/// distance across: all 2^(m-1) - 1 of them, chosen exactly. Throws DomainError unless 2 <= m <= 20.
[[nodiscard]] KeyPair least_diameter_by_force(const Values& values, std::span<const Key> keys);

} // namespace tailmass::exact
