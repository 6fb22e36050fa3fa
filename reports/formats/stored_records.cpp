// Reading stored records whole.
#include "reports/formats/stored_records.hpp"

#include "verify/record/record.hpp"

#include <nlohmann/json.hpp>

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

} // namespace tailmass::reports::formats
