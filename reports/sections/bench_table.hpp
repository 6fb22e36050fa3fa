// What the terminal shows of `bench`.
#pragma once

#include "reports/text/style.hpp"
#include "verify/record/record.hpp"

#include <string>

namespace tailmass::reports::sections {

/// A table for each kind of job: contestants below one another, sizes or types side by side, each cell the
/// nanoseconds an element and their ratio to the reference; how far answers are off; then each target, met or
/// missed, with the ratio that was measured.
[[nodiscard]] std::string bench_table(const verify::record::Record& record, const text::TableStyle& style);

} // namespace tailmass::reports::sections
