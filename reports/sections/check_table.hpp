// What the terminal shows of a run of `check`.
#pragma once

#include "reports/text/text.hpp"
#include "verify/record/record.hpp"

#include <string>

namespace tailmass::reports::sections {

/// Draws the conclusion, then how many rows were checked, each check, and a line for each failure.
[[nodiscard]] std::string check_table(const verify::record::Record& record, const text::TableStyle& style);

} // namespace tailmass::reports::sections
