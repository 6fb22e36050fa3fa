// What the terminal shows of a replayed case.
#pragma once

#include "reports/text/style.hpp"
#include "verify/cases/case_file.hpp"
#include "verify/judge/verdict.hpp"

#include <string>
#include <vector>

namespace tailmass::reports::sections {

/// Draws a replayed case: what it is, then the verdict of each claim. What is judged is its theorem, or a
/// kernel of that name.
[[nodiscard]] std::string judgements_table(const verify::cases::StoredCase& stored,
                                           const std::vector<verify::judge::Judgement>& judgements,
                                           const text::TableStyle& style = {},
                                           const std::string& kernel = {});

} // namespace tailmass::reports::sections
