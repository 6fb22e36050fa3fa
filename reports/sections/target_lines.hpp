// The targets under a table of `bench`, and how many were met.
#pragma once

#include "reports/text/style.hpp"
#include "verify/record/bench.hpp"

#include <span>
#include <string>

namespace tailmass::reports::sections {

/// A line for each target; those that say the same of several contestants share one when all are met, and
/// otherwise each that is missed has its own.
[[nodiscard]] std::string target_lines(std::span<const verify::record::BenchJob> jobs,
                                       const text::TableStyle& style);

/// "41 of 44 targets met, 3 missed."
[[nodiscard]] std::string targets_total(std::span<const verify::record::BenchJob> jobs,
                                        const text::TableStyle& style);

} // namespace tailmass::reports::sections
