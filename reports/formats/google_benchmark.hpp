// Times of `bench` in the JSON of Google Benchmark, which other tools read.
#pragma once

#include "verify/record/record.hpp"

#include <string>

namespace tailmass::reports::formats {

/// Returns the times of a record as Google Benchmark writes its own: a benchmark for each contestant that
/// ran, "TABLE/COLUMN/CONTESTANT", in nanoseconds a repetition, with scores a second. The record has `bench`.
[[nodiscard]] std::string google_benchmark(const verify::record::Record& record);

} // namespace tailmass::reports::formats
