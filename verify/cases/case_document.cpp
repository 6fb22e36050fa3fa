// JSON of case files, member by member.
#include "verify/cases/case_document.hpp"

#include "verify/input/input_error.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <concepts>
#include <fmt/format.h>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>

namespace tailmass::verify::cases {

using Json = nlohmann::ordered_json;

namespace {

// The members of each kind of object in their order: one list for writing and reading. What is optional may
// be absent.

void each_member(Origin& origin, const auto& visit) {
  visit("file", origin.file), visit("tensor", origin.tensor), visit("row", origin.row), visit("k", origin.k);
  visit("epsilon", origin.epsilon);
}
void each_member(Block& block, const auto& visit) {
  visit("keys", block.keys), visit("lower", block.lower), visit("upper", block.upper);
  visit("in_head", block.in_head), visit("parent", block.parent);
}
void each_member(CompanionWeights& weights, const auto& visit) {
  visit("any", weights.any), visit("in_head", weights.in_head);
}
void each_member(TemperaturePair& pair, const auto& visit) {
  visit("beta0", pair.beta0), visit("beta1", pair.beta1);
}
void each_member(Checkpoints& ranks, const auto& visit) {
  visit("head", ranks.head), visit("tail", ranks.tail), visit("known_gaps", ranks.known_gaps);
}
void each_member(KeyedDocument& keyed, const auto& visit) {
  visit("query", keyed.query), visit("scale", keyed.scale), visit("keys", keyed.keys);
}
void each_member(Cell& cell, const auto& visit) {
  visit("keys", cell.keys), visit("upper", cell.upper);
}
void each_member(SearchDocument& search, const auto& visit) {
  visit("k", search.k), visit("growth", search.growth), visit("epsilon", search.epsilon);
  visit("cells", search.cells);
}
void each_member(GaussianSample& sample, const auto& visit) {
  visit("rows", sample.rows), visit("n", sample.n), visit("sigma", sample.sigma), visit("k", sample.k);
  visit("epsilon", sample.epsilon), visit("seed", sample.seed);
}
void each_member(CaseDocument& d, const auto& visit) {
  visit("schema", d.schema), visit("theorem", d.theorem), visit("mutant", d.mutant),
      visit("origin", d.origin);
  visit("scores", d.scores), visit("head", d.head), visit("values", d.values), visit("epsilon", d.epsilon);
  visit("blocks", d.blocks), visit("finer_blocks", d.finer_blocks), visit("companion", d.companion);
  visit("temperatures", d.temperatures), visit("checkpoints", d.checkpoints), visit("box", d.box);
  visit("centre", d.centre), visit("shift", d.shift), visit("permutation", d.permutation);
  visit("sub_row", d.sub_row), visit("perturbed", d.perturbed);
  visit("keyed", d.keyed), visit("searches", d.searches);
  visit("sample", d.sample), visit("checksum", d.checksum);
}

template <class T>
concept Object = requires(T& x) {
  each_member(x, [](const char*, auto&) {});
};
template <class T>
concept Array = requires(T& x) {
  x.begin();
}
&&!std::same_as<T, std::string>;

/// The shortest decimal that reads back to x; the C++ standard leaves no choice in it.
std::string decimal(double x) {
  std::array<char, 32> text{};
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), x).ptr};
}

struct Writer {
  static Json json(std::string& text) { return text; }
  static Json json(double& x) { return {hexadecimal(std::bit_cast<std::uint64_t>(x)), decimal(x)}; }
  template <std::integral T>
  static Json json(T& x) {
    return x;
  }
  template <Array T>
  static Json json(T& items) {
    Json array = Json::array();
    for (auto& item : items)
      array.push_back(json(item));
    return array;
  }
  template <Object T>
  static Json json(T& object) {
    Json members = Json::object();
    each_member(object, [&](const char* name, auto& member) { add(members, name, member); });
    return members;
  }
  template <class T>
  static void add(Json& members, const char* name, T& member) {
    members[name] = json(member);
  }
  template <class T>
  static void add(Json& members, const char* name, std::optional<T>& member) {
    if (member)
      add(members, name, *member);
  }
};

