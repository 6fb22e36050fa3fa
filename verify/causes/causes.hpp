// The causes of what a check found wrong in a row, and their names in its failures.
#pragma once

#include "verify/cases/attention_row.hpp"
#include "verify/causes/candidate.hpp"
#include "verify/record/consistency.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tailmass::verify::causes {

/// What the cause of one failure may cost that nothing else is known of: some two seconds.
inline constexpr double most_operations = 2e9;

/// Returns the faults that reproduce a failure which kernel::check_kernel() found in this row, or
/// kernel::check_consistency() in its outputs, and whose cause is not known yet, with no more than so many
/// operations.
[[nodiscard]] Found causes_of(const cases::AttentionRow& row, std::string_view check,
                              const record::NumberFailure& failure, double operations = most_operations,
                              const Known& known = {});
/// Names a cause, in the failure's line too, if it is not empty.
void name_cause(record::NumberFailure& failure, const std::string& cause);
/// Names the likeliest cause by this row alone.
void name_cause(const cases::AttentionRow& row, std::string_view check, record::NumberFailure& failure);

} // namespace tailmass::verify::causes
