// A hunt's outcome in words, numbers and JSON.
#include "verify/hunt_record.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

namespace tailmass {

using Json = nlohmann::ordered_json;

namespace {

Json measured(double x) {
  return std::isfinite(x) ? Json(x) : Json(x > 0 ? "inf" : x < 0 ? "-inf" : "nan");
}

Json hunted_case(const HuntedCase& c) {
  return {{"n", c.n},
          {"k", c.k},
          {"score", measured(c.score)},
          {"operation", c.operation},
          {"case_file", c.case_file},
          {"command", c.command}};
}

Json hunted_goal(const HuntedGoal& goal) {
  Json json{{"objective", goal.objective},
            {"claim", goal.claim},
            {"outcome", name_of(goal.outcome)},
            {"verdict", name_of(goal.verdict)}};
  if (goal.measure)
    json["measure"] = measured(*goal.measure);
  json["evaluations"] = goal.evaluations;
  json["found_at"] = goal.found_at;
  if (goal.worst)
    json["worst"] = hunted_case(*goal.worst);
  if (goal.minimal)
    json["minimal"] = hunted_case(*goal.minimal);
  if (!goal.reason.empty())
    json["reason"] = goal.reason;
  return json;
}

Json hunted_mutant(const HuntedMutant& mutant) {
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

double mean(const std::vector<double>& x) {
  return x.empty() ? 0 : std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(x.size());
}

} // namespace

std::string_view name_of(HuntOutcome outcome) {
  constexpr std::string_view names[] = {"attained", "approached", "slack",     "agrees",
                                        "within",   "no-case",    "undecided", "refuted"};
  return names[static_cast<std::size_t>(outcome)];
}

bool Duel::won() const {
  return mean(hunt) > mean(random);
}

Json to_json(const HuntRecord& record) {
  Json json{{"fraction", record.fraction},
            {"budget", record.budget ? Json(*record.budget) : Json(nullptr)},
            {"evaluations", record.evaluations},
            {"journal", record.journal}};
  json["sharpness"] = Json::array();
  for (const HuntedGoal& goal : record.sharpness)
    json["sharpness"].push_back(hunted_goal(goal));
  if (!record.mutants.empty()) {
    json["mutant_matrix"] = Json::array();
    for (const HuntedMutant& mutant : record.mutants)
      json["mutant_matrix"].push_back(hunted_mutant(mutant));
  }
  if (!record.duels.empty()) {
    json["duels"] = Json::array();
    for (const Duel& duel : record.duels)
      json["duels"].push_back({{"implementation", duel.objective},
                               {"hunt", duel.hunt},
                               {"random", duel.random},
                               {"won", duel.won()}});
  }
  return json;
}

int exit_code(const HuntRecord& record) {
  const auto any = [&](HuntOutcome outcome) {
    return std::ranges::any_of(record.sharpness,
                               [&](const HuntedGoal& goal) { return goal.outcome == outcome; });
  };
  if (any(HuntOutcome::refuted) ||
      std::ranges::any_of(record.mutants, [](const HuntedMutant& mutant) { return mutant.survives(); }))
    return 1;
  return any(HuntOutcome::undecided) ? 3 : 0;
}

} // namespace tailmass
