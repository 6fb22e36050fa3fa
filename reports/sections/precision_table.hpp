// What the terminal shows of `precision`.
#pragma once

#include "reports/text/style.hpp"
#include "verify/record/record.hpp"

#include <string>

namespace tailmass::reports::sections {

/// Each implementation over all cases: largest, 99th percentile and mean error in ulps, largest relative
/// error, the proven bound at the worst case, the limit; then what is wrong, with its replay command. With
/// `style.claims` the curves against n and tail mass too.
[[nodiscard]] std::string precision_table(const verify::record::Record& record,
                                          const text::TableStyle& style);

} // namespace tailmass::reports::sections
