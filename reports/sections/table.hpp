// What the terminal shows of a record, and what stands above it.
#pragma once

#include "reports/text/style.hpp"
#include "verify/record/record.hpp"

#include <string>
#include <vector>

namespace tailmass::reports::sections {

/// Draws the table that a record's run shows: that of the last of its sections that has one.
[[nodiscard]] std::string table_of(const verify::record::Record& record, const text::TableStyle& style = {});

/// Returns what that section answers first, a line each; nothing where the conclusion is the answer.
[[nodiscard]] std::vector<std::string> answers_of(const verify::record::Record& record);

} // namespace tailmass::reports::sections
