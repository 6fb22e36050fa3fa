// What was found of the hypotheses.
#pragma once

#include "reports/text/style.hpp"
#include "verify/record/record.hpp"

#include <string>

namespace tailmass::reports::sections {

/// A row for each hypothesis: whether its theorem needs it, on how many cases that was tried, and below a
/// necessary one the smallest case found on which the theorem is false without it.
[[nodiscard]] std::string necessity_table(const verify::record::Record& record,
                                          const text::TableStyle& style = {});

} // namespace tailmass::reports::sections
