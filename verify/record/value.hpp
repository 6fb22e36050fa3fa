// How a value of each type stands in a record: to JSON, from it, and as JSON Schema.
#pragma once

#include "verify/cases/case_document.hpp"
#include "verify/input/input_error.hpp"
#include "verify/record/field.hpp"

#include <algorithm>
#include <concepts>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace tailmass::verify::record {

using Json = nlohmann::ordered_json;

/// The one list of the members of a struct, specialised beside it in a section's file; see members.hpp.
template <class T>
inline constexpr auto members = nullptr;
template <class T>
concept Listed = !std::same_as<std::remove_cv_t<decltype(members<T>)>, std::nullptr_t>;

/// The values of an enumeration that has names, and what one is called.
template <class T>
struct Names {};
template <class T>
concept Named = requires {
  Names<T>::all;
};

/// Gathers the definitions that a schema refers to.
struct Definitions {
  Json all = Json::object();

  /// Returns a reference to a definition, which `make` makes where it is not there yet.
  template <class Make>
  Json refer(std::string_view name, const Make& make) {
    const std::string key(name);
    if (!all.contains(key)) {
      all[key] = nullptr; // keeps its place before those that it refers to
      all[key] = make();
    }
    return {{"$ref", "#/definitions/" + key}};
  }
};

/// What is written: a record, or a part of one with what merging needs beside it.
enum class Form { record, part };

/// A value of T in JSON: `write`, `read` and `describe`. Throws std::invalid_argument for JSON of another
/// kind.
template <class T>
struct Value;

/// Writes a value as As does, in a form where that has several.
template <class As, class T>
Json written_as(const T& x, Form form) {
  if constexpr (requires { As::write(x, form); })
    return As::write(x, form);
  else
    return As::write(x);
}

template <>
struct Value<std::string> {
  static Json write(const std::string& x) { return input::as_utf8(x); }
  static void read(const Field& field, std::string& into) { into = field.text(); }
  static Json describe(Definitions& /*unused*/) { return {{"type", "string"}}; }
};

template <>
struct Value<bool> {
  static Json write(bool x) { return x; }
  static void read(const Field& field, bool& into) { into = field.flag(); }
  static Json describe(Definitions& /*unused*/) { return {{"type", "boolean"}}; }
};

template <std::integral T>
struct Value<T> {
  static Json write(T x) { return x; }
  static void read(const Field& field, T& into) {
    if constexpr (std::unsigned_integral<T>) {
      const std::uint64_t x = field.count();
      cases::expect(std::in_range<T>(x), field.place(), "a smaller number");
      into = static_cast<T>(x);
    } else {
      const long x = field.integer();
      cases::expect(std::in_range<T>(x), field.place(), "a number of smaller size");
      into = static_cast<T>(x);
    }
  }
  static Json describe(Definitions& /*unused*/) {
    Json json{{"type", "integer"}};
    if (std::unsigned_integral<T>)
      json["minimum"] = 0;
    return json;
  }
};

template <>
struct Value<double> {
  static Json write(double x) { return json_number(x); }
  static void read(const Field& field, double& into) { into = field.number(); }
  static Json describe(Definitions& definitions) { return definitions.refer("number", number_schema); }
};

template <Named T>
struct Value<T> {
  static Json write(T x) { return name_of(x); }
  static void read(const Field& field, T& into) {
    const std::string name = field.text();
    const auto found = std::ranges::find(Names<T>::all, name, [](T x) { return name_of(x); });
    cases::expect(found != std::ranges::end(Names<T>::all), field.place(), Names<T>::one);
    into = *found;
  }
  static Json describe(Definitions& definitions) {
    return definitions.refer(Names<T>::definition, [] {
      Json names = Json::array();
      for (const T x : Names<T>::all)
        names.push_back(name_of(x));
      return Json{{"enum", std::move(names)}};
    });
  }
};

template <Listed T>
struct Value<T> {
  static Json write(const T& x, Form form = Form::record) { return members<T>.write(x, form); }
  static void read(const Field& field, T& into) { members<T>.read(field, into); }
  static Json describe(Definitions& definitions) {
    return definitions.refer(members<T>.name, [&] { return members<T>.describe(definitions); });
  }
};

template <class T>
struct Value<std::optional<T>> {
  static Json write(const std::optional<T>& x, Form form = Form::record) {
    return x ? written_as<Value<T>>(*x, form) : Json(nullptr);
  }
  static void read(const Field& field, std::optional<T>& into) { Value<T>::read(field, into.emplace()); }
  static Json describe(Definitions& definitions) { return Value<T>::describe(definitions); }
};

template <class T>
struct Value<std::vector<T>> {
  static Json write(const std::vector<T>& all, Form form = Form::record) {
    Json json = Json::array();
    for (const T& x : all)
      json.push_back(written_as<Value<T>>(x, form));
    return json;
  }
  static void read(const Field& field, std::vector<T>& into) {
    into.clear();
    for (const Field& item : field.items())
      Value<T>::read(item, into.emplace_back());
  }
  static Json describe(Definitions& definitions) {
    return {{"type", "array"}, {"items", Value<T>::describe(definitions)}};
  }
};

/// Values by name, in their order: an object with whatever members.
template <class T>
struct Value<std::vector<std::pair<std::string, T>>> {
  static Json write(const std::vector<std::pair<std::string, T>>& all, Form form = Form::record) {
    Json json = Json::object();
    for (const auto& [name, x] : all)
      json[name] = written_as<Value<T>>(x, form);
    return json;
  }
  static void read(const Field& field, std::vector<std::pair<std::string, T>>& into) {
    into.clear();
    for (const auto& [name, item] : field.members())
      Value<T>::read(item, into.emplace_back(name, T{}).second);
  }
  static Json describe(Definitions& definitions) {
    return {{"type", "object"}, {"additionalProperties", Value<T>::describe(definitions)}};
  }
};

} // namespace tailmass::verify::record
