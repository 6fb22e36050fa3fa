// Stored cases as JSON, there and back.
#include "verify/case_file.hpp"

#include "theory/theorems/catalogue.hpp"
#include "verify/input/input_error.hpp"
#include "verify/input/mapped_file.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <boost/crc.hpp>
#include <cerrno>
#include <charconv>
#include <concepts>
#include <fmt/format.h>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>
#include <system_error>
#include <unistd.h>

namespace tailmass {

using Json = nlohmann::ordered_json;

namespace {

constexpr const char* schema = "tailmass.case/1";

/// What the file says, member by member. A box has lower, upper, point and direction of a key in a line.
struct Document {
  std::string schema, theorem;
  std::optional<std::string> mutant;
  Origin origin;
  std::vector<double> scores;
  std::vector<Key> head;
  std::optional<std::vector<std::vector<double>>> values;
  std::optional<double> epsilon;
  std::optional<std::vector<Block>> blocks, finer_blocks;
  std::optional<CompanionWeights> companion;
  std::optional<TemperaturePair> temperatures;
  std::optional<Checkpoints> checkpoints;
  std::optional<std::vector<std::array<double, 4>>> box;
  std::optional<std::vector<double>> centre;
  std::optional<double> shift;
  std::optional<std::vector<Key>> permutation, sub_row;
  std::optional<std::string> checksum;
};

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
void each_member(Document& d, const auto& visit) {
  visit("schema", d.schema), visit("theorem", d.theorem), visit("mutant", d.mutant),
      visit("origin", d.origin);
  visit("scores", d.scores), visit("head", d.head), visit("values", d.values), visit("epsilon", d.epsilon);
  visit("blocks", d.blocks), visit("finer_blocks", d.finer_blocks), visit("companion", d.companion);
  visit("temperatures", d.temperatures), visit("checkpoints", d.checkpoints), visit("box", d.box);
  visit("centre", d.centre), visit("shift", d.shift), visit("permutation", d.permutation);
  visit("sub_row", d.sub_row), visit("checksum", d.checksum);
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

/// What is wrong with the content; read_case_file() adds the file.
[[noreturn]] void fail(const std::string& reason) {
  throw std::invalid_argument(reason);
}

void expect(bool is, const std::string& place, std::string_view what) {
  if (!is)
    fail(fmt::format("{}: expected {}", place, what));
}

std::string hexadecimal(std::uint64_t bits) {
  return fmt::format("{:#018x}", bits);
}

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
      fail(fmt::format("{}: bits and decimal disagree, {} is {}", place, hex, decimal(x)));
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
      fail("unknown member " + in_quotes((place.empty() ? "" : place + ".") + *unknown.begin()));
  }
  template <class T>
  static void take_member(const Json& json, const char* name, const std::string& place, T& member) {
    if (!json.contains(name))
      fail(fmt::format("member \"{}\" is missing", place));
    take(json[name], place, member);
  }
  template <class T>
  static void take_member(const Json& json, const char* name, const std::string& place,
                          std::optional<T>& member) {
    if (json.contains(name))
      take(json[name], place, member.emplace());
  }
};

template <class Container>
std::optional<Container> unless_empty(const Container& items) {
  return items.empty() ? std::nullopt : std::optional(items);
}

Document document_of(const StoredCase& stored) {
  const Case& c = stored.c;
  Document d;
  d.schema = schema;
  d.theorem = stored.theorem;
  d.mutant = stored.mutant;
  d.origin = stored.origin;
  d.scores.assign(c.scores->all().begin(), c.scores->all().end());
  d.head.assign(c.head.head().begin(), c.head.head().end());
  std::ranges::sort(d.head); // Head restores its order
  if (c.values)
    for (std::size_t key = 0; key < c.values->keys(); ++key)
      (d.values ? *d.values : d.values.emplace())
          .emplace_back(c.values->of(key).begin(), c.values->of(key).end());
  d.epsilon = c.epsilon;
  if (c.blocks)
    d.blocks = c.blocks->all();
  if (c.finer_blocks)
    d.finer_blocks = c.finer_blocks->all();
  d.companion = c.companion;
  d.temperatures = c.temperatures;
  d.checkpoints = c.checkpoints;
  if (c.box)
    for (std::size_t key = 0; key < c.box->lower.size(); ++key)
      (d.box ? *d.box : d.box.emplace())
          .push_back({c.box->lower[key], c.box->upper[key], c.box->point[key], c.box->direction[key]});
  d.centre = unless_empty(c.centre);
  d.shift = c.shift;
  d.permutation = unless_empty(c.permutation);
  d.sub_row = unless_empty(c.sub_row);
  return d;
}

std::shared_ptr<const Values> values_of(const std::vector<std::vector<double>>& rows) {
  std::vector<double> entries;
  for (std::size_t key = 0; key < rows.size(); ++key) {
    expect(rows[key].size() == rows[0].size(), fmt::format("values[{}]", key),
           fmt::format("{} items, as in values[0]", rows[0].size()));
    entries.insert(entries.end(), rows[key].begin(), rows[key].end());
  }
  return std::make_shared<const Values>(rows.size(), rows.empty() ? 0 : rows[0].size(), std::move(entries));
}

ScoreBox box_of(const std::vector<std::array<double, 4>>& rows) {
  ScoreBox box;
  for (const auto& [lower, upper, point, direction] : rows) {
    box.lower.push_back(lower);
    box.upper.push_back(upper);
    box.point.push_back(point);
    box.direction.push_back(direction);
  }
  return box;
}

Case case_of(Document d) {
  const auto scores = std::make_shared<const Scores>(std::move(d.scores));
  Case c{.scores = scores, .head = Head::of_keys(*scores, d.head)};
  if (d.values)
    c.values = values_of(*d.values);
  c.epsilon = d.epsilon;
  if (d.blocks)
    c.blocks = std::make_shared<const Blocks>(*scores, std::move(*d.blocks));
  if (d.finer_blocks)
    c.finer_blocks = std::make_shared<const Blocks>(*scores, std::move(*d.finer_blocks));
  c.companion = std::move(d.companion);
  c.temperatures = d.temperatures;
  c.checkpoints = std::move(d.checkpoints);
  if (d.box)
    c.box = box_of(*d.box);
  c.centre = std::move(d.centre).value_or(std::vector<double>{});
  c.shift = d.shift;
  c.permutation = std::move(d.permutation).value_or(std::vector<Key>{});
  c.sub_row = std::move(d.sub_row).value_or(std::vector<Key>{});
  check(c);
  return c;
}

/// A part of a case, and whether the case has it.
struct NamedPart {
  Part part;
  const char* name;
  bool (*in)(const Case&);
};
constexpr NamedPart named_parts[] = {
    {Part::values, "values", [](const Case& c) { return c.values != nullptr; }},
    {Part::epsilon, "epsilon", [](const Case& c) { return c.epsilon.has_value(); }},
    {Part::blocks, "blocks", [](const Case& c) { return c.blocks != nullptr; }},
    {Part::blocks, "finer_blocks", [](const Case& c) { return c.finer_blocks != nullptr; }},
    {Part::companion, "companion", [](const Case& c) { return c.companion.has_value(); }},
    {Part::temperatures, "temperatures", [](const Case& c) { return c.temperatures.has_value(); }},
    // There are none for k >= n_f, where what speaks of them is vacuous.
    {Part::checkpoints, "checkpoints",
     [](const Case& c) { return c.checkpoints || c.head.size() >= c.scores->finite_count(); }},
    {Part::box, "box", [](const Case& c) { return c.box.has_value(); }},
    {Part::centre, "centre", [](const Case& c) { return !c.centre.empty(); }},
    {Part::shift, "shift", [](const Case& c) { return c.shift.has_value(); }},
    {Part::permutation, "permutation", [](const Case& c) { return !c.permutation.empty(); }},
    {Part::sub_row, "sub_row", [](const Case& c) { return !c.sub_row.empty(); }},
};

/// The theorem and the mutant exist, and the case has the parts that they speak of: those among the theorem's
/// that its own witness has, or the mutant's refuting case.
void check_subject(const StoredCase& stored) {
  const Theorem* theorem = find_theorem(stored.theorem);
  if (!theorem)
    fail("unknown theorem " + in_quotes(stored.theorem));
  Case (*example)() = theorem->witness;
  if (stored.mutant) {
    const auto mutant = std::ranges::find(theorem->mutants, *stored.mutant, &Mutant::name);
    if (mutant == theorem->mutants.end())
      fail(fmt::format("unknown mutant {} of {}", in_quotes(*stored.mutant), stored.theorem));
    example = mutant->refuting_case;
  }
  for (const NamedPart& named : named_parts)
    if (includes(theorem->needs, named.part) && !named.in(stored.c) && (!example || named.in(example())))
      fail(fmt::format("{} speaks of {}, and the case has none", stored.theorem, named.name));
}

/// The members, one a line; of an array of arrays or objects one element a line.
std::string lines_of(Document d) {
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

/// CRC-64/XZ.
std::string checksum_of(const std::string& lines) {
  boost::crc_optimal<64, 0x42F0E1EBA9EA3693, 0xFFFFFFFFFFFFFFFF, 0xFFFFFFFFFFFFFFFF, true, true> crc;
  crc.process_bytes(lines.data(), lines.size());
  return hexadecimal(crc.checksum());
}

/// The JSON value of a text. Throws Json::exception, and invalid_argument on an object with a member twice.
Json parse(std::span<const std::byte> text) {
  std::vector<std::set<std::string>> open; // members so far of the objects around the current place
  const auto* first = reinterpret_cast<const char*>(text.data());
  return Json::parse(first, first + text.size(), [&](int, Json::parse_event_t event, Json& parsed) {
    if (event == Json::parse_event_t::object_start)
      open.emplace_back();
    else if (event == Json::parse_event_t::object_end)
      open.pop_back();
    else if (event == Json::parse_event_t::key && !open.back().insert(parsed.get<std::string>()).second)
      fail(fmt::format("member {} appears twice", in_quotes(parsed.get<std::string>())));
    return true;
  });
}

StoredCase parse_case(std::span<const std::byte> text) {
  const Json json = parse(text);
  const bool has_schema = json.is_object() && json.contains("schema") && json["schema"].is_string();
  if (has_schema && json["schema"] != schema)
    fail(fmt::format("schema is {} instead of \"{}\"", in_quotes(json["schema"].get<std::string>()), schema));
  Document d;
  Reader::take(json, "", d);
  StoredCase stored{.theorem = d.theorem, .mutant = d.mutant, .origin = d.origin, .c = case_of(d)};
  check_subject(stored);
  if (!d.checksum)
    fail("member \"checksum\" is missing");
  if (const std::string checksum = checksum_of(lines_of(document_of(stored))); *d.checksum != checksum)
    fail(fmt::format("checksum is {} instead of {}", in_quotes(*d.checksum), checksum));
  return stored;
}

} // namespace

void write_case_file(const std::filesystem::path& path, const StoredCase& stored) {
  const std::string lines = lines_of(document_of(stored));
  std::filesystem::path unfinished = path;
  unfinished += fmt::format(".{}.tmp", getpid());
  errno = 0;
  std::ofstream file(unfinished, std::ios::binary);
  file << "{\n" << lines << ",\n\"checksum\": \"" << checksum_of(lines) << "\"\n}\n";
  file.close();
  std::error_code error(file ? 0 : errno != 0 ? errno : EIO, std::generic_category());
  if (!error)
    std::filesystem::rename(unfinished, path, error);
  if (!error)
    return;
  std::error_code ignored;
  std::filesystem::remove(unfinished, ignored);
  throw InputError({path.string()}, "cannot be written: " + error.message());
}

StoredCase read_case_file(const std::filesystem::path& path) {
  const MappedFile file(path);
  try {
    return parse_case(file.bytes());
  } catch (const Json::exception& error) {
    const std::string_view what = error.what(); // "[json.exception...] parse error at line 3, column 5: ..."
    throw InputError({path.string()}, "is not JSON: " + std::string(what.substr(what.find("] ") + 2)));
  } catch (const std::invalid_argument& error) { // DomainError too
    throw InputError({path.string()}, error.what());
  }
}

} // namespace tailmass
