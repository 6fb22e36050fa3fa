// The precision part of a record, to JSON and back.
#include "verify/record/precision.hpp"

#include "theory/implementations.hpp"
#include "verify/record/field.hpp"

#include <nlohmann/json.hpp>

namespace tailmass::verify::record {

using Json = nlohmann::ordered_json;

namespace {

Json names_of(const ImplementationName& name) {
  return {{"quantity", name.quantity}, {"implementation", name.implementation}, {"type", name.type}};
}

Json json_of(const PrecisionLine& line) {
  Json json = names_of(line.name);
  if (line.regime)
    json["regime"] = *line.regime;
  if (line.n)
    json["n"] = *line.n;
  if (line.tail_decade)
    json["tail_decade"] = *line.tail_decade;
  json["cases"] = line.cases;
  json["max_ulp"] = json_number(line.max_ulp);
  json["p99_ulp"] = json_number(line.p99_ulp);
  json["mean_ulp"] = json_number(line.mean_ulp);
  json["max_relative"] = json_number(line.max_relative);
  json["p99_relative"] = json_number(line.p99_relative);
  json["mean_relative"] = json_number(line.mean_relative);
  json["bound_ulp"] = json_number(line.bound_ulp);
  json["bound_share"] = json_number(line.bound_share);
  if (line.limit_ulp)
    json["limit_ulp"] = json_number(*line.limit_ulp);
  if (!line.simd.empty())
    json["simd"] = line.simd;
  json["case"] = {{"regime", line.worst.regime},
                  {"seed", line.worst.seed},
                  {"n", line.worst.n},
                  {"index", line.worst.index},
                  {"checksum", line.worst.checksum}};
  return json;
}

ImplementationName name_at(const Field& field) {
  return {field.at("quantity").text(), field.at("implementation").text(), field.at("type").text()};
}

PrecisionLine line_at(const Field& field) {
  PrecisionLine line{.name = name_at(field), .worst = {}};
  if (const auto regime = field.find("regime"))
    line.regime = regime->text();
  if (const auto n = field.find("n"))
    line.n = n->count();
  if (const auto decade = field.find("tail_decade"))
    line.tail_decade = static_cast<int>(decade->integer());
  line.max_ulp = field.at("max_ulp").number();
  field.read("cases", line.cases);
  field.read("p99_ulp", line.p99_ulp);
  field.read("mean_ulp", line.mean_ulp);
  field.read("max_relative", line.max_relative);
  field.read("p99_relative", line.p99_relative);
  field.read("mean_relative", line.mean_relative);
  field.read("bound_ulp", line.bound_ulp);
  field.read("bound_share", line.bound_share);
  if (const auto limit = field.find("limit_ulp"))
    line.limit_ulp = limit->number();
  field.read("simd", line.simd);
  if (const auto place = field.find("case")) {
    line.worst.regime = place->at("regime").text();
    line.worst.seed = place->at("seed").count();
    line.worst.n = place->at("n").count();
    line.worst.index = place->at("index").count();
    place->read("checksum", line.worst.checksum);
  }
  return line;
}

} // namespace

ImplementationName name_of(const Implementation& implementation) {
  return {std::string(implementation.quantity), std::string(implementation.variant),
          std::string(implementation.number_type)};
}

std::string text_of(const ImplementationName& name) {
  return name.quantity + "/" + name.implementation + "/" + name.type;
}

void add_json(Json& record, const PrecisionRecord& precision) {
  record["precision_effort"] = precision.effort;
  record["precision"] = Json::array();
  for (const PrecisionLine& line : precision.lines)
    record["precision"].push_back(json_of(line));
  record["precision_faults"] = Json::array();
  for (const PrecisionFault& fault : precision.faults) {
    Json json = names_of(fault.name);
    json.update({{"fault", fault.fault}, {"message", fault.message}, {"replay", fault.replay}});
    record["precision_faults"].push_back(std::move(json));
  }
}

std::optional<PrecisionRecord> read_precision(const Field& record) {
  const auto lines = record.find("precision");
  if (!lines)
    return std::nullopt;
  PrecisionRecord precision;
  record.read("precision_effort", precision.effort);
  for (const Field& line : lines->items())
    precision.lines.push_back(line_at(line));
  if (const auto faults = record.find("precision_faults"))
    for (const Field& field : faults->items()) {
      PrecisionFault fault{.name = name_at(field),
                           .fault = field.at("fault").text(),
                           .message = field.at("message").text(),
                           .replay = {}};
      field.read("replay", fault.replay);
      precision.faults.push_back(std::move(fault));
    }
  return precision;
}

} // namespace tailmass::verify::record
