// What changed between two records, by name.
#pragma once

#include "reports/sections/outcome.hpp"
#include "reports/text/style.hpp"
#include "verify/record/record.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tailmass::reports::sections {

/// One difference.
struct Change {
  enum class Kind {
    worse,  ///< did hold and does not, or its error or ratio grew past the factor
    better, ///< the reverse
    added,  ///< only in the new record
    lost    ///< only in the old one: what was checked is not any more
  };
  Kind kind = Kind::worse;
  std::string group; ///< as of an Outcome
  std::string name;
  std::string text;        ///< what it was and what it is
  std::string replay = {}; ///< a command that shows it; empty where there is none
};

struct Comparison {
  std::string base;                  ///< the old record's file, as it was given
  std::vector<std::string> warnings; ///< why figures of the two may differ for other reasons
  std::vector<Change> changes;       ///< worse and lost first, then better, then added
  /// Whether something is worse or lost.
  [[nodiscard]] bool regressed() const;
};

/// Errors and ratios up to this factor of the old ones are no change.
inline constexpr double default_factor = 1.5;

/// Compares verdicts of theorems, mutants and boxes, checks of stored and of a kernel's numbers, and errors
/// of implementations. A theorem, mutant or box is worse when it held and does not, or has more refuted or
/// undecided claims, or no case any more; a check when more numbers exceed their bound, or the largest ratio
/// to it grew past `factor` while above 1/10; an error when its largest, in ulps, over all cases, a regime or
/// a size, grew past `factor` and by more than half an ulp, or its mean past `factor` and by a tenth of an
/// ulp. Another processor, commit or seed is a warning. Throws UsageError where the records share no part,
/// and where errors are those of other cases: another seed, effort or number.
[[nodiscard]] Comparison compare(const verify::record::Record& now, const verify::record::Record& base,
                                 std::string base_file, double factor);

/// Returns the comparison as one more outcome for each change that is worse or lost, or one that passed.
[[nodiscard]] std::vector<Outcome> outcomes_of(const Comparison& comparison);

/// Draws a table for the terminal: warnings, then each change.
[[nodiscard]] std::string comparison_table(const Comparison& comparison, const text::TableStyle& style);

/// "worse", "better", "new", "lost".
[[nodiscard]] std::string_view name_of(Change::Kind kind);

} // namespace tailmass::reports::sections
