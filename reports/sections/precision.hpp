// Errors of implementations: which can be compared, and how one is measured again.
#pragma once

#include "verify/record/record.hpp"

#include <string>

namespace tailmass::reports::sections {

/// What the cases of errors depend on.
struct PrecisionCases {
  std::uint64_t seed = 0;
  double effort = 1;
};
/// Throws UsageError where a record has no errors of implementations, or those of other cases.
void check_comparable(const PrecisionCases& now, const verify::record::Record& base,
                      const std::string& base_file);

/// Returns the command that measures one generated case again.
[[nodiscard]] std::string precision_command(const verify::record::ImplementationName& name,
                                            const verify::record::GeneratedPlace& place);

} // namespace tailmass::reports::sections
