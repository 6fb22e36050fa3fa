// What the terminal shows of a run, of the mutants and of a replayed case.
#pragma once

#include "reports/text/style.hpp"
#include "verify/cases/case_file.hpp"
#include "verify/judge/verdict.hpp"
#include "verify/record/record.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace tailmass::reports::sections {

/// A run of `verify`: a row for each theorem under its section, then what failed, each failure with the
/// command that replays it, then the totals. Columns: number of claims by verdict (a vacuous theorem counts
/// once a case); the median of rhs/lhs over the proved bounds, "=" for identities; the least slack
/// ln(rhs/lhs) and where it is; the highest precision that was needed. Narrow terminals leave columns out,
/// those with verdicts never. Only names and commands that are meant to be copied may exceed the width.
[[nodiscard]] std::string verify_table(const verify::record::Record& record,
                                       const text::TableStyle& style = {});

/// A run of `verify --mutants`: each mutant with what is wrong with it and whether it was refuted, then the
/// totals.
[[nodiscard]] std::string mutants_table(const verify::record::Record& record,
                                        const text::TableStyle& style = {});

/// A replayed case: what it is, then the verdict of each claim.
[[nodiscard]] std::string judgements_table(const verify::cases::StoredCase& stored,
                                           const std::vector<verify::judge::Judgement>& judgements,
                                           const text::TableStyle& style = {});

} // namespace tailmass::reports::sections
