// Counting keys score by score.
#include "theory/exact/distribution/mass_share.hpp"

#include "theory/exact/distribution/k_epsilon.hpp"

#include <vector>

namespace tailmass::exact {

bool mass_is(const Scores& scores, std::span<const Key> keys, double share) {
  std::vector<bool> named(scores.size(), false);
  for (const Key key : keys)
    named[key] = true;
  const std::span<const Key> order = scores.finite();
  for (std::size_t from = 0; from < order.size();) {
    std::size_t to = from, part = 0;
    for (; to < order.size() && scores[order[to]] == scores[order[from]]; ++to)
      part += named[order[to]] ? 1 : 0;
    if (!is_share(part, to - from, share))
      return false;
    from = to;
  }
  return true;
}

} // namespace tailmass::exact
