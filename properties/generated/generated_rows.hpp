// Generated cases as rows of a campaign, beside those of files.
#pragma once

#include "properties/generated/survey.hpp"
#include "verify/campaign/campaign.hpp"

namespace tailmass::properties::generated {

/// The first `cases_each` cases of every regime, judged as a campaign judges the rows of files. Rows whose
/// finite scores lie further apart than the judge's precision tells are left out, and counted as such.
class GeneratedRows {
public:
  GeneratedRows(std::span<const regimes::Regime* const> regimes, std::span<const Theorem* const> theorems,
                std::uint64_t seed, std::size_t cases_each);

  /// The rows for run_campaign with the same theorems; *this must outlive the campaign.
  [[nodiscard]] verify::campaign::MoreRows rows() const;
  /// Returns how often each theorem was met, over all regimes, then in each, of what the campaign found.
  [[nodiscard]] std::vector<verify::record::ConfidenceRecord>
  confidence(std::span<const verify::record::ConfidenceRecord> found) const;

private:
  [[nodiscard]] verify::campaign::RowResult judge_row(verify::judge::Judge& judge, std::size_t index) const;

  std::span<const regimes::Regime* const> regimes_;
  std::span<const Theorem* const> theorems_;
  std::uint64_t seed_;
  std::size_t cases_each_;
};

} // namespace tailmass::properties::generated
