// Typed access to a record's JSON.
#include "verify/record/field.hpp"

#include "verify/cases/case_document.hpp"
#include "verify/input/input_error.hpp"

#include <cmath>
#include <cstdlib>
#include <fmt/format.h>
#include <limits>
#include <nlohmann/json.hpp>

namespace tailmass::verify::record {

namespace {

std::string place_text(const std::string& place) {
  return place.empty() ? "the record" : input::printable(place);
}

} // namespace

nlohmann::ordered_json json_number(double x) {
  using Json = nlohmann::ordered_json;
  return std::isfinite(x) ? Json(x) : Json(x > 0 ? "inf" : x < 0 ? "-inf" : "nan");
}

nlohmann::ordered_json number_schema() {
  return {{"description",
           "A number that reads back as the same double; outside the range of a double, or not "
           "finite, a string that writes it."},
          {"oneOf",
           {{{"type", "number"}},
            {{"type", "string"}, {"pattern", R"(^(-?inf|nan|[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?)$)"}}}}};
}

Field Field::at(std::string_view name) const {
  if (std::optional<Field> found = find(name))
    return *found;
  cases::fail_reading(fmt::format("{}: member {} is missing", place_text(place_), input::in_quotes(name)));
}

std::optional<Field> Field::find(std::string_view name) const {
  cases::expect(json_->is_object(), place_text(place_), "an object");
  const auto found = json_->find(name);
  if (found == json_->end() || found->is_null())
    return std::nullopt;
  return Field(*found, (place_.empty() ? "" : place_ + ".") + std::string(name));
}

bool Field::is_array() const {
  return json_->is_array();
}

std::vector<Field> Field::items() const {
  cases::expect(json_->is_array(), place_text(place_), "an array");
  std::vector<Field> all;
  for (std::size_t i = 0; i < json_->size(); ++i)
    all.emplace_back((*json_)[i], fmt::format("{}[{}]", place_, i));
  return all;
}

std::vector<std::pair<std::string, Field>> Field::members() const {
  cases::expect(json_->is_object(), place_text(place_), "an object");
  std::vector<std::pair<std::string, Field>> all;
  for (const auto& [name, value] : json_->items())
    all.emplace_back(name, Field(value, (place_.empty() ? "" : place_ + ".") + name));
  return all;
}

std::string Field::text() const {
  cases::expect(json_->is_string(), place_text(place_), "a string");
  return json_->get<std::string>();
}

bool Field::flag() const {
  cases::expect(json_->is_boolean(), place_text(place_), "true or false");
  return json_->get<bool>();
}

std::uint64_t Field::count() const {
  cases::expect(json_->is_number_unsigned(), place_text(place_), "a whole number");
  return json_->get<std::uint64_t>();
}

long Field::integer() const {
  const bool fits = !json_->is_number_unsigned() || std::in_range<long>(json_->get<std::uint64_t>());
  cases::expect(json_->is_number_integer() && fits, place_text(place_), "a whole number");
  return json_->get<long>();
}

double Field::number() const {
  return wide_number().value;
}

WideNumber Field::wide_number() const {
  if (json_->is_number()) {
    const double x = json_->get<double>();
    return {.value = x, .log = std::log(x)};
  }
  cases::expect(json_->is_string(), place_text(place_), "a number");
  const std::string decimal = json_->get<std::string>();
  char* end = nullptr;
  const double x = std::strtod(decimal.c_str(), &end);
  cases::expect(!decimal.empty() && *end == '\0', place_text(place_),
                "a number, or a string that writes one");
  double log = std::log(x);
  if (const std::size_t exponent = decimal.find_first_of("eE"); exponent != std::string::npos)
    log = std::log(std::strtod(decimal.substr(0, exponent).c_str(), nullptr)) +
          std::strtod(decimal.c_str() + exponent + 1, nullptr) * std::log(10.0);
  return {.value = x, .log = log, .decimal = decimal};
}

} // namespace tailmass::verify::record
