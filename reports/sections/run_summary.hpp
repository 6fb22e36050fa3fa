// What stands below the table of a run.
#pragma once

#include "reports/sections/outcome.hpp"
#include "reports/text/places.hpp"
#include "verify/record/record.hpp"

#include <cstddef>
#include <span>
#include <string>

namespace tailmass::reports::sections {

/// Lists each claim that did not hold, with its reason and the command that replays it.
[[nodiscard]] std::string failures_text(const verify::record::Record& record, const text::Places& places,
                                        const text::TableStyle& style, std::size_t width);

/// Writes counts, consistency of the files' own numbers, time and memory.
[[nodiscard]] std::string summary_text(const verify::record::Record& record, const text::Places& places,
                                       const text::TableStyle& style, std::size_t width);

/// Writes "3 proved, 1 agree, 0 tight, 0 refuted, 0 undecided; vacuous 2 times".
[[nodiscard]] std::string verdicts_text(const verify::record::Tally& total);

/// Writes how many rows were judged: "416 rows", "2,000 of 73,728 rows", "interrupted after 3 of 416 rows".
[[nodiscard]] std::string rows_text(const verify::record::Record& record);

/// Draws the answers that stand above a table, with an empty line below them; nothing of none.
[[nodiscard]] std::string answers_text(std::span<const std::string> answers, const text::TableStyle& style,
                                       std::size_t width);

/// Draws the conclusion of a run, coloured by its exit code.
[[nodiscard]] std::string conclusion_text(std::span<const Outcome> outcomes, const text::TableStyle& style,
                                          std::size_t width);
/// Draws the line that says how long a run without a seed took, on how many threads, in how much memory.
[[nodiscard]] std::string run_text(const verify::record::Record& record, std::size_t width);

} // namespace tailmass::reports::sections
