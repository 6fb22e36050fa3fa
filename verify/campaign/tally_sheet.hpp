// Adds up verdicts, one row of scores after another, into what the record says of each theorem.
#pragma once

#include "theory/theorems/theorem.hpp"
#include "verify/judge/verdict.hpp"
#include "verify/record/record.hpp"

#include <map>
#include <span>
#include <vector>

namespace tailmass::verify::campaign {

/// The verdicts of some cases. Sheets of consecutive cases merge in order; a sheet made of merged ones is the
/// same as one filled case by case, so that a record does not depend on how the work was shared out.
class TallySheet {
public:
  explicit TallySheet(std::span<const Theorem* const> theorems)
      : theorems_(theorems), lines_(theorems.size()) {}

  /// Enters the judgements of theorem number `theorem` on the case at `origin`.
  void enter(std::size_t theorem, const cases::Origin& origin,
             const std::vector<judge::Judgement>& judgements);
  void merge(TallySheet later);
  [[nodiscard]] std::vector<record::TheoremRecord> records() const;

private:
  /// One claim: its counts, and the slacks of what was proved.
  struct Column {
    std::string_view label;
    record::Tally tally;
    std::vector<double> slacks;
    double worst_slack = 0;
    std::optional<cases::Origin> worst;
    double false_alarm = 0; ///< sum over the claims
  };
  struct Line {
    std::vector<Column> columns; ///< in the order of first appearance
    long bits_max = 0;
    std::size_t by_largest_term = 0;
    std::size_t filtered = 0;
    record::Tally vacuous;
  };
  static Column& column(Line& line, std::string_view label);
  static void note_slack(Column& column, double slack, const cases::Origin& origin);

  std::span<const Theorem* const> theorems_;
  std::vector<Line> lines_;
};

} // namespace tailmass::verify::campaign
