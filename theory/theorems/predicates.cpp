// Exact questions about a case.
#include "theory/theorems/predicates.hpp"

#include <algorithm>

namespace tailmass {

bool same_score(const Scores& scores, std::span<const Key> keys) {
  return std::ranges::all_of(keys, [&](Key key) { return scores[key] == scores[keys.front()]; });
}
bool head_constant(const Case& c) {
  return same_score(*c.scores, c.head.head());
}
bool finite_tail_constant(const Case& c) {
  return same_score(*c.scores, c.head.finite_tail());
}
bool all_equal(const Case& c) {
  return same_score(*c.scores, c.scores->finite());
}
bool values_constant_on_each_side(const Case& c) {
  return constant_over(*c.values, c.head.finite_head()) && constant_over(*c.values, c.head.finite_tail());
}
bool is_top_k(const Case& c) {
  return c.head.is_top_k();
}
bool k_below_finite_count(const Case& c) {
  return c.head.size() < c.scores->finite_count();
}
bool tail_has_mass(const Case& c) {
  return !c.head.finite_tail().empty();
}
bool every_key_finite(const Case& c) {
  return c.scores->finite_count() == c.scores->size();
}
bool searches_given(const Case& c) {
  return c.query_keys && !c.searches.empty();
}

} // namespace tailmass
