// Limits of the errors of implementations: written by hand with their reasons, read here, and judged.
#pragma once

#include "verify/record/precision.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tailmass::reports::limits {

/// A line of the file.
struct PrecisionLimit {
  verify::record::ImplementationName name;
  double limit = 0;
  bool of_bound = false; ///< a share of the proven bound of each case instead of ulps
  /// "derived": from the error bound; "loss": known, and why it is accepted; "loose": more than four times
  /// the error of the worst case that a hunt found, and why.
  std::string kind;
  std::string reason;
};

/// Lines "quantity implementation type limit unit kind: reason", unit `ulp` or `bound`, where # starts a
/// comment. Throws InputError, naming `file` and the line, for anything else, a limit that is not above 0 or
/// finite, or one that is there twice.
[[nodiscard]] std::vector<PrecisionLimit> parse_limits(std::string_view text, const std::string& file);

/// The project's own, reports/limits/precision.txt.
[[nodiscard]] const std::vector<PrecisionLimit>& own_limits();

/// Puts limits into the lines over all cases, and faults into the record: errors above their proven bound or
/// above their limit, implementations without a limit, and those of `asked` that no case measured; with
/// `complete`, of a run over every implementation and at least the usual cases, also limits of none. No fault
/// depends on errors being small in this run.
void judge_precision(verify::record::PrecisionRecord& record, std::span<const PrecisionLimit> limits,
                     std::span<const verify::record::ImplementationName> asked, bool complete);

} // namespace tailmass::reports::limits
