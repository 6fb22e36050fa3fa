// What changed over commits: figures of the records in a folder.
#pragma once

#include "reports/formats/stored_records.hpp"

#include <nlohmann/json_fwd.hpp>
#include <span>

namespace tailmass::reports::formats {

/// Returns of every run, in the order that they have: `date`, `commit` and `processor`, the largest `errors`
/// of implementations in ulps, `slack` and median `looseness` of theorems, and `speed`, seconds of each verb
/// and the fast path's nanoseconds an element of each job of bench; each by name. Records of one commit,
/// processor and day that follow each other are one.
[[nodiscard]] nlohmann::ordered_json history_of(std::span<const StoredRun> runs);

} // namespace tailmass::reports::formats
