// JSON to cases.
#include "verify/cases/case_document.hpp"
#include "verify/cases/case_members.hpp"
#include "verify/input/input_error.hpp"

#include <array>
#include <bit>
#include <charconv>
#include <fmt/format.h>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>

namespace tailmass::verify::cases {

using Json = nlohmann::ordered_json;

namespace {

/// A member of a part, which a file may leave out.
template <class T>
struct MayBeAbsent {
  T& member;
};
template <class T>
MayBeAbsent(T&) -> MayBeAbsent<T>;

/// `noun` is what one entry is called.
std::shared_ptr<const Values> values_of(const std::vector<std::vector<double>>& rows, std::string_view place,
                                        std::string_view noun) {
  std::vector<double> entries;
  for (std::size_t key = 0; key < rows.size(); ++key) {
    expect(rows[key].size() == rows[0].size(), fmt::format("{}[{}]", place, key),
           fmt::format("{} items, as in {}[0]", rows[0].size(), place));
    entries.insert(entries.end(), rows[key].begin(), rows[key].end());
  }
  return std::make_shared<const Values>(rows.size(), rows.empty() ? 0 : rows[0].size(), std::move(entries),
                                        noun);
}

class Reader {
public:
  void take(const Json& json, const std::string& place, std::string& text) {
    expect(json.is_string(), place, "a string");
    text = json.get<std::string>();
  }
  void take(const Json& json, const std::string& place, bool& flag) {
    expect(json.is_boolean(), place, "true or false");
    flag = json.get<bool>();
  }
  void take(const Json& json, const std::string& place, double& x) {
    std::array<std::string, 2> pair;
    take(json, place, pair);
    const auto& [hex, text] = pair;
    std::uint64_t bits = 0;
    if (hex.size() == 18)
      std::from_chars(hex.data() + 2, hex.data() + hex.size(), bits, 16);
    expect(hex == hexadecimal(bits), place, "64 bits such as \"0x3ff0000000000000\"");
    x = std::bit_cast<double>(bits);
    if (text != decimal(x))
      fail_reading(fmt::format("{}: bits and decimal disagree, {} is {}", place, hex, decimal(x)));
  }
  template <std::integral T>
  void take(const Json& json, const std::string& place, T& x) {
    expect(json.is_number_unsigned() && json.get<std::uint64_t>() <= std::numeric_limits<T>::max(), place,
           "a whole number in range");
    x = json.get<T>();
  }
  template <Array T>
  void take(const Json& json, const std::string& place, T& items) {
    take_items(json, place, items);
  }
  void take_items(const Json& json, const std::string& place, auto& items) {
    expect(json.is_array(), place, "an array");
    if constexpr (requires { items.resize(0); })
      items.resize(json.size());
    expect(items.size() == json.size(), place, fmt::format("{} items", items.size()));
    for (std::size_t i = 0; i < items.size(); ++i)
      take(json[i], fmt::format("{}[{}]", place, i), items[i]);
  }
  template <Object T>
  void take(const Json& json, const std::string& place, T& object) {
    take_members(json, place, [&](const auto& visit) { each_member(object, visit); });
  }
  /// Takes the members that `each` visits; there may be no others.
  void take_members(const Json& json, const std::string& place, const auto& each) {
    expect(json.is_object(), place.empty() ? "the file" : place, "an object");
    std::set<std::string, std::less<>> unknown;
    for (const auto& [name, value] : json.items())
      unknown.insert(name);
    each([&](const char* name, auto&& member) {
      unknown.erase(name);
      take_member(json, name, (place.empty() ? "" : place + ".") + name, member);
    });
    if (!unknown.empty())
      fail_reading("unknown member " +
                   input::in_quotes((place.empty() ? "" : place + ".") + *unknown.begin()));
  }

  /// Takes a stored case and its checksum.
  CaseDocument take_case(const Json& json) {
    std::string schema, theorem;
    std::optional<std::string> mutant, checksum;
    Origin origin;
    std::vector<double> row;
    std::vector<Key> head;
    std::optional<Case> c;
    take_members(json, "", [&](const auto& visit) {
      visit("schema", schema), visit("theorem", theorem), visit("mutant", mutant), visit("origin", origin);
      visit("scores", row), visit("head", head);
      scores_ = std::make_shared<const Scores>(std::move(row));
      c.emplace(scores_, Head::of_keys(*scores_, head));
      Parts::each([&]<class P>(std::type_identity<P>) {
        P& part = *c;
        P::each_member(part, [&](const char* name, auto& member) { visit(name, MayBeAbsent{member}); });
      });
      visit("checksum", checksum);
    });
    return {{std::move(theorem), std::move(mutant), std::move(origin), *std::move(c)}, std::move(checksum)};
  }

private:
  template <class T>
  void take_member(const Json& json, const char* name, const std::string& place, T& member) {
    if (!json.contains(name))
      fail_reading(fmt::format("member \"{}\" is missing", place));
    take(json[name], place, member);
  }
  template <class T>
  void take_member(const Json& json, const char* name, const std::string& place, std::optional<T>& member) {
    take_member(json, name, place, MayBeAbsent{member});
  }
  template <class T>
  void take_member(const Json& json, const char* name, const std::string& place, MayBeAbsent<T> part) {
    if (json.contains(name))
      take(json[name], place, part.member);
  }

