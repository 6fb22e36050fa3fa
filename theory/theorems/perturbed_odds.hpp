// How bounds of a tail's odds by those of perturbed scores are stated.
#pragma once

#include "theory/exact/perturbation/perturbation.hpp"
#include "theory/theorems/sides.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <limits>
#include <span>
#include <vector>

namespace tailmass {

/// The head or the tail under both rows, with what a bound takes all its errors to be.
template <class R>
struct PerturbedSide {
  std::span<const Key> keys; ///< by descending score
  bool raised;               ///< whether its sum of e^{s'} is bounded by that of e^s, or the other way round
  std::function<bool(Key)> deviates; ///< whether a key's error is another one
  std::function<R()> exponent;       ///< of the factor of that bound
};

/// The keys of a side that may deviate, from the first that does: none where the side attains its bound.
template <class R>
std::span<const Key> from_first_deviant(const PerturbedSide<R>& side) {
  const auto first = std::ranges::find_if(side.keys, side.deviates);
  return side.keys.subspan(static_cast<std::size_t>(first - side.keys.begin()));
}

/// By how much their scores are below the largest one of the side; infinite for none.
template <class R>
double depth(const Scores& scores, const PerturbedSide<R>& side, std::span<const Key> deviants) {
  if (deviants.empty())
    return std::numeric_limits<double>::infinity();
  return scores[side.keys.front()] - scores[deviants.front()];
}

/// States the side's bound of those that deviate.
template <class R>
void side_at_most(Evaluator<R>& row, const Case& c, std::string_view label, const PerturbedSide<R>& side,
                  std::span<const Key> deviants, Sides<R>& out) {
  if (deviants.empty())
    return;
  out.at_most(label, [&] {
    using std::exp;
    std::vector<Key> keys;
    std::ranges::copy_if(deviants, std::back_inserter(keys), side.deviates);
    const double unit = (*c.scores)[keys.front()];
    const R before = sum(exact::weights_of<R>(row, keys, c.scores->all(), unit), keys);
    const R after = sum(exact::weights_of<R>(row, keys, c.perturbed, unit), keys);
    const R factor = R(exp(side.exponent()));
    return Both<R>{side.raised ? after : before, R(factor * (side.raised ? before : after))};
  });
}

/// States lesser() <= greater() of odds. Where the sides deviate from attaining it only by keys far below the
/// rest (finite masks), the terms that attain it can be left out: each side then claims its part, from which
/// the claim follows.
template <class R, class Lesser, class Greater>
void odds_at_most(Evaluator<R>& row, const Case& c, std::string_view label, const PerturbedSide<R>& head,
                  const PerturbedSide<R>& tail, Sides<R>& out, const Lesser& lesser, const Greater& greater) {
  const std::span<const Key> in_head = from_first_deviant(head), in_tail = from_first_deviant(tail);
  const bool attained = in_head.empty() && in_tail.empty();
  out.either(
      attained ? 0 : std::min(depth(*c.scores, head, in_head), depth(*c.scores, tail, in_tail)),
      [&] { out.at_most(label, attained, [&] {
              return Both<R>{lesser(), greater()};
            }); },
      [&] {
        side_at_most(row, c, label, head, in_head, out);
        side_at_most(row, c, label, tail, in_tail, out);
      });
}

} // namespace tailmass
