// A query and keys for scores that have none, and certified searches to judge.
#pragma once

#include "theory/numbers/random.hpp"
#include "verify/cases/derive.hpp"

namespace tailmass::verify::cases {

/// An epsilon in (0, 1) for a head of k keys. Three times of four it lies between the gap bound of the head
/// and 1, most often near the bound, since below it `gap-threshold` and `delta-k-search` have nothing to say;
/// else anything from 1e-4 to 1/2.
[[nodiscard]] double derive_epsilon(const Scores& scores, std::size_t k, RandomStream& random);

/// Two searches over the case's query and keys, the first of them with the size of its head: pages, clusters,
/// one cell or single keys, bounded by balls, boxes or both, from (seed, theorem, row).
[[nodiscard]] std::vector<Search> derive_searches(const Case& c, const Derivation& from);

} // namespace tailmass::verify::cases