  // What parts are made of.

  template <class T>
  void take(const Json& json, const std::string& place, std::optional<T>& member) {
    take(json, place, member.emplace());
  }
  void take(const Json& json, const std::string& place, std::shared_ptr<const Values>& values) {
    std::vector<std::vector<double>> rows;
    take(json, place, rows);
    values = values_of(rows, place, "value");
  }
  void take(const Json& json, const std::string& place, std::shared_ptr<const Blocks>& blocks) {
    std::vector<Block> all;
    take(json, place, all);
    blocks = std::make_shared<const Blocks>(*scores_, std::move(all));
  }
  void take(const Json& json, const std::string& place, ScoreBox& box) {
    std::vector<std::array<double, 4>> rows;
    take(json, place, rows);
    for (const auto& [lower, upper, point, direction] : rows) {
      box.lower.push_back(lower);
      box.upper.push_back(upper);
      box.point.push_back(point);
      box.direction.push_back(direction);
    }
  }
  void take(const Json& json, const std::string& place, std::shared_ptr<const QueryKeys>& query_keys) {
    QueryKeysMembers members;
    take(json, place, members);
    query_keys_ = query_keys = std::make_shared<const QueryKeys>(
        std::move(members.query), values_of(members.keys, place + ".keys", "key vector"), scores_->finite(),
        members.scale);
  }
  void take(const Json& json, const std::string& place, std::vector<Search>& searches) {
    if (!query_keys_)
      fail_reading("searches need a query and keys");
    take_items(json, place, searches);
  }
  void take(const Json& json, const std::string& place, std::shared_ptr<const Cells>& cells) {
    std::vector<Cell> all;
    take(json, place, all);
    cells = std::make_shared<const Cells>(*query_keys_, std::move(all));
  }

  std::shared_ptr<const Scores> scores_;
  std::shared_ptr<const QueryKeys> query_keys_;
};

/// The JSON value of a text. Throws Json::exception, and invalid_argument on an object with a member twice.
Json parse_json(std::span<const std::byte> text) {
  std::vector<std::set<std::string>> open; // members so far of the objects around the current place
  const auto* first = reinterpret_cast<const char*>(text.data());
  return Json::parse(first, first + text.size(), [&](int depth, Json::parse_event_t event, Json& parsed) {
    check_depth(depth);
    if (event == Json::parse_event_t::object_start)
      open.emplace_back();
    else if (event == Json::parse_event_t::object_end)
      open.pop_back();
    else if (event == Json::parse_event_t::key && !open.back().insert(parsed.get<std::string>()).second)
      fail_reading(fmt::format("member {} appears twice", input::in_quotes(parsed.get<std::string>())));
    return true;
  });
}

} // namespace

void fail_reading(const std::string& reason) {
  throw std::invalid_argument(reason);
}

void check_depth(int depth) {
  constexpr int most = 64;
  if (depth > most)
    fail_reading(fmt::format("is nested more than {} deep", most));
}

void expect(bool is, const std::string& place, std::string_view what) {
  if (!is)
    fail_reading(fmt::format("{}: expected {}", place, what));
}

CaseDocument parse_document(std::span<const std::byte> text) {
  try {
    const Json json = parse_json(text);
    const bool has_schema = json.is_object() && json.contains("schema") && json["schema"].is_string();
    if (has_schema && json["schema"] != case_schema)
      fail_reading(fmt::format("schema is {} instead of \"{}\"",
                               input::in_quotes(json["schema"].get<std::string>()), case_schema));
    return Reader().take_case(json);
  } catch (const Json::exception& error) {
    const std::string_view what = error.what(); // "[json.exception...] parse error at line 3, column 5: ..."
    fail_reading("is not JSON: " + std::string(what.substr(what.find("] ") + 2)));
  }
}

} // namespace tailmass::verify::cases
