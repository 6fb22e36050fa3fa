// A binary tree of keys in which no key product is lost.
#include "theory/stable/search/key_tree.hpp"

#include "theory/numbers/assumed_arithmetic.hpp"
#include "theory/stable/search/lengths.hpp"
#include "theory/stable/search/spread.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tailmass::stable {

namespace {

constexpr int rounds = 10;                // of 2-means
constexpr std::size_t least_share = 16;   // of the keys in the smaller cluster, one in so many
using Centre = std::vector<Pair<double>>; // so that it is off by 2^-100 of its magnitude

/// centre + factor step.
Centre moved(const Centre& centre, std::span<const double> step, double factor) {
  Centre next;
  for (std::size_t x = 0; x < centre.size(); ++x) {
    const Pair<double> product = two_product(factor, step[x]);
    const Pair<double> sum = two_sum(centre[x].high, product.high);
    next.push_back(two_sum(sum.high, sum.low + (centre[x].low + product.low)));
  }
  return next;
}

double square_distance(std::span<const double> a, std::span<const double> b) {
  double sum = 0;
  for (std::size_t x = 0; x < a.size(); ++x)
    sum += (a[x] - b[x]) * (a[x] - b[x]);
  return sum;
}

} // namespace

class TreeBuilder {
public:
  TreeBuilder(KeyTree& tree, const Values& keys) : tree_(tree), values_(keys), d_(keys.dimension()) {}

  void build() {
    tree_.centre_ = centre_of(all());
    Centre centre;
    for (const double x : tree_.centre_)
      centre.push_back({x, 0});
    tree_.nodes_.push_back({.first = 0, .count = tree_.keys_.size()});
    tree_.steps_.assign(d_, 0);
    grow(0, centre);
    double largest = 0;
    for (const Key key : tree_.keys_)
      largest = std::max(largest, length_above(values_.of(key)));
    tree_.offset_ += product_above(largest, 0x1p-90) + smallest_subnormal<>; // what Centre is off by
  }

private:
  std::span<Key> all() { return tree_.keys_; }

  std::vector<double> centre_of(std::span<const Key> keys) const {
    std::vector<double> mean(d_);
    for (const Key key : keys)
      for (std::size_t x = 0; x < d_; ++x)
        mean[x] += values_.at(key, x) / static_cast<double>(keys.size());
    return mean;
  }

  /// Bounds the node about its centre, cuts it and goes on with its parts.
  void grow(std::size_t index, const Centre& centre) {
    const std::size_t first = tree_.nodes_[index].first, count = tree_.nodes_[index].count;
    const std::span<Key> keys = all().subspan(first, count);
    const Spread spread = measure(index, keys, centre);
    if (count == 1)
      return;
    const std::size_t cut = split(keys, spread.sides);
    const std::vector<double> towards = centre_of(keys.first(cut));
    const std::size_t child = tree_.nodes_.size();
    const bool halves = count <= KeyTree::clustered_above;
    tree_.nodes_[index].child = child;
    tree_.nodes_[index].weight = static_cast<double>(cut) / static_cast<double>(count - cut);
    for (std::size_t x = 0; x < d_; ++x)
      tree_.steps_[index * d_ + x] = towards[x] - centre[x].high;
    tree_.nodes_.push_back({.first = first, .count = cut});
    tree_.nodes_.push_back({.first = first + cut, .count = count - cut});
    tree_.steps_.resize(tree_.nodes_.size() * d_, 0);
    const std::vector<double> step(tree_.step(index).begin(), tree_.step(index).end());
    grow(child, moved(centre, step, 1));
    grow(child + 1, moved(centre, step, -tree_.nodes_[index].weight));
    KeyNode &left = tree_.nodes_[child], &right = tree_.nodes_[child + 1];
    if (halves)
      for (double KeyNode::*const shared : {&KeyNode::deviation, &KeyNode::radius})
        left.*shared = right.*shared = std::max(left.*shared, right.*shared);
    tree_.nodes_[index].numbers =
        d_ + (halves ? std::max(bounds(left), bounds(right)) : 1 + bounds(left) + bounds(right));
  }

  /// Numbers that bound a part.
  static std::size_t bounds(const KeyNode& part) {
    return part.count == 1 ? 0 : part.count <= KeyTree::short_part ? 1 : 2;
  }

  Spread measure(std::size_t index, std::span<const Key> keys, const Centre& centre) {
    std::vector<double> offsets(keys.size() * d_);
    for (std::size_t i = 0; i < keys.size(); ++i)
      for (std::size_t x = 0; x < d_; ++x)
        offsets[i * d_ + x] = (values_.at(keys[i], x) - centre[x].high) - centre[x].low;
    Spread spread = spread_of(offsets, d_);
    tree_.offset_ = std::max(tree_.offset_, spread.mean);
    tree_.nodes_[index].deviation = spread.deviation;
    tree_.nodes_[index].radius = keys.size() <= KeyTree::short_part
                                     ? infinity
                                     : std::nextafter(spread.largest + spread.mean, infinity);
    return spread;
  }

  /// Orders the keys so that those of the first part come first; returns how many.
  std::size_t split(std::span<Key> keys, std::span<const double> sides) const {
    std::vector<bool> in_first(keys.size());
    for (std::size_t i = 0; i < keys.size(); ++i)
      in_first[i] = sides[i] > 0;
    std::vector<double> one, other;
    for (int round = 0; round < rounds; ++round) {
      std::vector<Key> near, far;
      for (std::size_t i = 0; i < keys.size(); ++i)
        (in_first[i] ? near : far).push_back(keys[i]);
      if (near.empty() || far.empty())
        return keys.size() / 2;
      one = centre_of(near);
      other = centre_of(far);
      std::vector<bool> next(keys.size());
      for (std::size_t i = 0; i < keys.size(); ++i)
        next[i] = square_distance(values_.of(keys[i]), one) < square_distance(values_.of(keys[i]), other);
      if (next == in_first)
        break;
      in_first = std::move(next);
    }
    return cut_between(keys, one, other);
  }

  std::size_t cut_between(std::span<Key> keys, std::span<const double> one,
                          std::span<const double> other) const {
    std::vector<std::pair<double, Key>> along;
    std::size_t nearer = 0;
    for (const Key key : keys) {
      const double difference =
          square_distance(values_.of(key), one) - square_distance(values_.of(key), other);
      nearer += difference < 0 ? 1 : 0;
      along.emplace_back(difference, key);
    }
    std::ranges::sort(along);
    for (std::size_t i = 0; i < keys.size(); ++i)
      keys[i] = along[i].second;
    const bool clusters = keys.size() > KeyTree::clustered_above &&
                          std::min(nearer, keys.size() - nearer) * least_share >= keys.size();
    return clusters ? nearer : keys.size() / 2;
  }

  KeyTree& tree_;
  const Values& values_;
  std::size_t d_;
};

KeyTree::KeyTree(const Values& keys, std::span<const Key> unmasked)
    : dimension_(keys.dimension()), keys_(unmasked.begin(), unmasked.end()) {
  const AssumedArithmetic assumed;
  TreeBuilder(*this, keys).build();
}

} // namespace tailmass::stable
