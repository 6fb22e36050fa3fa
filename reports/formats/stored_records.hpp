// Stored records as they stand in their files, for the page.
#pragma once

#include "verify/record/record.hpp"

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace tailmass::reports::formats {

/// Whether a document is a run record; else it is one of a study.
[[nodiscard]] bool is_run(const nlohmann::ordered_json& document);

/// The document in a file: a run record that read_record() takes, or what `study gaussian` or `study search`
/// wrote. Throws InputError where it is neither.
[[nodiscard]] nlohmann::ordered_json stored_record(const std::filesystem::path& path);

/// The record of a run, and where it is.
struct StoredRun {
  std::string file;
  verify::record::Record record;
  bool has_checksum; ///< older ones have none: whether they lost something is not known
};

/// Reads that of a file. Throws InputError as read_record() does.
[[nodiscard]] StoredRun stored_run(const std::filesystem::path& path);

/// Returns every run record (*.json) directly in a folder, in the order of their dates. Throws InputError
/// where the folder cannot be read, has no record, or one of them cannot be read.
[[nodiscard]] std::vector<StoredRun> runs_in(const std::filesystem::path& folder);

} // namespace tailmass::reports::formats
