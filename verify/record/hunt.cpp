// The hunt's part of a record, to JSON and back.
#include "verify/record/hunt_record.hpp"

#include "verify/cases/case_document.hpp"
#include "verify/record/field.hpp"
#include "verify/record/read_record.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace tailmass::verify::record {

using Json = nlohmann::ordered_json;

namespace {

Json json_of(const HuntedCase& c) {
  return {{"n", c.n},
          {"k", c.k},
          {"score", json_number(c.score)},
          {"operation", c.operation},
          {"case_file", c.case_file},
          {"command", c.command}};
}

Json json_of(const HuntedGoal& goal) {
  Json json{{"objective", goal.objective},
            {"claim", goal.claim},
            {"outcome", name_of(goal.outcome)},
            {"verdict", name_of(goal.verdict)}};
  if (goal.measure)
    json["measure"] = json_number(*goal.measure);
  json["evaluations"] = goal.evaluations;
  json["found_at"] = goal.found_at;
  if (goal.worst)
    json["worst"] = json_of(*goal.worst);
  if (goal.minimal)
    json["minimal"] = json_of(*goal.minimal);
  if (!goal.reason.empty())
    json["reason"] = goal.reason;
  return json;
}

Json json_of(const HuntedMutant& mutant) {
  Json json{{"theorem", mutant.theorem},
            {"name", mutant.name},
            {"change", mutant.change},
            {"by_sample", mutant.by_case},
            {"regimes", mutant.regimes}};
  if (mutant.first_index)
    json["first"] = {{"regime", mutant.first_regime}, {"index", *mutant.first_index}};
  json["hunt_evaluations"] = mutant.evaluations ? Json(*mutant.evaluations) : Json(nullptr);
  json["survives"] = mutant.survives();
  return json;
}

Json json_of(const Duel& duel) {
  Json json{{"implementation", duel.objective}};
  for (const auto& [name, scores] : {std::pair("hunt", &duel.hunt), {"random", &duel.random}}) {
    json[name] = Json::array();
    for (const double score : *scores)
      json[name].push_back(json_number(score));
  }
  json["won"] = duel.won();
  return json;
}

template <class T>
Json array_of(const std::vector<T>& items) {
  Json json = Json::array();
  for (const T& item : items)
    json.push_back(json_of(item));
  return json;
}

HuntedCase hunted_case_at(const Field& field) {
  HuntedCase c{.n = field.at("n").count(),
               .k = field.at("k").count(),
               .operation = {},
               .case_file = {},
               .command = {}};
  field.read("score", c.score);
  field.read("operation", c.operation);
  field.read("case_file", c.case_file);
  field.read("command", c.command);
  return c;
}

HuntOutcome outcome_at(const Field& field) {
  const std::string name = field.text();
  const auto* const found =
      std::ranges::find(all_outcomes, name, [](HuntOutcome outcome) { return name_of(outcome); });
  cases::expect(found != all_outcomes.end(), field.place(), "an outcome of a hunt");
  return *found;
}

HuntedGoal hunted_goal_at(const Field& field) {
  HuntedGoal goal{.objective = field.at("objective").text(),
                  .claim = {},
                  .outcome = outcome_at(field.at("outcome")),
                  .verdict = verdict_at(field.at("verdict"))};
  field.read("claim", goal.claim);
  if (const auto measure = field.find("measure"))
    goal.measure = measure->number();
  field.read("evaluations", goal.evaluations);
  field.read("found_at", goal.found_at);
  if (const auto worst = field.find("worst"))
    goal.worst = hunted_case_at(*worst);
  if (const auto minimal = field.find("minimal"))
    goal.minimal = hunted_case_at(*minimal);
  field.read("reason", goal.reason);
  return goal;
}

HuntedMutant hunted_mutant_at(const Field& field) {
  HuntedMutant mutant{.theorem = field.at("theorem").text(), .name = field.at("name").text(), .change = {}};
  field.read("change", mutant.change);
  field.read("by_sample", mutant.by_case);
  field.read("regimes", mutant.regimes);
  if (const auto first = field.find("first")) {
    first->read("regime", mutant.first_regime);
    mutant.first_index = first->at("index").count();
  }
  if (const auto evaluations = field.find("hunt_evaluations"))
    mutant.evaluations = evaluations->count();
  return mutant;
}

Duel duel_at(const Field& field) {
  Duel duel{.objective = field.at("implementation").text(), .hunt = {}, .random = {}};
  for (const auto& [name, scores] : {std::pair("hunt", &duel.hunt), {"random", &duel.random}})
    for (const Field& score : field.at(name).items())
      scores->push_back(score.number());
  return duel;
}

} // namespace

void add_json(Json& record, const HuntRecord& hunt) {
  record["hunt"] = {{"fraction", hunt.fraction},
                    {"budget", hunt.budget ? Json(*hunt.budget) : Json(nullptr)},
                    {"evaluations", hunt.evaluations},
                    {"processor_seconds", hunt.processor_seconds},
                    {"journal", hunt.journal}};
  if (!hunt.sharpness.empty())
    record["sharpness"] = array_of(hunt.sharpness);
  if (!hunt.mutants.empty())
    record["mutant_matrix"] = array_of(hunt.mutants);
  if (!hunt.duels.empty())
    record["duels"] = array_of(hunt.duels);
}

std::optional<HuntRecord> read_hunt(const Field& record) {
  const auto whole = record.find("hunt");
  if (!whole)
    return std::nullopt;
  HuntRecord hunt;
  whole->read("fraction", hunt.fraction);
  if (const auto budget = whole->find("budget"))
    hunt.budget = budget->count();
  whole->read("evaluations", hunt.evaluations);
  whole->read("processor_seconds", hunt.processor_seconds);
  whole->read("journal", hunt.journal);
  read_all(record, "sharpness", hunt.sharpness, hunted_goal_at);
  read_all(record, "mutant_matrix", hunt.mutants, hunted_mutant_at);
  read_all(record, "duels", hunt.duels, duel_at);
  return hunt;
}

} // namespace tailmass::verify::record
