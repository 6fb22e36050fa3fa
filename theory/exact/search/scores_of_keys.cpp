// Exact scores and their order.
#include "theory/exact/search/scores_of_keys.hpp"

#include <algorithm>

namespace tailmass::exact {

namespace {

/// The entries of a key matrix as exact numbers, made once for all queries.
struct ExactKeys {
  explicit ExactKeys(const Values& keys) : entries(keys.keys() * keys.dimension(), Precision<Ball>{}) {
    for (std::size_t key = 0; key < keys.keys(); ++key)
      for (std::size_t axis = 0; axis < keys.dimension(); ++axis)
        entries.set(key * keys.dimension() + axis, Ball(keys.at(key, axis)));
  }
  Vector<Ball> entries;
};

} // namespace

QueryKeysScores::QueryKeysScores(const QueryKeys& query_keys)
    : scores_(query_keys.size(), Precision<Ball>{0}),
      order_(query_keys.unmasked().begin(), query_keys.unmasked().end()), ranks_(query_keys.size()) {
  const Vector<Ball>& keys = query_keys.keys().derived<ExactKeys>().entries;
  std::vector<Ball> query;
  for (const double x : query_keys.query())
    query.emplace_back(x);
  const Ball scale(query_keys.scale());
  for (const Key key : query_keys.unmasked()) {
    Ball dot;
    for (std::size_t axis = 0; axis < query.size(); ++axis)
      arb_addmul(dot.raw(), query[axis].raw(), keys.at(key * query.size() + axis), ARF_PREC_EXACT);
    scores_.set(key, scale * dot);
  }
  std::ranges::stable_sort(order_, [&](Key a, Key b) { return arb_lt(scores_.at(b), scores_.at(a)) != 0; });
  for (unsigned rank = 0; rank < order_.size(); ++rank)
    ranks_[order_[rank]] = rank;
}

int QueryKeysScores::compare(Key key, double x) const {
  return arf_cmp_d(arb_midref(scores_.at(key)), x);
}

Vector<Ball> weights_of(const QueryKeys& query_keys, const Precision<Ball>& at) {
  const QueryKeysScores& scores = query_keys.derived<QueryKeysScores>();
  const arb_srcptr top = scores.scores_.at(scores.order().front());
  Vector<Ball> weights(query_keys.size(), at);
  Ball difference = Ball().at_precision(at.bits);
  for (const Key key : query_keys.unmasked()) {
    arb_sub(difference.raw(), scores.scores_.at(key), top, at.bits);
    weights.set(key, exp(difference));
  }
  return weights;
}

} // namespace tailmass::exact
