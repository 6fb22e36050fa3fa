// A row cut at several ranks at once.
#pragma once

#include "theory/fast/distribution/selection.hpp"

namespace tailmass::fast {

/// The sums between the ranks at which a row was cut, and the scores there.
struct Cuts {
  std::vector<Accumulator> segments; ///< ranks (ks[j - 1], ks[j]], one more than there are cuts
  std::vector<double> kept;          ///< s_(k) of each cut
};

/// Cuts n scores at `ks`, ascending, distinct, each in 1..n. Sums take the base given. Brackets around all
/// cuts split the row in one pass, which adds up the gaps and stores what is near a cut; so on there, until
/// few scores or one key are left. One exponential a score, in double.
template <class T>
[[nodiscard]] Cuts cut(std::span<const T> x, std::span<const std::size_t> ks, double base);

} // namespace tailmass::fast
