// The members of what a case file is made of: one list of each kind of object for writing and reading.
#pragma once

#include "theory/nouns/case.hpp"
#include "verify/cases/origin.hpp"

#include <concepts>
#include <string>
#include <vector>

namespace tailmass::verify::cases {

/// A query with its keys, one key vector an entry.
struct QueryKeysMembers {
  std::vector<double> query;
  double scale = 1;
  std::vector<std::vector<double>> keys;
};

// The members of each kind of object in their order: one list for writing and reading. What is optional may
// be absent.

void each_member(Origin& origin, const auto& visit) {
  visit("file", origin.file), visit("tensor", origin.tensor), visit("row", origin.row), visit("k", origin.k);
  visit("epsilon", origin.epsilon);
}
void each_member(Block& block, const auto& visit) {
  visit("keys", block.keys), visit("lower", block.lower), visit("upper", block.upper);
  visit("in_head", block.in_head), visit("parent", block.parent);
}
void each_member(CompanionWeights& weights, const auto& visit) {
  visit("any", weights.any), visit("in_head", weights.in_head);
}
void each_member(TemperaturePair& pair, const auto& visit) {
  visit("beta0", pair.beta0), visit("beta1", pair.beta1);
}
void each_member(Checkpoints& ranks, const auto& visit) {
  visit("head", ranks.head), visit("tail", ranks.tail), visit("known_gaps", ranks.known_gaps);
}
void each_member(QueryKeysMembers& query_keys, const auto& visit) {
  visit("query", query_keys.query), visit("scale", query_keys.scale), visit("keys", query_keys.keys);
}
void each_member(Cell& cell, const auto& visit) {
  visit("keys", cell.keys), visit("upper", cell.upper);
}
void each_member(Search& search, const auto& visit) {
  visit("k", search.k), visit("growth", search.growth), visit("epsilon", search.epsilon);
  visit("cells", search.cells);
}
void each_member(GaussianSample& sample, const auto& visit) {
  visit("rows", sample.rows), visit("n", sample.n), visit("sigma", sample.sigma), visit("k", sample.k);
  visit("epsilon", sample.epsilon), visit("seed", sample.seed);
}

template <class T>
concept Object = requires(T& x) {
  each_member(x, [](const char*, auto&) {});
};
template <class T>
concept Array = requires(T& x) {
  x.begin();
}
&&!std::same_as<T, std::string>;

/// The shortest decimal that reads back to x; the C++ standard leaves no choice in it.
[[nodiscard]] std::string decimal(double x);

} // namespace tailmass::verify::cases
