// Stored records as they stand in their files, for the page.
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>

namespace tailmass::reports::formats {

/// Whether a document is a run record; else it is one of a study.
[[nodiscard]] bool is_run(const nlohmann::ordered_json& document);

/// The document in a file: a run record that read_record() takes, or what `study gaussian` or `study search`
/// wrote. Throws InputError where it is neither.
[[nodiscard]] nlohmann::ordered_json stored_record(const std::filesystem::path& path);

} // namespace tailmass::reports::formats
