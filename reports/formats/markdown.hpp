// A run as Markdown, for the summary page of a CI.
#pragma once

#include "reports/sections/comparison.hpp"
#include "reports/sections/outcome.hpp"
#include "verify/record/record.hpp"

#include <optional>
#include <span>
#include <string>

namespace tailmass::reports::formats {

/// Counts, then what did not hold with its replay commands, what changed against another run, what each
/// theorem and implementation gave in folded tables, and where it ran. At most 25 failures and 50 changes are
/// shown and the others counted; with the tables it stays far below the megabyte that a step summary may
/// have. Names from files stand in code and cannot end it.
[[nodiscard]] std::string markdown_of(std::span<const sections::Outcome> outcomes,
                                      const verify::record::Record& record,
                                      const std::optional<sections::Comparison>& comparison);

} // namespace tailmass::reports::formats
