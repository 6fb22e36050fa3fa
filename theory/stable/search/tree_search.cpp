// The certified search over a tree of keys.
#include "theory/stable/search/tree_search.hpp"

#include "theory/nouns/domain_error.hpp"
#include "theory/numbers/assumed_arithmetic.hpp"
#include "theory/stable/search/lengths.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <queue>

namespace tailmass::stable {

namespace {

/// A mean score: |value - exact| <= error.
struct Mean {
  double value = 0;
  double error = 0;
};

Mean mean_of(const KeyScore& score) {
  return {score.value.high, score.error + std::abs(score.value.low)};
}

/// mean + factor step. Rounds its error up: what is added to it is twice the roundings.
Mean moved(const Mean& mean, const Mean& step, double factor) {
  const double change = factor * step.value;
  const double value = mean.value + change;
  return {value, (mean.error + std::abs(factor) * step.error +
                  2 * unit_roundoff<> * (std::abs(value) + std::abs(change))) *
                     (1 + 8 * unit_roundoff<>)+4 * smallest_subnormal<>};
}

struct Part {
  std::size_t node = 0;
  Mean mean;
  double log_mean = 0; ///< decides what is opened next
  double log_sum = 0;  ///< enters the certificate
  bool operator<(const Part& other) const {
    return log_mean != other.log_mean ? log_mean < other.log_mean : node > other.node;
  }
};

/// A priority queue whose members can be seen.
class Parts : public std::priority_queue<Part> {
public:
  [[nodiscard]] const std::vector<Part>& all() const { return c; }
};

class Search {
public:
  Search(const QueryKeys& query_keys, const KeyTree& tree)
      : query_keys_(query_keys), tree_(tree),
        reach_(product_above(length_above(query_keys.query()), query_keys.scale())),
        shift_(product_above(reach_, tree.offset())) {
    const Mean root = mean_of(key_score(query_keys.query(), tree.centre(), query_keys.scale()));
    numbers_ = tree.numbers();
    take(0, root);
  }

  TreeSearchResult until(double epsilon) {
    refresh();
    while (!parts_.empty()) {
      if (closed_ * (1 - epsilon) <= epsilon * scored_) {
        refresh(); // running sums drift
        if (certificate() <= epsilon)
          break;
      }
      open();
    }
    return result();
  }

private:
  /// Scores a single key, or closes a part of several.
  void take(std::size_t index, const Mean& mean) {
    const KeyNode& node = tree_.nodes()[index];
    if (node.count == 1) {
      head_.push_back(tree_.keys_of(node).front());
      log_scored_.push_back(std::nextafter(mean.value - 2 * (mean.error + shift_), -infinity));
      scored_ += std::exp(log_scored_.back() - reference_);
      return;
    }
    const ScoreMoments moments{.keys = static_cast<double>(node.count),
                               .mean = above(mean),
                               .deviation = product_above(reach_, node.deviation),
                               .above_mean =
                                   std::isinf(node.radius) ? infinity : product_above(reach_, node.radius)};
    const double log_mean = log_mean_bound(moments);
    const double log_keys = std::log(moments.keys) * (1 + 4 * unit_roundoff<>);
    const Part part{index, mean, log_mean, std::nextafter(log_keys + log_mean, infinity)};
    closed_ += std::exp(part.log_sum - reference_);
    parts_.push(part);
  }
  [[nodiscard]] double above(const Mean& mean) const {
    return std::nextafter(mean.value + 2 * (mean.error + shift_), infinity);
  }

  void open() {
    const Part part = parts_.top();
    parts_.pop();
    const KeyNode& node = tree_.nodes()[part.node];
    const Mean step = mean_of(key_score(query_keys_.query(), tree_.step(part.node), query_keys_.scale()));
    numbers_ += node.numbers;
    closed_ -= std::exp(part.log_sum - reference_);
    take(node.child, moved(part.mean, step, 1));
    take(node.child + 1, moved(part.mean, step, -node.weight));
    if (!(closed_ > 0x1p-20 * largest_closed_) || !(closed_ < infinity) || !(scored_ < infinity))
      refresh();
  }

  /// Sums anew, relative to the largest of what is there.
  void refresh() {
    reference_ = -infinity;
    for (const Part& part : parts_.all())
      reference_ = std::max(reference_, part.log_sum);
    for (const double log : log_scored_)
      reference_ = std::max(reference_, log);
    scored_ = closed_ = 0;
    for (const double log : log_scored_)
      scored_ += std::exp(log - reference_);
    for (const Part& part : parts_.all())
      closed_ += std::max(std::exp(part.log_sum - reference_), std::numeric_limits<double>::min());
    largest_closed_ = closed_;
  }

  /// After refresh().
  [[nodiscard]] double certificate() const {
    if (parts_.empty())
      return 0;
    const double terms = static_cast<double>(parts_.size() + log_scored_.size()) + 1024;
    const double tail = closed_ / (scored_ + closed_) * (1 + 4 * terms * unit_roundoff<>);
    return tail < 1 ? std::nextafter(tail, infinity) : 1; // also where it is not a number
  }

  TreeSearchResult result() {
    refresh();
    TreeSearchResult found{.head = std::move(head_),
                           .closed = {},
                           .tail_mass = certificate(),
                           .cost = static_cast<double>(numbers_) /
                                   static_cast<double>(query_keys_.query().size())};
    for (const Part& part : parts_.all())
      found.closed.push_back({tree_.keys_of(tree_.nodes()[part.node]), part.log_mean});
    return found;
  }

  const QueryKeys& query_keys_;
  const KeyTree& tree_;
  double reach_; // scale |q|
  double shift_; // of a mean score, by the offset of a centre
  std::size_t numbers_ = 0;
  Parts parts_;
  std::vector<Key> head_;
  std::vector<double> log_scored_;
  double reference_ = 0;
  double scored_ = 0;
  double closed_ = 0;
  double largest_closed_ = 0; // when it was summed last
};

} // namespace

TreeSearchResult tree_search(const QueryKeys& query_keys, const KeyTree& tree, double epsilon) {
  const AssumedArithmetic assumed;
  if (!(epsilon > 0 && epsilon < 1))
    throw DomainError("epsilon is outside (0, 1)");
  return Search(query_keys, tree).until(epsilon);
}

} // namespace tailmass::stable
