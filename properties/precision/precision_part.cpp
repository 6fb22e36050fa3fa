// A case an object, an error a list of numbers.
#include "properties/precision/precision_part.hpp"

#include "verify/cases/case_document.hpp"

#include <nlohmann/json.hpp>

namespace tailmass::properties::precision {

using Json = nlohmann::ordered_json;
using verify::record::Field;
using verify::record::json_number;

Json to_part(std::span<const MeasuredCase> cases) {
  Json json = Json::array();
  for (const MeasuredCase& each : cases) {
    Json errors = Json::array();
    for (const MeasuredError& error : each.errors)
      errors.push_back({error.implementation, json_number(error.ulps), json_number(error.relative),
                        json_number(error.bound_ulps), json_number(error.share), error.simd});
    json.push_back({{"regime", each.place.regime},
                    {"seed", each.place.seed},
                    {"n", each.place.n},
                    {"index", each.place.index},
                    {"checksum", each.place.checksum},
                    {"tail_decade", each.tail_decade ? Json(*each.tail_decade) : Json(nullptr)},
                    {"errors", std::move(errors)}});
  }
  return json;
}

std::vector<MeasuredCase> of_part(const Field& part) {
  std::vector<MeasuredCase> cases;
  for (const Field& json : part.items()) {
    MeasuredCase& each = cases.emplace_back(MeasuredCase{.place = {.regime = json.at("regime").text(),
                                                                   .seed = json.at("seed").count(),
                                                                   .n = json.at("n").count(),
                                                                   .index = json.at("index").count(),
                                                                   .checksum = json.at("checksum").text()},
                                                         .tail_decade = {},
                                                         .errors = {}});
    if (const std::optional<Field> decade = json.find("tail_decade"))
      each.tail_decade = static_cast<int>(decade->integer());
    for (const Field& error : json.at("errors").items()) {
      const std::vector<Field> numbers = error.items();
      verify::cases::expect(numbers.size() == 6, error.place(), "an implementation, four numbers and a text");
      each.errors.push_back({.implementation = numbers[0].count(),
                             .ulps = numbers[1].number(),
                             .relative = numbers[2].number(),
                             .bound_ulps = numbers[3].number(),
                             .share = numbers[4].number(),
                             .simd = numbers[5].text()});
    }
  }
  return cases;
}

} // namespace tailmass::properties::precision
