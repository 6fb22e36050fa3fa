// What a run says of theorems and their claims.
#pragma once

#include "verify/cases/origin.hpp"
#include "verify/record/histogram.hpp"
#include "verify/record/tally.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tailmass::verify::record {

/// rhs/lhs of the bounds that were proved: 1 at equality, infinite where lhs is 0. By their logarithms, of
/// which the median of many is that of a histogram.
struct Looseness {
  double min = 0;
  double median = 0;
  double max = 0;
};

/// One claim of a theorem over all cases, or the theorem as a whole.
struct ClaimRecord {
  std::string label;
  Tally tally;
  std::optional<double> worst_slack = std::nullopt; ///< smallest ln(rhs/lhs); absent of identities
  std::optional<cases::Origin> worst = std::nullopt;
  Histogram slacks = {}; ///< ln(rhs/lhs) of all bounds that were proved; in parts only
  std::optional<Looseness> log_looseness = std::nullopt;
  double false_alarm =
      0; ///< of statistical statements: the probability, at most, that a true one was refuted
};

/// A theorem over all cases of a run.
struct TheoremRecord {
  std::string id;
  ClaimRecord all; ///< over all its claims; label empty
  std::vector<ClaimRecord> claims;
  long bits_max = 0; ///< highest precision that a claim needed
  std::size_t by_largest_term =
      0;                    ///< identities measured against their largest term, the value being too small
  std::size_t filtered = 0; ///< decided by intervals
};

/// Merges what later cases gave for a theorem; of records that were read looseness stays the earlier one.
void merge(TheoremRecord& into, TheoremRecord later);

/// Returns what a record tells of slacks, nothing where there are none.
[[nodiscard]] std::optional<Looseness> looseness_of(const Histogram& slacks);

/// Returns the counts over all theorems.
[[nodiscard]] Tally sum_of(std::span<const TheoremRecord> theorems);
/// Returns the probability, at most, that a run refuted a true statistical statement.
[[nodiscard]] double false_alarm_of(std::span<const TheoremRecord> theorems);

} // namespace tailmass::verify::record
