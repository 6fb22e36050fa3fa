// What the terminal shows of a replayed case.
#pragma once

#include "reports/text/style.hpp"
#include "verify/cases/case_file.hpp"
#include "verify/judge/verdict.hpp"

#include <string>
#include <vector>

namespace tailmass::reports::sections {

/// Draws a replayed case: what it is, then the verdict of each claim.
[[nodiscard]] std::string judgements_table(const verify::cases::StoredCase& stored,
                                           const std::vector<verify::judge::Judgement>& judgements,
                                           const text::TableStyle& style = {});

} // namespace tailmass::reports::sections
