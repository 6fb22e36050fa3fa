// Whether two rows with a head and a tail have one and the same tail mass, decided exactly.
#pragma once

#include <span>
#include <vector>

namespace tailmass::exact {

/// The finite scores that a row keeps, at least one, and those that it drops.
struct KeptAndDropped {
  std::vector<double> kept;
  std::vector<double> dropped;
};

/// Whether the sums of e^s over dropped and kept scores have one and the same ratio in `a` and in `b`. By
/// Lindemann and Weierstrass that is so just when the sums of a dropped score of one and a kept score of the
/// other are the same numbers, as often, both ways; doubles tell nearly all others apart.
[[nodiscard]] bool same_odds(const KeptAndDropped& a, const KeptAndDropped& b);

} // namespace tailmass::exact
