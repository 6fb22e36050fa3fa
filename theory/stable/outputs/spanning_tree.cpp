// The least edge of a maximum spanning tree of the values.
#include "theory/stable/outputs/spanning_tree.hpp"

#include "theory/numbers/assumed_arithmetic.hpp"

#include <algorithm>

namespace tailmass::stable {

// Error. The result is the greatest t such that the edges of length >= t connect the keys: a nondecreasing
// function f of the edges with f(c e) = c f(e) for c > 0. Prim's algorithm compares and copies, so it returns
// f of the computed lengths exactly, and these lie between (1 - e) and (1 + e) times the exact ones with e =
// length_error(d): so does the result.
template <class T>
ScaledEstimate<T> spanning_tree_edge(const Case& c) {
  const AssumedArithmetic assumed;
  const Values& values = *c.values;
  const std::span<const Key> finite = c.scores->finite();
  std::vector<Key> outside(finite.begin() + 1, finite.end());
  std::vector<Scaled<T>> longest(outside.size()); // longest edge from outside[i] into the tree
  Key latest = finite.front();
  Scaled<T> least;
  bool first = true;
  while (!outside.empty()) {
    for (std::size_t i = 0; i < outside.size(); ++i)
      longest[i] = std::max(longest[i], distance<T>(values.of(latest), values.of(outside[i])));
    const auto next = static_cast<std::size_t>(std::ranges::max_element(longest) - longest.begin());
    least = first ? longest[next] : std::min(least, longest[next]);
    first = false;
    latest = outside[next];
    outside[next] = outside.back();
    longest[next] = longest.back();
    outside.pop_back();
    longest.pop_back();
  }
  return {least, length_error<T>(values.dimension()), by_moved_ends<T>(values, 2)};
}

template ScaledEstimate<float> spanning_tree_edge(const Case&);
template ScaledEstimate<double> spanning_tree_edge(const Case&);

} // namespace tailmass::stable
