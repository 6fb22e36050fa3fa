// Construction of heads and tails.
#include "theory/nouns/head.hpp"

#include "theory/nouns/domain_error.hpp"
#include "theory/numbers/assumed_arithmetic.hpp"

#include <algorithm>

namespace tailmass {

Head::Head(const Scores& scores, std::vector<Key> order, std::size_t kept)
    : order_(std::move(order)), kept_(kept) {
  const AssumedArithmetic assumed;
  finite_kept_ =
      static_cast<std::size_t>(std::ranges::count_if(head(), [&](Key key) { return !scores.masked(key); }));
  finite_dropped_ = scores.finite_count() - finite_kept_;
  if (finite_kept_ == 0)
    throw DomainError("the head has no mass: every kept key is masked");
  top_k_ = tail().empty() || scores[head().back()] >= scores[tail().front()];
}

Head Head::top_k(const Scores& scores, std::size_t k) {
  if (k < 1 || k > scores.size())
    throw DomainError("k = " + std::to_string(k) + " is outside 1.." + std::to_string(scores.size()));
  return {scores, std::vector<Key>(scores.order().begin(), scores.order().end()), k};
}

Head Head::of_keys(const Scores& scores, const std::vector<Key>& keys) {
  std::vector<bool> kept(scores.size(), false);
  for (const Key key : keys) {
    if (key >= scores.size())
      throw DomainError("head names a key outside the row", key);
    if (kept[key])
      throw DomainError("head names a key twice", key);
    kept[key] = true;
  }
  std::vector<Key> order(scores.order().begin(), scores.order().end());
  std::stable_partition(order.begin(), order.end(), [&](Key key) { return kept[key]; });
  return {scores, std::move(order), keys.size()};
}

} // namespace tailmass
