// A binary tree of keys in which no key product is lost.
#pragma once

#include "theory/nouns/query_keys.hpp"

#include <vector>

namespace tailmass::stable {

/// A part of the keys, cut in two. Where c is its centre, the centres of the two are c + step and c - weight
/// step: the product q . step gives the scores of both from that of c. So the whole tree takes n products,
/// one for each key that is scored in the end.
struct KeyNode {
  std::size_t first = 0;   ///< in KeyTree::keys()
  std::size_t count = 0;   ///< of keys
  std::size_t child = 0;   ///< the first part's node, the other's is the next one; 0 for a single key
  double weight = 1;       ///< keys of the first part over those of the other
  double deviation = 0;    ///< not less than that of the keys along any direction
  double radius = 0;       ///< not less than the distance of any key from the mean
  std::size_t numbers = 0; ///< that are read where it is opened: step, and what bounds its parts
};

/// The tree of a row's keys. Parts of more than `clustered_above` keys are cut by 2-means, whose counts are
/// read; smaller ones in halves along the direction between two means, which share one deviation and one
/// radius. Parts of at most `short_part` keys have no radius of their own, but Samuelson's. O(n d^2 + n d log
/// n) in time, and d^3 for a part of more than d keys.
class KeyTree {
public:
  static constexpr std::size_t clustered_above = 128;
  static constexpr std::size_t short_part = 32;

  /// `unmasked` as of QueryKeys.
  KeyTree(const Values& keys, std::span<const Key> unmasked);

  [[nodiscard]] std::span<const Key> keys() const { return keys_; }
  [[nodiscard]] std::span<const Key> keys_of(const KeyNode& node) const {
    return std::span(keys_).subspan(node.first, node.count);
  }
  /// The root is the first one.
  [[nodiscard]] const std::vector<KeyNode>& nodes() const { return nodes_; }
  [[nodiscard]] std::span<const double> step(std::size_t node) const {
    return std::span(steps_).subspan(node * dimension_, dimension_);
  }
  [[nodiscard]] std::span<const double> centre() const { return centre_; } ///< of the root
  /// Not less than the distance of any node's mean key from its centre.
  [[nodiscard]] double offset() const { return offset_; }
  /// Numbers that are read of the root itself: its centre, and what bounds it.
  [[nodiscard]] std::size_t numbers() const { return dimension_ + 2; }

private:
  friend class TreeBuilder;
  std::size_t dimension_;
  std::vector<Key> keys_;
  std::vector<KeyNode> nodes_;
  std::vector<double> steps_;
  std::vector<double> centre_;
  double offset_ = 0;
};

} // namespace tailmass::stable
