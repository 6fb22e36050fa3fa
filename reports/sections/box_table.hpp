// What the terminal shows of proofs over a box.
#pragma once

#include "reports/text/style.hpp"
#include "verify/record/record.hpp"

#include <string>

namespace tailmass::reports::sections {

/// A row for each theorem, n and k: what was proved, with how many boxes, how deep and how long; then what
/// was not, and the total.
[[nodiscard]] std::string boxes_table(const verify::record::Record& record,
                                      const text::TableStyle& style = {});

} // namespace tailmass::reports::sections
