// The figures of `study smallest-fault` as a table and as JSON.
#pragma once

#include "reports/text/style.hpp"
#include "verify/studies/smallest_fault.hpp"

#include <span>
#include <string>

namespace tailmass::reports::sections {

/// Draws a line for each row, format and length, with what its figures mean below.
[[nodiscard]] std::string fault_table(std::span<const verify::studies::SmallestFault> faults,
                                      const text::TableStyle& style);

/// Returns the same as JSON, schema "tailmass.study-smallest-fault/1".
[[nodiscard]] std::string fault_json(std::span<const verify::studies::SmallestFault> faults,
                                     const std::string& command, const std::string& commit);

} // namespace tailmass::reports::sections
