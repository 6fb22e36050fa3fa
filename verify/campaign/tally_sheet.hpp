// Adds up verdicts, one row of scores after another, into what the record says of each theorem.
#pragma once

#include "theory/theorems/theorem.hpp"
#include "verify/judge/verdict.hpp"
#include "verify/record/record.hpp"

#include <span>
#include <vector>

namespace tailmass::verify::campaign {

/// The verdicts of some cases. Sheets of consecutive cases merge in order; a sheet made of merged ones is the
/// same as one filled case by case, so that a record does not depend on how the work was shared out.
class TallySheet {
public:
  explicit TallySheet(std::span<const Theorem* const> theorems);
  /// Is the sheet that had these lines. Throws std::invalid_argument where they are not of these theorems.
  TallySheet(std::span<const Theorem* const> theorems, std::vector<record::TheoremRecord> lines);

  /// Enters the judgements of theorem number `theorem` on the case at `origin`.
  void enter(std::size_t theorem, const cases::Origin& origin,
             const std::vector<judge::Judgement>& judgements);
  void merge(TallySheet later);
  [[nodiscard]] std::vector<record::TheoremRecord> records() const;
  /// Returns what was entered so far, theorem by theorem.
  [[nodiscard]] const std::vector<record::TheoremRecord>& lines() const { return lines_; }

private:
  std::vector<record::TheoremRecord>
      lines_; ///< claims in the order of first appearance; `all` has what is vacuous
};

} // namespace tailmass::verify::campaign
