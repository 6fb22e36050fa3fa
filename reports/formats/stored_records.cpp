// Reading stored records whole.
#include "reports/formats/stored_records.hpp"

#include "verify/input/input_error.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <tuple>

namespace tailmass::reports::formats {

using Json = nlohmann::ordered_json;

namespace {

std::string schema_of(const Json& document) {
  const auto schema = document.find("schema");
  return schema != document.end() && schema->is_string() ? schema->get<std::string>() : "";
}

bool is_study(const std::string& schema) {
  return schema == "tailmass.study-gaussian/1" || schema == "tailmass.study-search/1";
}

} // namespace

bool is_run(const Json& document) {
  return !is_study(schema_of(document));
}

Json stored_record(const std::filesystem::path& path) {
  Json document = verify::record::read_document(path);
  if (is_run(document))
    (void)verify::record::read_record(path); // which says what is wrong with it
  return document;
}

StoredRun stored_run(const std::filesystem::path& path) {
  return {path.string(), verify::record::read_record(path),
          verify::record::read_document(path).contains("checksum")};
}

std::vector<StoredRun> runs_in(const std::filesystem::path& folder) {
  std::error_code error;
  std::vector<StoredRun> runs;
  std::filesystem::directory_iterator entry(folder, error);
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error))
    if (const std::filesystem::path& path = entry->path(); path.extension() == ".json")
      runs.push_back(stored_run(path));
  if (error)
    throw verify::input::InputError({folder.string()}, error.message());
  if (runs.empty())
    throw verify::input::InputError({folder.string()}, "no record (*.json) in this folder");
  std::ranges::sort(runs, [](const StoredRun& a, const StoredRun& b) {
    return std::tie(a.record.date, a.file) < std::tie(b.record.date, b.file);
  });
  return runs;
}

} // namespace tailmass::reports::formats
