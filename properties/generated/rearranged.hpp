// A case of other keys or other scores, with every part following.
#pragma once

#include "theory/nouns/case.hpp"

#include <span>
#include <vector>

namespace tailmass::properties::generated {

/// The case of the keys `order` of `c`, in that order, with `scores` for them. A key may be named several
/// times or not at all. The head holds the keys that it held. Values, keys, weights, cells and blocks go with
/// their keys; blocks are made tight where a score changed, a perturbed score and a box lie as far from the
/// score as before, cells get new bounds; what the new row has no room for (atoms on keys that are masked or
/// dropped, checkpoints past its ends) is left out. Throws DomainError where that is no case,
/// std::out_of_range never.
[[nodiscard]] Case rearranged(const Case& c, std::span<const Key> order, std::vector<double> scores);

/// Returns the case with the same keys and scores under another head.
[[nodiscard]] Case with_head(const Case& c, const std::vector<Key>& head);

/// Returns the case with the same keys and other scores. A Top-k head becomes the Top-k set of the same size.
[[nodiscard]] Case with_scores(const Case& c, std::vector<double> scores);

/// All keys in their order.
[[nodiscard]] std::vector<Key> keys_of(const Case& c);

} // namespace tailmass::properties::generated
