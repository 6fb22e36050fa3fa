// Facts about the run's surroundings that go into its record.
#pragma once

#include "verify/record/record.hpp"

#include <chrono>
#include <string>

namespace tailmass::reports::text {

/// The processor's model name, "unknown" where the system does not tell.
[[nodiscard]] std::string processor_name();
/// The commit checked out in the working directory, empty outside a repository.
[[nodiscard]] std::string current_commit();
/// Now, ISO 8601 in UTC.
[[nodiscard]] std::string utc_now();
/// Largest resident memory of this process so far, in units of 10^6 bytes.
[[nodiscard]] double peak_memory_mb();
/// Fills host, date, commit and timing of a run that began at `start`.
void describe_surroundings(verify::record::Record& record, std::chrono::steady_clock::time_point start);

} // namespace tailmass::reports::text
