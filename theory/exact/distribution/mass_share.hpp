// Whether a set of keys has a mass that is given as a double.
#pragma once

#include "theory/nouns/scores.hpp"

#include <span>

namespace tailmass::exact {

/// Whether P(keys) = share, 0 < share < 1; `keys` are distinct and of finite score. Exact: by Lindemann and
/// Weierstrass it is so just when it is so among the keys of each score.
[[nodiscard]] bool mass_is(const Scores& scores, std::span<const Key> keys, double share);

} // namespace tailmass::exact
