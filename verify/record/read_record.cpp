// Records from JSON.
#include "verify/record/read_record.hpp"

#include "verify/cases/case_document.hpp"
#include "verify/input/input_error.hpp"
#include "verify/input/mapped_file.hpp"
#include "verify/record/field.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace tailmass::verify::record {

using Json = nlohmann::ordered_json;

namespace {

cases::Origin origin_at(const Field& field) {
  cases::Origin origin;
  field.read("file", origin.file);
  origin.tensor = field.at("tensor").text();
  origin.row = field.at("row").text();
  field.read("k", origin.k);
  if (const auto epsilon = field.find("epsilon"))
    origin.epsilon = epsilon->number();
  return origin;
}

Tally tally_at(const Field& field) {
  Tally tally;
  for (const judge::Verdict verdict : judge::all_verdicts)
    tally.add(verdict, field.at(name_of(verdict)).count());
  return tally;
}

ClaimRecord claim_at(const Field& field) {
  ClaimRecord claim;
  field.read("claim", claim.label);
  claim.tally = tally_at(field);
  if (const auto worst = field.find("worst")) {
    claim.worst_slack = worst->at("slack").number();
    claim.worst = origin_at(worst->at("case"));
  }
  if (const auto looseness = field.find("looseness"))
    claim.log_looseness = Looseness{.min = looseness->at("min").wide_number().log,
                                    .median = looseness->at("median").wide_number().log,
                                    .max = looseness->at("max").wide_number().log};
  field.read("false_alarm", claim.false_alarm);
  return claim;
}

TheoremRecord theorem_at(const Field& field) {
  TheoremRecord theorem{.id = field.at("id").text(), .all = claim_at(field), .claims = {}};
  if (const auto bits = field.find("bits"))
    theorem.bits_max = bits->at("max").integer();
  field.read("by_largest_term", theorem.by_largest_term);
  field.read("filtered", theorem.filtered);
  if (const auto claims = field.find("claims"))
    for (const Field& claim : claims->items())
      theorem.claims.push_back(claim_at(claim));
  return theorem;
}

ConsistencyRecord check_at(const Field& field) {
  ConsistencyRecord check;
  check.check = field.at("check").text();
  field.read("bound", check.bound);
  check.held = field.at("held").count();
  check.exceeded = field.at("exceeded").count();
  field.read("unbounded", check.unbounded);
  field.read("worst_ratio", check.worst_ratio);
  if (const auto worst = field.find("worst"))
    check.worst = origin_at(*worst);
  if (const auto failures = field.find("failures"))
    for (const Field& failure : failures->items()) {
      NumberFailure& of = check.failures.emplace_back();
      failure.read("tensor", of.tensor);
      failure.read("row", of.row);
      of.message = failure.at("message").text();
      failure.read("cause", of.cause);
    }
  return check;
}

KernelHeadRecord head_at(const Field& field) {
  return {.origin = origin_at(field),
          .top_k = field.at("top_k").flag(),
          .tail_mass = field.at("tail_mass").text()};
}

Failure failure_at(const Field& field) {
  Failure failure{.theorem = field.at("theorem").text(),
                  .claim = {},
                  .verdict = verdict_at(field.at("verdict")),
                  .reason = {},
                  .origin = origin_at(field.at("case")),
                  .case_file = {}};
  field.read("claim", failure.claim);
  field.read("reason", failure.reason);
  field.read("case_file", failure.case_file);
  return failure;
}

MutantRecord mutant_at(const Field& field) {
  MutantRecord mutant{.theorem = field.at("theorem").text(),
                      .name = field.at("name").text(),
                      .change = {},
                      .verdict = verdict_at(field.at("verdict"))};
  field.read("change", mutant.change);
  return mutant;
}

BoxRecord box_at(const Field& field) {
  BoxRecord box{.theorem = field.at("theorem").text()};
  field.read("mutant", box.mutant);
  box.keys = field.at("n").count();
  box.kept = field.at("k").count();
  field.read("heads", box.heads);
  if (const auto scores = field.find("scores"))
    box.half_width = scores->at("upper").number();
  if (const auto claims = field.find("claims"))
    for (const Field& claim : claims->items())
      box.claims.push_back(claim.text());
  field.read("tolerance", box.tolerance);
  box.verdict = verdict_at(field.at("verdict"));
  field.read("boxes", box.boxes);
  field.read("open", box.open);
  if (const auto deepest = field.find("deepest"))
    box.deepest = static_cast<int>(deepest->integer());
  field.read("seconds", box.seconds);
  if (const auto scores = field.find("counterexample"))
    for (const Field& score : scores->items())
      box.counterexample.push_back(score.number());
  return box;
}

ConfidenceRecord confidence_at(const Field& field) {
  ConfidenceRecord confidence{.theorem = field.at("theorem").text(), .regime = {}, .claims = tally_at(field)};
  field.read("regime", confidence.regime);
  field.read("cases", confidence.cases);
  field.read("met", confidence.met);
  return confidence;
}

NecessityRecord necessity_at(const Field& field) {
  NecessityRecord necessity{.theorem = field.at("theorem").text(),
                            .hypothesis = field.at("hypothesis").text(),
                            .finding = field.at("finding").text()};
  field.read("tried", necessity.tried);
  field.read("claim", necessity.claim);
  field.read("reason", necessity.reason);
  field.read("sample", necessity.sample);
  if (const auto scores = field.find("scores"))
    for (const Field& score : scores->items())
      necessity.scores.push_back(score.number());
  if (const auto head = field.find("head"))
    for (const Field& key : head->items())
      necessity.head.push_back(key.count());
  return necessity;
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

void read_surroundings(const Field& document, Record& record) {
  document.read("commit", record.commit);
  document.read("date", record.date);
  if (const auto host = document.find("host")) {
    host->read("processor", record.host.processor);
    host->read("simd", record.host.simd);
    host->read("tailmass", record.host.tailmass);
    if (const auto threads = host->find("threads"))
      record.host.threads = static_cast<unsigned>(threads->count());
  }
  if (const auto timing = document.find("timing")) {
    timing->read("seconds", record.timing.seconds);
    timing->read("peak_memory_mb", record.timing.peak_memory_mb);
  }
  document.read("interrupted", record.interrupted);
  if (const auto rows = document.find("rows_judged")) {
    rows->read("done", record.rows);
    rows->read("total", record.rows_total);
    rows->read("generated", record.generated);
    rows->read("left_out", record.left_out);
    rows->read("cases", record.cases);
  }
}

} // namespace

judge::Verdict verdict_at(const Field& field) {
  const std::string name = field.text();
  const auto* const found =
      std::ranges::find(judge::all_verdicts, name, [](judge::Verdict verdict) { return name_of(verdict); });
  cases::expect(found != judge::all_verdicts.end(), field.place(), "a verdict");
  return *found;
}

Record record_of(const Field& document) {
  check_schema(document.at("schema").text());
  Record record;
  record.command = document.at("command").text();
  document.read("seed", record.seed);
  read_surroundings(document, record);
  read_all(document, "theorems", record.theorems, theorem_at);
  read_all(document, "consistency", record.consistency, check_at);
  read_all(document, "kernel", record.kernel, check_at);
  read_all(document, "kernel_heads", record.kernel_heads, head_at);
  if (const auto mutants = document.find("mutants"); mutants && mutants->is_array())
    read_all(document, "mutants", record.mutants, mutant_at);
  read_all(document, "boxes", record.boxes, box_at);
  read_all(document, "necessity", record.necessity, necessity_at);
  read_all(document, "confidence", record.confidence, confidence_at);
  read_all(document, "failures", record.failures, failure_at);
  if (document.find("rows"))
    read_all(document, "rows", record.certified.emplace(), row_of);
  record.hunt = read_hunt(document);
  record.precision = read_precision(document);
  record.bench = read_bench(document);
  return record;
}

Record read_record(const std::filesystem::path& path) {
  const input::MappedFile file(path);
  const auto* const first = reinterpret_cast<const char*>(file.bytes().data());
  try {
    const Json json = Json::parse(first, first + file.bytes().size());
    return record_of(Field(json));
  } catch (const Json::exception& error) {
    const std::string_view what = error.what(); // "[json.exception...] parse error at line 3, column 5: ..."
    throw input::InputError({path.string()}, "is not JSON: " + std::string(what.substr(what.find("] ") + 2)));
  } catch (const std::invalid_argument& error) {
    throw input::InputError({path.string()}, error.what());
  }
}

} // namespace tailmass::verify::record
