// What rows gave of theorems: sheets of verdicts, numbers held, cases that did not hold.
#pragma once

#include "verify/campaign/tally_sheet.hpp"
#include "verify/record/field.hpp"
#include "verify/record/record.hpp"

#include <string>
#include <vector>

namespace tailmass::verify::campaign {

/// A record keeps the first ones.
inline constexpr std::size_t most_stored_failures = 50;

/// A claim that did not hold, with its case file.
struct FailedCase {
  record::Failure failure;
  std::string file_name;
  std::string text;
};

/// What one row gave, or some that follow each other.
struct RowResult {
  TallySheet sheet;
  record::Record found;           ///< but the theorems, which the sheet has, and the failures
  std::vector<FailedCase> failed; ///< the first `most_stored_failures`
  bool whole = true;              ///< unless the run was stopped before all was judged
};

/// Returns a result that has judged nothing of `cases` cases yet.
[[nodiscard]] RowResult nothing_yet(std::span<const Theorem* const> theorems, std::size_t cases);

/// Enters what was judged of theorem number `t` on a case, and keeps the case of what did not hold.
void enter(RowResult& result, std::size_t t, const Theorem& theorem, const cases::Origin& origin,
           const Case& c, const std::vector<judge::Judgement>& judgements);

/// Joins what later rows gave to what earlier ones did.
void join(RowResult& into, RowResult later);

/// Returns it as a part keeps it.
[[nodiscard]] nlohmann::ordered_json to_part(const RowResult& result);
/// Reads it back, of the same theorems. Throws std::invalid_argument.
[[nodiscard]] RowResult of_part(std::span<const Theorem* const> theorems, const record::Field& json);

} // namespace tailmass::verify::campaign
