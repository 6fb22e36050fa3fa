// Every theorem on every head of one row.
#pragma once

#include "verify/campaign/campaign.hpp"
#include "verify/campaign/tally_sheet.hpp"
#include "verify/cases/case_file.hpp"
#include "verify/judge/judge.hpp"

namespace tailmass::verify::campaign {

/// A claim that did not hold, with its case.
struct FailedCase {
  record::Failure failure;
  cases::StoredCase stored;
};

/// What one row gave.
struct RowResult {
  TallySheet sheet;
  record::Record found; ///< but the theorems, which the sheet has, and the failures
  std::vector<FailedCase> failed;
};

/// Returns a result that has judged nothing of `cases` cases yet.
[[nodiscard]] RowResult nothing_yet(std::span<const Theorem* const> theorems, std::size_t cases);

/// Enters what was judged of theorem number `t` on a case, and keeps the case of what did not hold.
void enter(RowResult& result, std::size_t t, const Theorem& theorem, const cases::Origin& origin,
           const Case& c, const std::vector<judge::Judgement>& judgements);

/// Theorem number `t`, whose scope is the model, on a sample of its own.
[[nodiscard]] RowResult judge_model(judge::Judge& judge, std::size_t t,
                                    std::span<const Theorem* const> theorems, const CampaignOptions& options);

/// Judges row number `index` of the chosen ones; the matrix of values, too, where it is the first of them
/// that has it. Throws InputError when the row or its values are outside the domain, ChoiceError when a
/// chosen k or epsilon is.
[[nodiscard]] RowResult judge_row(judge::Judge& judge, cases::Dataset& dataset, const cases::RowChoice& rows,
                                  std::size_t index, std::span<const Theorem* const> theorems,
                                  const CampaignOptions& options);

} // namespace tailmass::verify::campaign
