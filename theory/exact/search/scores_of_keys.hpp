// Scores q . k as real numbers: their exact order, their weights, and bounds of a cell of keys.
#pragma once

#include "theory/exact/evaluator.hpp"
#include "theory/nouns/cells.hpp"
#include "theory/numbers/vector.hpp"

#include <cmath>

namespace tailmass::exact {

/// The exact scores of a row: sums and products of doubles, which balls hold without a radius. Made once a
/// row, by QueryKeys::derived().
class QueryKeysScores {
public:
  explicit QueryKeysScores(const QueryKeys& query_keys);

  /// s_j, an exact number; 0 in the place of a masked key.
  [[nodiscard]] Ball operator[](Key key) const { return scores_[key]; }
  /// The unmasked keys by descending score, the lower key first among equal scores.
  [[nodiscard]] std::span<const Key> order() const { return order_; }
  /// Position of an unmasked key in that order.
  [[nodiscard]] unsigned rank(Key key) const { return ranks_[key]; }
  [[nodiscard]] bool equal(Key a, Key b) const { return arb_equal(scores_.at(a), scores_.at(b)) != 0; }
  /// Sign of s_j - x.
  [[nodiscard]] int compare(Key key, double x) const;

private:
  friend Vector<Ball> weights_of(const QueryKeys& query_keys, const Precision<Ball>& at);
  Vector<Ball> scores_;
  std::vector<Key> order_;
  std::vector<unsigned> ranks_;
};

/// scale (q . k), from its definition. Doubles enter R before anything is rounded: in balls it is exact.
template <class R>
R key_score(const QueryKeys& query_keys, std::span<const double> key) {
  R sum(0);
  for (std::size_t axis = 0; axis < key.size(); ++axis)
    sum += R(R(query_keys.query()[axis]) * R(key[axis]));
  return R(R(query_keys.scale()) * sum);
}
template <class R>
R key_score(const QueryKeys& query_keys, Key key) {
  return key_score<R>(query_keys, query_keys.keys().of(key));
}

/// n weights e^{s_j - s_(1)}; 0 in the place of a masked key.
template <class R>
Vector<R> weights_of(const QueryKeys& query_keys, const Precision<R>& at) {
  using std::exp;
  const R top = key_score<R>(query_keys, query_keys.derived<QueryKeysScores>().order().front());
  Vector<R> weights(query_keys.size(), at);
  for (const Key key : query_keys.unmasked())
    weights.set(key, R(exp(R(key_score<R>(query_keys, key) - top))));
  return weights;
}
/// Returns the weights from the exact scores that the row has already.
[[nodiscard]] Vector<Ball> weights_of(const QueryKeys& query_keys, const Precision<Ball>& at);

/// The same, remembered. A judge turns to another evaluator with another query.
template <class R>
const Vector<R>& query_keys_weights(Evaluator<R>& row, const QueryKeys& query_keys) {
  return row.of_row().once({"query_keys_weights"}, [&] { return weights_of(query_keys, row.precision()); });
}

/// scale (q . c + |q| r), r the largest distance of a key of the cell from the centre c.
template <class R>
R ball_bound(const QueryKeys& query_keys, std::span<const Key> cell, std::span<const double> centre,
             const Precision<R>& at) {
  using std::max;
  using std::sqrt;
  R length(0), radius(0);
  for (const double x : query_keys.query())
    length += R(R(x) * R(x));
  for (const Key key : cell) {
    R distance(0);
    for (std::size_t axis = 0; axis < centre.size(); ++axis) {
      const R offset = R(R(query_keys.keys().at(key, axis)) - R(centre[axis]));
      distance += R(offset * offset);
    }
    radius = max(radius, distance);
  }
  const R one = at(std::size_t{1});
  return R(key_score<R>(query_keys, centre) +
           R(query_keys.scale()) * R(sqrt(R(one * length))) * R(sqrt(R(one * radius))));
}

/// scale sum over x of the largest q_x k_x of a key of the box around the cell.
template <class R>
R box_bound(const QueryKeys& query_keys, std::span<const Key> cell) {
  using std::max;
  R sum(0);
  for (std::size_t axis = 0; axis < query_keys.query().size(); ++axis) {
    R largest = R(R(query_keys.query()[axis]) * R(query_keys.keys().at(cell.front(), axis)));
    for (const Key key : cell)
      largest = max(largest, R(R(query_keys.query()[axis]) * R(query_keys.keys().at(key, axis))));
    sum += largest;
  }
  return R(R(query_keys.scale()) * sum);
}

} // namespace tailmass::exact
