// What changed over commits: figures of the records in a folder.
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>

namespace tailmass::reports::formats {

/// Returns of every run record (*.json) directly in a folder, in the order of their dates: `date`, `commit`
/// and `processor`, the largest `errors` of implementations in ulps, `slack` and median `looseness` of
/// theorems, and `speed`, seconds of each verb and the fast path's nanoseconds an element of each job of
/// bench; each by name. Records of one commit, processor and day are one. Throws InputError where the folder
/// cannot be read, has no record, or one of them cannot be read.
[[nodiscard]] nlohmann::ordered_json history_of(const std::filesystem::path& folder);

} // namespace tailmass::reports::formats
