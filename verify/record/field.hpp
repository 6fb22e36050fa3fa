// A value of a record's JSON with its place in it, for readers that name what is wrong.
#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tailmass::verify::record {

/// A number that may lie outside the range of a double, as a record has it: as a JSON number or as a decimal
/// string.
struct WideNumber {
  double value = 0;         ///< nearest double
  double log = 0;           ///< natural logarithm; NaN of negative numbers
  std::string decimal = {}; ///< the string, where it was one
};

/// A double as JSON: a number that reads back the same, infinities and NaN as strings, as Field::number reads
/// them.
[[nodiscard]] nlohmann::ordered_json json_number(double x);
/// Returns the JSON Schema of such numbers, and of magnitudes, which have digits outside the range of a
/// double.
[[nodiscard]] nlohmann::ordered_json number_schema();

/// A value somewhere in a JSON document, which outlives it. What asks for another kind than it is throws
/// std::invalid_argument, "theorems[3].proved: expected a whole number".
class Field {
public:
  explicit Field(const nlohmann::ordered_json& json, std::string place = {})
      : json_(&json), place_(std::move(place)) {}

  [[nodiscard]] const std::string& place() const { return place_; }
  /// A member of an object, which must be there.
  [[nodiscard]] Field at(std::string_view name) const;
  /// A member of an object, if it is there and not null.
  [[nodiscard]] std::optional<Field> find(std::string_view name) const;
  [[nodiscard]] bool is_array() const;
  [[nodiscard]] std::vector<Field> items() const;
  [[nodiscard]] std::vector<std::pair<std::string, Field>> members() const;

  [[nodiscard]] std::string text() const;
  [[nodiscard]] bool flag() const;
  [[nodiscard]] std::uint64_t count() const;
  [[nodiscard]] long integer() const;
  /// A JSON number, or a string that writes one, "inf", "-inf" or "nan".
  [[nodiscard]] double number() const;
  [[nodiscard]] WideNumber wide_number() const;

private:
  const nlohmann::ordered_json* json_;
  std::string place_;
};

} // namespace tailmass::verify::record
