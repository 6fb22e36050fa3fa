// Stored cases, there and back.
#include "verify/cases/case_file.hpp"

#include "theory/theorems/catalogue.hpp"
#include "verify/cases/case_document.hpp"
#include "verify/cases/checksum.hpp"
#include "verify/input/input_error.hpp"
#include "verify/input/mapped_file.hpp"

#include <algorithm>
#include <cerrno>
#include <fmt/format.h>
#include <fstream>
#include <stdexcept>
#include <system_error>
#include <unistd.h>

namespace tailmass::verify::cases {

namespace {

template <class Container>
std::optional<Container> unless_empty(const Container& items) {
  return items.empty() ? std::nullopt : std::optional(items);
}

std::vector<std::vector<double>> rows_of(const Values& values) {
  std::vector<std::vector<double>> rows;
  for (std::size_t key = 0; key < values.keys(); ++key)
    rows.emplace_back(values.of(key).begin(), values.of(key).end());
  return rows;
}

CaseDocument document_of(const StoredCase& stored) {
  const Case& c = stored.c;
  CaseDocument d;
  d.schema = case_schema;
  d.theorem = stored.theorem;
  d.mutant = stored.mutant;
  d.origin = stored.origin;
  d.scores.assign(c.scores->all().begin(), c.scores->all().end());
  d.head.assign(c.head.head().begin(), c.head.head().end());
  std::ranges::sort(d.head); // Head restores its order
  if (c.values)
    d.values = rows_of(*c.values);
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
  d.perturbed = unless_empty(c.perturbed);
  if (c.keyed)
    d.keyed = {.query = {c.keyed->query().begin(), c.keyed->query().end()},
               .scale = c.keyed->scale(),
               .keys = rows_of(c.keyed->keys())};
  for (const Search& search : c.searches)
    (d.searches ? *d.searches : d.searches.emplace())
        .push_back({search.k, search.growth, search.epsilon, search.cells->all()});
  d.sample = c.sample;
  return d;
}

/// `member` is what the file calls the rows, `noun` what one entry is called.
std::shared_ptr<const Values> values_of(const std::vector<std::vector<double>>& rows, std::string_view member,
                                        std::string_view noun) {
  std::vector<double> entries;
  for (std::size_t key = 0; key < rows.size(); ++key) {
    expect(rows[key].size() == rows[0].size(), fmt::format("{}[{}]", member, key),
           fmt::format("{} items, as in {}[0]", rows[0].size(), member));
    entries.insert(entries.end(), rows[key].begin(), rows[key].end());
  }
  return std::make_shared<const Values>(rows.size(), rows.empty() ? 0 : rows[0].size(), std::move(entries),
                                        noun);
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

Case case_of(CaseDocument d) {
  const auto scores = std::make_shared<const Scores>(std::move(d.scores));
  Case c{.scores = scores, .head = Head::of_keys(*scores, d.head)};
  if (d.values)
    c.values = values_of(*d.values, "values", "value");
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
  c.perturbed = std::move(d.perturbed).value_or(std::vector<double>{});
  if (d.keyed)
    c.keyed = std::make_shared<const Keyed>(std::move(d.keyed->query),
                                            values_of(d.keyed->keys, "keyed.keys", "key vector"),
                                            scores->finite(), d.keyed->scale);
  if (d.searches && !c.keyed)
    fail_reading("searches need a query and keys");
  if (d.searches)
    for (SearchDocument& search : *d.searches)
      c.searches.push_back({.k = search.k,
                            .growth = search.growth,
                            .epsilon = search.epsilon,
                            .cells = std::make_shared<const Cells>(*c.keyed, std::move(search.cells))});
  c.sample = d.sample;
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
    {Part::perturbed, "perturbed", [](const Case& c) { return !c.perturbed.empty(); }},
    {Part::searches, "query and keys", [](const Case& c) { return c.keyed != nullptr; }},
    {Part::searches, "searches", [](const Case& c) { return !c.searches.empty(); }},
    {Part::sample, "sample", [](const Case& c) { return c.sample.has_value(); }},
};

/// The theorem and the mutant exist, and the case has the parts that they speak of: those among the theorem's
/// that its own witness has, or the mutant's refuting case.
void check_subject(const StoredCase& stored) {
  const Theorem* theorem = find_theorem(stored.theorem);
  if (!theorem)
    fail_reading("unknown theorem " + input::in_quotes(stored.theorem));
  Case (*example)() = theorem->witness;
  if (stored.mutant) {
    const auto mutant = std::ranges::find(theorem->mutants, *stored.mutant, &Mutant::name);
    if (mutant == theorem->mutants.end())
      fail_reading(fmt::format("unknown mutant {} of {}", input::in_quotes(*stored.mutant), stored.theorem));
    example = mutant->refuting_case;
  }
  for (const NamedPart& named : named_parts)
    if (includes(theorem->needs, named.part) && !named.in(stored.c) && (!example || named.in(example())))
      fail_reading(fmt::format("{} speaks of {}, and the case has none", stored.theorem, named.name));
}

std::string checksum_of(const std::string& lines) {
  Checksum checksum;
  checksum.add(lines);
  return checksum.text();
}

StoredCase parse_case(std::span<const std::byte> text) {
  CaseDocument d = parse_document(text);
  StoredCase stored{.theorem = d.theorem, .mutant = d.mutant, .origin = d.origin, .c = case_of(d)};
  check_subject(stored);
  if (!d.checksum)
    fail_reading("member \"checksum\" is missing");
  if (const std::string checksum = checksum_of(lines_of(document_of(stored))); *d.checksum != checksum)
    fail_reading(fmt::format("checksum is {} instead of {}", input::in_quotes(*d.checksum), checksum));
  return stored;
}

} // namespace

std::string case_text(const StoredCase& stored) {
  const std::string lines = lines_of(document_of(stored));
  return "{\n" + lines + ",\n\"checksum\": \"" + checksum_of(lines) + "\"\n}\n";
}

StoredCase read_case_text(const std::string& text) {
  return parse_case(std::as_bytes(std::span(text)));
}

void write_case_file(const std::filesystem::path& path, const StoredCase& stored) {
  std::filesystem::path unfinished = path;
  unfinished += fmt::format(".{}.tmp", getpid());
  errno = 0;
  std::ofstream file(unfinished, std::ios::binary);
  file << case_text(stored);
  file.close();
  std::error_code error(file ? 0 : errno != 0 ? errno : EIO, std::generic_category());
  if (!error)
    std::filesystem::rename(unfinished, path, error);
  if (!error)
    return;
  std::error_code ignored;
  std::filesystem::remove(unfinished, ignored);
  throw input::InputError({path.string()}, "cannot be written: " + error.message());
}

StoredCase read_case_file(const std::filesystem::path& path) {
  const input::MappedFile file(path);
  try {
    return parse_case(file.bytes());
  } catch (const std::invalid_argument& error) { // DomainError too
    throw input::InputError({path.string()}, error.what());
  }
}

} // namespace tailmass::verify::cases
