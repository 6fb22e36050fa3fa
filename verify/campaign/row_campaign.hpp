// Every theorem on every head of one row.
#pragma once

#include "verify/campaign/campaign.hpp"
#include "verify/campaign/row_result.hpp"
#include "verify/judge/judge.hpp"

namespace tailmass::verify::campaign {

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
