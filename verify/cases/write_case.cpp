// Cases to JSON.
#include "verify/cases/case_document.hpp"
#include "verify/cases/case_members.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tailmass::verify::cases {

using Json = nlohmann::ordered_json;

namespace {

std::vector<std::vector<double>> rows_of(const Values& values) {
  std::vector<std::vector<double>> rows;
  for (std::size_t key = 0; key < values.keys(); ++key)
    rows.emplace_back(values.of(key).begin(), values.of(key).end());
  return rows;
}

struct Writer {
  static Json json(const std::string& text) { return text; }
  static Json json(double x) { return {hexadecimal(std::bit_cast<std::uint64_t>(x)), decimal(x)}; }
  template <std::integral T>
  static Json json(T x) {
    return x;
  }
  template <Array T>
  static Json json(const T& items) {
    Json array = Json::array();
    for (const auto& item : items)
      array.push_back(json(item));
    return array;
  }
  template <Object T>
  static Json json(T object) {
    Json members = Json::object();
    each_member(object, [&](const char* name, const auto& member) { add(members, name, member); });
    return members;
  }
  template <class T>
  static void add(Json& members, const char* name, const T& member) {
    members[name] = json(member);
  }
  template <class T>
  static void add(Json& members, const char* name, const std::optional<T>& member) {
    if (member)
      add(members, name, *member);
  }

  // What parts are made of.

  template <class T>
  static Json json(const std::optional<T>& member) {
    return json(*member);
  }
  template <class T>
  static Json json(const std::shared_ptr<const T>& member) {
    return json(*member);
  }
  static Json json(const Values& values) { return json(rows_of(values)); }
  static Json json(const Blocks& blocks) { return json(blocks.all()); }
  static Json json(const Cells& cells) { return json(cells.all()); }
  static Json json(const QueryKeys& query_keys) {
    return json(QueryKeysMembers{{query_keys.query().begin(), query_keys.query().end()},
                                 query_keys.scale(),
                                 rows_of(query_keys.keys())});
  }
  /// Lower, upper, point and direction of a key in a line.
  static Json json(const ScoreBox& box) {
    Json rows = Json::array();
    for (std::size_t key = 0; key < box.lower.size(); ++key)
      rows.push_back(json(std::array{box.lower[key], box.upper[key], box.point[key], box.direction[key]}));
    return rows;
  }
};

} // namespace

std::string decimal(double x) {
  std::array<char, 32> text{};
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), x).ptr};
}

std::string hexadecimal(std::uint64_t bits) {
  return fmt::format("{:#018x}", bits);
}

std::string lines_of(const StoredCase& stored) {
  const auto dump = [](const Json& value) { // a path may hold bytes that are no UTF-8
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
  };
  const Case& c = stored.c;
  std::vector<Key> head(c.head.head().begin(), c.head.head().end());
  std::ranges::sort(head); // Head restores its order
  Json json = Json::object();
  Writer::add(json, "schema", std::string(case_schema)), Writer::add(json, "theorem", stored.theorem);
  Writer::add(json, "mutant", stored.mutant), Writer::add(json, "origin", stored.origin);
  Writer::add(json, "scores", c.scores->all()), Writer::add(json, "head", head);
  Parts::each([&]<class P>(std::type_identity<P>) {
    const P& part = c;
    P::each_member(part, [&](const char* name, const auto& member) {
      if (is_there(member))
        Writer::add(json, name, member);
    });
  });
  std::string text;
  for (const auto& [name, value] : json.items()) {
    text += fmt::format("{}\"{}\": ", text.empty() ? "" : ",\n", name);
    if (!value.is_array() || value.empty() || !value.front().is_structured()) {
      text += dump(value);
      continue;
    }
    for (std::size_t i = 0; i < value.size(); ++i)
      text += (i == 0 ? "[\n" : ",\n") + dump(value[i]);
    text += "\n]";
  }
  return text;
}

} // namespace tailmass::verify::cases
