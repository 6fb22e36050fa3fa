// What the terminal shows of a record.
#pragma once

#include "reports/text/style.hpp"
#include "verify/record/record.hpp"

#include <string>

namespace tailmass::reports::sections {

/// Draws the table that a record's run shows: that of the last of its sections that has one.
[[nodiscard]] std::string table_of(const verify::record::Record& record, const text::TableStyle& style = {});

} // namespace tailmass::reports::sections
