// How often generated rows met theorems.
#pragma once

#include "verify/record/tally.hpp"

#include <optional>
#include <string>

namespace tailmass::verify::record {

/// How often generated rows of one regime met a theorem, and what that tells where none failed.
struct ConfidenceRecord {
  std::string theorem;
  std::string regime;    ///< empty of all regimes together
  std::size_t cases = 0; ///< cases that were made
  std::size_t met = 0;   ///< of these, cases that meet its hypotheses
  Tally claims;          ///< verdicts of its claims on them
};

/// Adds the counts of other rows.
void add(ConfidenceRecord& into, const ConfidenceRecord& other);

/// Returns the largest probability of a failure that `met` cases without one leave possible, at 95 %
/// confidence (Clopper and Pearson's upper bound for no failures); 1 of no case.
[[nodiscard]] double failure_rate_bound(std::size_t met);
/// Returns the bound of what was found; nothing where a claim was refuted or stayed undecided.
[[nodiscard]] std::optional<double> failure_rate_bound(const ConfidenceRecord& confidence);

} // namespace tailmass::verify::record
