// Every theorem on every head of one row.
#pragma once

#include "verify/campaign.hpp"
#include "verify/case_file.hpp"
#include "verify/consistency.hpp"
#include "verify/judge.hpp"
#include "verify/kernel_check.hpp"
#include "verify/tally_sheet.hpp"

namespace tailmass {

/// A claim that did not hold, with its case.
struct FailedCase {
  Failure failure;
  StoredCase stored;
};

/// What one row gave.
struct RowResult {
  TallySheet sheet;
  std::size_t cases = 0;
  std::vector<FailedCase> failed;
  std::vector<ConsistencyRecord> consistency;
  KernelResult kernel;
};

/// Theorem number `t`, whose scope is the model, on a sample of its own.
[[nodiscard]] RowResult judge_model(Judge& judge, std::size_t t, std::span<const Theorem* const> theorems,
                                    const CampaignOptions& options);

/// Throws InputError when the row, its values, or a chosen k or epsilon is outside the domain.
[[nodiscard]] RowResult judge_row(Judge& judge, Dataset& dataset, std::size_t index,
                                  std::span<const Theorem* const> theorems, const CampaignOptions& options);

} // namespace tailmass
