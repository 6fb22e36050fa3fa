// How sure a run is: what generated rows met, and what that says.
#pragma once

#include "reports/text/style.hpp"
#include "verify/record/record.hpp"

#include <string>

namespace tailmass::reports::sections {

/// A row for each theorem: how many generated cases met its hypotheses, below which share of cases a failure
/// stays possible at 95 % confidence, and the number met in each regime, by the regimes' numbers, which a
/// list below names. Empty where the record has no generated rows.
[[nodiscard]] std::string confidence_table(const verify::record::Record& record,
                                           const text::TableStyle& style = {});

} // namespace tailmass::reports::sections
