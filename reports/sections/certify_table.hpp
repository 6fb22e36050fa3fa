// What the terminal shows of a `certify` run.
#pragma once

#include "reports/text/style.hpp"
#include "verify/record/record.hpp"

#include <string>
#include <vector>

namespace tailmass::reports::sections {

/// Returns what the rows of all files say together, of each epsilon.
[[nodiscard]] std::vector<verify::record::EpsilonSummary>
certified_by_epsilon(const verify::record::Record& record);

/// Returns how many rows have a certificate, which may be fewer than there are.
[[nodiscard]] inline std::size_t rows_of(const verify::record::BoundSummary& bound) {
  return bound.over_truth.log_ratio.count();
}

/// Says of each epsilon which bound certifies most, over the rows of all files, and at what share of
/// k_epsilon.
[[nodiscard]] std::vector<std::string> certify_answers(const verify::record::Record& record);

/// Those answers; for each epsilon of each file: the rows, what each bound certifies beside the truth, the
/// Gaussian rule's guess, what the searches scored, and the output bounds beside the error; then the totals,
/// and the results of the user's kernel where files have them. Lines of at most style.width characters, or 72
/// where it is less.
[[nodiscard]] std::string certify_table(const verify::record::Record& record,
                                        const text::TableStyle& style = {});

/// Says of a row whose k_epsilon is not decided what is known of it.
[[nodiscard]] std::string undecided_text(const verify::record::RowRecord& row);

} // namespace tailmass::reports::sections
