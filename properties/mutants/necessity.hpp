// Whether theorems need their hypotheses: cases that break one alone and refute the conclusion.
#pragma once

#include "theory/theorems/theorem.hpp"
#include "verify/campaign/row_workers.hpp"
#include "verify/record/record.hpp"

#include <span>

namespace tailmass::properties::mutants {

struct NecessityOptions : verify::campaign::WorkOptions {
  std::uint64_t seed = 1;
  std::size_t cases_each = 40; ///< of each regime; of a theorem about random rows, 3 samples in all
  std::size_t shrinking = 400; ///< evaluations to make a case smaller
};

/// Every hypothesis of the theorems, and the numerical premises of those that have any, in their order. One
/// whose absence leaves the statement open is left out on generated cases that break it and no other: it is
/// necessary if the theorem is then refuted, by the smallest case found, and apparently unnecessary if none
/// of them refutes it. A refutation is a false claim: an equality case that is not attained is none. The
/// result does not depend on the number of threads. With a part to write, or parts to merge, see
/// fold_units().
[[nodiscard]] std::vector<verify::record::NecessityRecord>
necessities(std::span<const Theorem* const> theorems, const NecessityOptions& options);

} // namespace tailmass::properties::mutants
