// What the terminal shows of a hunt.
#pragma once

#include "reports/text/style.hpp"
#include "verify/record/record.hpp"

#include <string>

namespace tailmass::reports::sections {

/// How sharp each theorem is: a row for each claim under its theorem, with outcome, least slack (an
/// identity's discrepancy over its proven accuracy, an implementation's error over its bound), sizes of the
/// case as found and of the smallest one, what found it and after how many evaluations; then what was refuted
/// or undecided with the commands that judge it again, and the totals.
[[nodiscard]] std::string sharpness_table(const verify::record::Record& record,
                                          const text::TableStyle& style = {});

/// A row for each mutant with what killed it; then the survivors and the totals.
[[nodiscard]] std::string mutant_hunt_table(const verify::record::Record& record,
                                            const text::TableStyle& style = {});

/// A row for each implementation: best error over bound of the hunt and of random rows, averaged over the
/// seeds.
[[nodiscard]] std::string duel_table(const verify::record::Record& record,
                                     const text::TableStyle& style = {});

/// Draws those of the above tables that the record has.
[[nodiscard]] std::string hunt_tables(const verify::record::Record& record,
                                      const text::TableStyle& style = {});

} // namespace tailmass::reports::sections
