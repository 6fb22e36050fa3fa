// The record as JSON.
#include "verify/record/record.hpp"

#include "verify/record/field.hpp"

#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tailmass::verify::record {

using Json = nlohmann::ordered_json;

namespace {

Json counts(const Tally& tally) {
  Json json;
  for (const judge::Verdict verdict : judge::all_verdicts)
    json[std::string(name_of(verdict))] = tally.of(verdict);
  return json;
}

/// e^log as a number, or as a decimal string past the range of a double.
Json exponential(double log) {
  if (!std::isfinite(log) || std::isfinite(std::exp(log)))
    return json_number(std::exp(log));
  const double decades = log / std::log(10.0);
  return fmt::format("{:.6f}e+{:.0f}", std::pow(10.0, decades - std::floor(decades)), std::floor(decades));
}

Json to_json(const cases::Origin& origin) {
  Json json{{"file", origin.file}, {"tensor", origin.tensor}, {"row", origin.row}, {"k", origin.k}};
  if (origin.epsilon)
    json["epsilon"] = *origin.epsilon;
  return json;
}

void add_findings(Json& json, const ClaimRecord& claim) {
  if (claim.worst_slack && claim.worst)
    json["worst"] = {{"slack", json_number(*claim.worst_slack)}, {"case", to_json(*claim.worst)}};
  if (claim.log_looseness)
    json["looseness"] = {{"min", exponential(claim.log_looseness->min)},
                         {"median", exponential(claim.log_looseness->median)},
                         {"max", exponential(claim.log_looseness->max)}};
  if (claim.false_alarm > 0)
    json["false_alarm"] = claim.false_alarm;
}

Json to_json(const TheoremRecord& theorem) {
  Json json{{"id", theorem.id}};
  json.update(counts(theorem.all.tally));
  add_findings(json, theorem.all);
  json["bits"] = {{"max", theorem.bits_max}};
  json["by_largest_term"] = theorem.by_largest_term;
  json["filtered"] = theorem.filtered;
  json["claims"] = Json::array();
  for (const ClaimRecord& claim : theorem.claims) {
    Json entry{{"claim", claim.label}};
    entry.update(counts(claim.tally));
    add_findings(entry, claim);
    json["claims"].push_back(std::move(entry));
  }
  return json;
}

Json to_json(const ConsistencyRecord& check) {
  Json json{{"check", check.check},         {"bound", check.bound},
            {"held", check.held},           {"exceeded", check.exceeded},
            {"unbounded", check.unbounded}, {"worst_ratio", json_number(check.worst_ratio)}};
  if (check.worst)
    json["worst"] = to_json(*check.worst);
  for (const NumberFailure& failure : check.failures)
    json["failures"].push_back({{"tensor", failure.tensor},
                                {"row", failure.row},
                                {"message", failure.message},
                                {"cause", failure.cause}});
  return json;
}

Json to_json(const KernelHeadRecord& head) {
  Json json = to_json(head.origin);
  json["top_k"] = head.top_k;
  json["tail_mass"] = head.tail_mass;
  return json;
}

Json to_json(const Failure& failure) {
  return {{"theorem", failure.theorem},          {"claim", failure.claim},
          {"verdict", name_of(failure.verdict)}, {"reason", failure.reason},
          {"case", to_json(failure.origin)},     {"case_file", failure.case_file}};
}

Json to_json(const MutantRecord& mutant) {
  return {{"theorem", mutant.theorem},
          {"name", mutant.name},
          {"change", mutant.change},
          {"verdict", name_of(mutant.verdict)}};
}

Json to_json(const BoxRecord& box) {
  Json json{{"theorem", box.theorem}};
  if (!box.mutant.empty())
    json["mutant"] = box.mutant;
  json.update({{"n", box.keys},
               {"k", box.kept},
               {"heads", box.heads},
               {"scores", {{"lower", -box.half_width}, {"upper", box.half_width}}},
               {"claims", box.claims},
               {"statement", box.tolerance > 0 ? "|lhs - rhs| <= tolerance" : "lhs <= rhs"},
               {"tolerance", box.tolerance},
               {"verdict", name_of(box.verdict)},
               {"boxes", box.boxes},
               {"open", box.open},
               {"deepest", box.deepest},
               {"seconds", box.seconds}});
  if (!box.counterexample.empty())
    json["counterexample"] = box.counterexample;
  return json;
}

Json to_json(const ConfidenceRecord& confidence) {
  Json json{{"theorem", confidence.theorem}};
  if (!confidence.regime.empty())
    json["regime"] = confidence.regime;
  json["cases"] = confidence.cases;
  json["met"] = confidence.met;
  json.update(counts(confidence.claims));
  if (const std::optional<double> bound = failure_rate_bound(confidence))
    json["failure_rate_below"] = *bound;
  return json;
}

Json to_json(const NecessityRecord& necessity) {
  Json json{{"theorem", necessity.theorem},
            {"hypothesis", necessity.hypothesis},
            {"finding", necessity.finding},
            {"tried", necessity.tried}};
  if (necessity.claim.empty())
    return json;
  json["claim"] = necessity.claim;
  json["reason"] = necessity.reason;
  if (!necessity.sample.empty())
    json["sample"] = necessity.sample;
  else {
    json["scores"] = Json::array();
    for (const double score : necessity.scores)
      json["scores"].push_back(json_number(score));
    json["head"] = necessity.head;
  }
  return json;
}

template <class T>
Json array(const std::vector<T>& items) {
  Json json = Json::array();
  for (const T& item : items)
    json.push_back(to_json(item));
  return json;
}

} // namespace

Json to_json(const Record& record) {
  Json json{{"schema", run_schema},
            {"command", record.command},
            {"seed", record.seed},
            {"commit", record.commit},
            {"date", record.date}};
  json["host"] = {{"processor", record.host.processor},
                  {"simd", record.host.simd},
                  {"threads", record.host.threads},
                  {"tailmass", record.host.tailmass}};
  json["timing"] = {{"seconds", record.timing.seconds}, {"peak_memory_mb", record.timing.peak_memory_mb}};
  json["interrupted"] = record.interrupted;
  json["rows_judged"] = {{"done", record.rows},
                         {"total", record.rows_total},
                         {"generated", record.generated},
                         {"left_out", record.left_out},
                         {"cases", record.cases}};
  if (record.certified) {
    json["rows"] = array(*record.certified);
  } else {
    json["summary"] = counts(record.summary());
    if (record.false_alarm() > 0)
      json["false_alarm"] = record.false_alarm();
    json["theorems"] = array(record.theorems);
  }
  if (!record.consistency.empty())
    json["consistency"] = array(record.consistency);
  if (!record.kernel.empty())
    json["kernel"] = array(record.kernel);
  if (!record.kernel_heads.empty())
    json["kernel_heads"] = array(record.kernel_heads);
  if (!record.mutants.empty())
    json["mutants"] = array(record.mutants);
  if (!record.boxes.empty())
    json["boxes"] = array(record.boxes);
  if (!record.necessity.empty())
    json["necessity"] = array(record.necessity);
  if (!record.confidence.empty())
    json["confidence"] = array(record.confidence);
  if (record.hunt)
    add_json(json, *record.hunt);
  if (record.precision)
    add_json(json, *record.precision);
  if (record.bench)
    add_json(json, *record.bench);
  if (!record.certified)
    json["failures"] = array(record.failures);
  return json;
}

} // namespace tailmass::verify::record
