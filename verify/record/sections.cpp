// The one list of a record's sections, and what walks it.
#include "verify/record/sections.hpp"

#include "verify/cases/checksum.hpp"
#include "verify/input/input_error.hpp"
#include "verify/input/mapped_file.hpp"
#include "verify/record/checksum.hpp"

#include <array>
#include <fmt/format.h>

namespace tailmass::verify::record {

namespace {

constexpr std::array sections{
    &header_section,    &row_faults_section,  &certified_section, &certified_summary_section,
    &theorems_section,  &consistency_section, &mutants_section,   &boxes_section,
    &necessity_section, &confidence_section,  &hunt_section,      &precision_section,
    &bench_section,     &failures_section};

Json written(const Record& record, Form form) {
  Json json = Json::object();
  for (const Section* section : sections)
    section->write(json, record, form);
  return json;
}

void check_schema(const std::string& schema) {
  if (schema == run_schema)
    return;
  constexpr std::string_view run = "tailmass.run/";
  if (schema.starts_with(run))
    cases::fail_reading(fmt::format("schema is {}, another version than \"{}\", which this program reads",
                                    input::in_quotes(schema), run_schema));
  cases::fail_reading(fmt::format("schema is {} instead of \"{}\"", input::in_quotes(schema), run_schema));
}

/// How many of the rows were judged: not empty queries, nor those outside the domain.
std::size_t judged_rows(const Record& record) {
  const std::size_t others = record.empty + record.faulty;
  return record.rows > others ? record.rows - others : 0;
}

/// Holds each check's failures and worst number to its counts.
void check_counts(const std::vector<ConsistencyRecord>& checks) {
  for (const ConsistencyRecord& check : checks) {
    if (check.failures.size() > check.exceeded + check.unbounded)
      cases::fail_reading(fmt::format(
          "contradicts itself: {} failures of {} are listed, {} of its numbers are "
          "counted as exceeded or without a bound",
          check.failures.size(), input::in_quotes(check.check), check.exceeded + check.unbounded));
    constexpr double rounded = 1 + 1e-6;
    if (check.exceeded + check.unbounded == 0 && !(check.worst_ratio <= rounded))
      cases::fail_reading(fmt::format("contradicts itself: a number of {} is {:.3g} times its bound, none is "
                                      "counted as exceeded",
                                      input::in_quotes(check.check), check.worst_ratio));
  }
}

/// Each line over all cases that exceeds its limit has a fault.
void check_faults(const PrecisionRecord& precision) {
  constexpr double rounded = 1 + 1e-6; // a limit that is a share of a bound is a product
  for (const PrecisionLine& line : precision.lines)
    if (line.limit_ulp && !(line.max_ulp >= 0 && line.max_ulp <= rounded * *line.limit_ulp) &&
        std::ranges::find(precision.faults, line.name, &PrecisionFault::name) == precision.faults.end())
      cases::fail_reading(
          fmt::format("contradicts itself: {} is {:.3g} ulp off where {:.3g} is its limit, and "
                      "no fault is listed",
                      input::in_quotes(text_of(line.name)), line.max_ulp, *line.limit_ulp));
}

/// A record that contradicts itself says nothing.
void check_sense(const Field& document, const Record& record) {
  const Tally total = record.summary();
  const std::size_t open = total.of(judge::Verdict::refuted) + total.of(judge::Verdict::undecided);
  if (record.failures.size() > open)
    cases::fail_reading(
        fmt::format("contradicts itself: {} failures are listed, {} claims are counted as refuted or "
                    "undecided",
                    record.failures.size(), open));
  check_counts(record.consistency);
  check_counts(record.kernel);
  if (record.precision)
    check_faults(*record.precision);
  if (record.certified && record.certified->empty() && judged_rows(record) > 0)
    cases::fail_reading(fmt::format(
        "contradicts itself: {} rows were judged, none is listed with certificates", judged_rows(record)));
  if (const std::optional<Field> summary = document.find("summary"))
    for (const judge::Verdict verdict : judge::all_verdicts)
      if (summary->at(name_of(verdict)).count() != total.of(verdict))
        cases::fail_reading(
            fmt::format("contradicts itself: summary.{} is not the sum over the theorems", name_of(verdict)));
}

/// Holds a record to its checksum; older ones have none.
void check_checksum(const Json& document) {
  if (document.contains("checksum") && Field(document).at("checksum").text() != checksum_of(document))
    cases::fail_reading("was changed since it was written, or lost a part: its checksum is another");
}

} // namespace

Json to_json(const Record& record) {
  Json document = written(record, Form::record);
  document["checksum"] = checksum_of(document);
  return document;
}

std::string checksum_of(const Json& document) {
  nlohmann::json sorted = document;
  sorted.erase("checksum");
  cases::Checksum checksum;
  checksum.add(sorted.dump());
  return checksum.text();
}

Json to_part(const Record& record) {
  return written(record, Form::part);
}

Record of_part(const Field& document) {
  Record record;
  for (const Section* section : sections)
    section->read(document, record);
  return record;
}

Record record_of(const Field& document) {
  check_schema(document.at("schema").text());
  Record record = of_part(document);
  check_sense(document, record);
  return record;
}

void merge(Record& into, Record later) {
  for (const Section* section : sections)
    section->merge(into, later);
}

Json record_schema() {
  Properties properties;
  Definitions definitions;
  for (const Section* section : sections)
    section->describe(properties, definitions);
  properties.add("checksum", {{"type", "string"}, {"pattern", "^0x[0-9a-f]{16}$"}}, false);
  Json schema{{"$schema", "http://json-schema.org/draft-07/schema#"},
              {"title", "A record of tailmass"},
              {"description",
               "What a run of verify, certify, check, precision, hunt, bench or study necessity found; "
               "record.md explains each member."}};
  schema.update(properties.object());
  schema["anyOf"] = {{{"required", {"rows"}}}, {{"required", {"summary", "theorems", "failures"}}}};
  schema["additionalProperties"] = {{"description", "Sections that this schema does not describe."},
                                    {"type", {"object", "array"}}};
  schema["definitions"] = std::move(definitions.all);
  return schema;
}

Json read_document(const std::filesystem::path& path) {
  const input::MappedFile file(path);
  const auto* const first = reinterpret_cast<const char*>(file.bytes().data());
  try {
    return Json::parse(first, first + file.bytes().size(), [](int depth, Json::parse_event_t, Json&) {
      cases::check_depth(depth);
      return true;
    });
  } catch (const Json::exception& error) {
    const std::string_view what = error.what(); // "[json.exception...] parse error at line 3, column 5: ..."
    throw input::InputError({path.string()}, "is not JSON: " + std::string(what.substr(what.find("] ") + 2)));
  } catch (const std::invalid_argument& error) {
    throw input::InputError({path.string()}, error.what());
  }
}

Record read_record(const std::filesystem::path& path) {
  const Json json = read_document(path);
  try {
    Record record = record_of(Field(json));
    check_checksum(json);
    return record;
  } catch (const std::invalid_argument& error) {
    throw input::InputError({path.string()}, error.what());
  }
}

} // namespace tailmass::verify::record
