// A row of `certify` as JSON.
#include "verify/record/row_record.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

namespace tailmass::verify::record {

using Json = nlohmann::ordered_json;

namespace {

template <class T>
Json by_id(const ById<T>& entries) {
  Json json = Json::object();
  for (const auto& [id, value] : entries)
    if constexpr (std::is_same_v<T, Magnitude>)
      json[id] = to_json(value);
    else
      json[id] = value;
  return json;
}

} // namespace

Json to_json(const RowRecord& row) {
  Json json{{"file", row.file},  {"tensor", row.tensor},   {"index", row.index},        {"n", row.n},
            {"n_f", row.finite}, {"epsilon", row.epsilon}, {"k_epsilon", row.k_epsilon}};
  json["tail_mass"] = to_json(row.tail_mass);
  json["bounds"] = by_id(row.bounds);
  json["deviation"] = std::isfinite(row.deviation) ? Json(row.deviation) : Json("inf");
  json["gaussian_k"] = row.gaussian_k;
  if (!row.scored_keys.empty())
    json["scored_keys"] = by_id(row.scored_keys);
  if (row.output) {
    json["output"] = {{"error", to_json(row.output->error)}, {"bounds", by_id(row.output->bounds)}};
    json["output"]["active"] = row.output->active.empty() ? Json(nullptr) : Json(row.output->active);
  }
  return json;
}

} // namespace tailmass::verify::record
