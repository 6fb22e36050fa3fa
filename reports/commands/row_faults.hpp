// Rows that could not be judged, on standard error.
#pragma once

#include "verify/record/record.hpp"

namespace tailmass::reports::commands {

/// Writes a line for each fault that the record keeps, and how many more rows are at fault.
void tell_row_faults(const verify::record::Record& record);

} // namespace tailmass::reports::commands