struct Reader {
  static void take(const Json& json, const std::string& place, std::string& text) {
    expect(json.is_string(), place, "a string");
    text = json.get<std::string>();
  }
  static void take(const Json& json, const std::string& place, bool& flag) {
    expect(json.is_boolean(), place, "true or false");
    flag = json.get<bool>();
  }
  static void take(const Json& json, const std::string& place, double& x) {
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
  static void take(const Json& json, const std::string& place, T& x) {
    expect(json.is_number_unsigned() && json.get<std::uint64_t>() <= std::numeric_limits<T>::max(), place,
           "a whole number in range");
    x = json.get<T>();
  }
  template <Array T>
  static void take(const Json& json, const std::string& place, T& items) {
    expect(json.is_array(), place, "an array");
    if constexpr (requires { items.resize(0); })
      items.resize(json.size());
    expect(items.size() == json.size(), place, fmt::format("{} items", items.size()));
    for (std::size_t i = 0; i < items.size(); ++i)
      take(json[i], fmt::format("{}[{}]", place, i), items[i]);
  }
  template <Object T>
  static void take(const Json& json, const std::string& place, T& object) {
    expect(json.is_object(), place.empty() ? "the file" : place, "an object");
    std::set<std::string, std::less<>> unknown;
    for (const auto& [name, value] : json.items())
      unknown.insert(name);
    each_member(object, [&](const char* name, auto& member) {
      unknown.erase(name);
      take_member(json, name, (place.empty() ? "" : place + ".") + name, member);
    });
    if (!unknown.empty())
      fail_reading("unknown member " +
                   input::in_quotes((place.empty() ? "" : place + ".") + *unknown.begin()));
  }
  template <class T>
  static void take_member(const Json& json, const char* name, const std::string& place, T& member) {
    if (!json.contains(name))
      fail_reading(fmt::format("member \"{}\" is missing", place));
    take(json[name], place, member);
  }
  template <class T>
  static void take_member(const Json& json, const char* name, const std::string& place,
                          std::optional<T>& member) {
    if (json.contains(name))
      take(json[name], place, member.emplace());
  }
};

/// The JSON value of a text. Throws Json::exception, and invalid_argument on an object with a member twice.
Json parse_json(std::span<const std::byte> text) {
  std::vector<std::set<std::string>> open; // members so far of the objects around the current place
  const auto* first = reinterpret_cast<const char*>(text.data());
  return Json::parse(first, first + text.size(), [&](int, Json::parse_event_t event, Json& parsed) {
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

void expect(bool is, const std::string& place, std::string_view what) {
  if (!is)
    fail_reading(fmt::format("{}: expected {}", place, what));
}

std::string hexadecimal(std::uint64_t bits) {
  return fmt::format("{:#018x}", bits);
}

std::string lines_of(CaseDocument d) {
  const auto dump = [](const Json& value) { // a path may hold bytes that are no UTF-8
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
  };
  const Json json = Writer::json(d);
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

CaseDocument parse_document(std::span<const std::byte> text) {
  try {
    const Json json = parse_json(text);
    const bool has_schema = json.is_object() && json.contains("schema") && json["schema"].is_string();
    if (has_schema && json["schema"] != case_schema)
      fail_reading(fmt::format("schema is {} instead of \"{}\"",
                               input::in_quotes(json["schema"].get<std::string>()), case_schema));
    CaseDocument d;
    Reader::take(json, "", d);
    return d;
  } catch (const Json::exception& error) {
    const std::string_view what = error.what(); // "[json.exception...] parse error at line 3, column 5: ..."
    fail_reading("is not JSON: " + std::string(what.substr(what.find("] ") + 2)));
  }
}

} // namespace tailmass::verify::cases
