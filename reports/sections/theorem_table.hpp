// The rows of the theorems in the table of a run.
#pragma once

#include "reports/text/places.hpp"
#include "verify/record/record.hpp"

#include <cstddef>
#include <string>

namespace tailmass::reports::sections {

/// Whether no claim was judged: every case was vacuous.
[[nodiscard]] bool unjudged(const verify::record::Tally& tally);

/// The head of the table, a row for each theorem and claim, and what the columns mean.
[[nodiscard]] std::string theorems_text(const verify::record::Record& record, const text::Places& places,
                                        const text::TableStyle& style, std::size_t width);

} // namespace tailmass::reports::sections
