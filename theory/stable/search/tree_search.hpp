// The certified search over a tree of keys.
#pragma once

#include "theory/stable/search/key_tree.hpp"
#include "theory/stable/search/moment_bounds.hpp"

namespace tailmass::stable {

/// What is closed when a tree search ends.
struct ClosedPart {
  std::span<const Key> keys; ///< of the tree
  double log_mean = 0;       ///< not less than ln of the mean of e^s over them
};

struct TreeSearchResult {
  std::vector<Key> head;          ///< every key whose score was formed
  std::vector<ClosedPart> closed; ///< all other keys
  double tail_mass = 1;           ///< upper bound of the mass of the closed keys, rounded up
  double cost = 0;                ///< numbers of the tree that were read, over d: key products
};

/// Opens the part with the largest bound of its mean e^s, until N/(S + N) <= epsilon: S the sum of e^s over
/// the scored keys, which are the head, N that of the bounds of the closed parts; 0 when nothing is closed. A
/// part's mean score m comes along the tree, its deviation is at most scale |q| times that of its keys and
/// its largest score at most m + scale |q| radius.
///
/// `tail_mass` is an upper bound in spite of rounding. A mean is off by what the products on its way are
/// (see key_score), u of each sum and product, and scale |q| offset; scores of single keys are means. Weights
/// e^x, |x| <= 745, are off by 750 u, sums of t terms by t u, the quotient by 4 u; 1024 + t times 2 u is
/// taken. Scored weights that underflow only lower S; those of closed parts count as the smallest normal.
///
/// The tree is one of the row's unmasked keys. Throws DomainError unless 0 < epsilon
/// < 1. O(n d + n log n).
[[nodiscard]] TreeSearchResult tree_search(const QueryKeys& query_keys, const KeyTree& tree, double epsilon);

} // namespace tailmass::stable
