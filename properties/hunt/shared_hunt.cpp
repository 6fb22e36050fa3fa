// What an objective's islands found, written, read and united.
#include "properties/hunt/shared_hunt.hpp"

#include "verify/campaign/part.hpp"
#include "verify/campaign/parts.hpp"
#include "verify/cases/case_document.hpp"

#include <nlohmann/json.hpp>

namespace tailmass::properties::hunt {

namespace {

using Json = nlohmann::ordered_json;
using verify::record::Field;

Json to_part(const Hunted& hunted) {
  Json goals = Json::array();
  for (std::size_t goal = 0; goal < hunted.best.size(); ++goal) {
    Json json{{"reached", bool{hunted.reached[goal]}}};
    if (const std::optional<Found>& best = hunted.best[goal]) {
      json["score"] = verify::record::json_number(best->score);
      json["certified"] = best->certified;
      json["evaluations"] = best->evaluations;
      json["operation"] = best->operation;
      json["case"] = verify::cases::case_text(stored_case(*hunted.objective, best->c));
    }
    goals.push_back(std::move(json));
  }
  return {{"evaluations", hunted.evaluations}, {"goals", std::move(goals)}};
}

Hunted of_part(const Objective& objective, const Field& part) {
  Hunted hunted{
      .objective = &objective, .evaluations = part.at("evaluations").count(), .best = {}, .reached = {}};
  for (const Field& goal : part.at("goals").items()) {
    hunted.reached.push_back(goal.at("reached").flag());
    hunted.best.emplace_back();
    if (const std::optional<Field> text = goal.find("case"))
      hunted.best.back() = Found{.c = verify::cases::read_case_text(text->text()).c,
                                 .score = goal.at("score").number(),
                                 .certified = goal.at("certified").flag(),
                                 .evaluations = goal.at("evaluations").count(),
                                 .operation = goal.at("operation").text()};
  }
  verify::cases::expect(hunted.best.size() == objective.goals().size(), "goals", "those of the objective");
  return hunted;
}

void unite(Hunted& into, Hunted later) {
  into.evaluations += later.evaluations;
  for (std::size_t goal = 0; goal < into.best.size(); ++goal) {
    std::optional<Found>&best = into.best[goal], &other = later.best[goal];
    const bool better = other && (!best || (later.reached[goal] && !into.reached[goal]) ||
                                  (later.reached[goal] == into.reached[goal] && other->score > best->score));
    if (better)
      best = std::move(other);
    into.reached[goal] = into.reached[goal] || later.reached[goal];
  }
}

} // namespace

void hunt_shard(std::span<const std::unique_ptr<Objective>> objectives, const HuntOptions& options) {
  verify::campaign::Part& part = *options.part;
  for (const std::size_t chunk : part.unfinished(objectives.size() * part.shards())) {
    HuntOptions own = options;
    own.part = nullptr;
    own.first_island = part.shard() * options.islands;
    own.seconds = options.seconds / static_cast<double>(objectives.size());
    const std::vector<Hunted> hunted = hunt(objectives.subspan(chunk / part.shards(), 1), own);
    if (options.stop && *options.stop)
      return;
    part.append(chunk, to_part(hunted.front()));
  }
}

std::vector<Hunted> united_hunt(std::span<const std::unique_ptr<Objective>> objectives,
                                const HuntOptions& options) {
  const verify::campaign::Parts& parts = *options.parts;
  const std::size_t shards = parts.header().shards;
  parts.require(objectives.size() * shards);
  std::vector<Hunted> all;
  for (std::size_t o = 0; o < objectives.size(); ++o) {
    const Objective& objective = *objectives[o];
    if (options.stop && *options.stop) {
      all.push_back({.objective = &objective, .evaluations = 0, .best = {}, .reached = {}});
      continue;
    }
    for (std::size_t shard = 0; shard < shards; ++shard)
      parts.read(o * shards + shard, [&](const Field& part) {
        Hunted hunted = of_part(objective, part);
        for (std::optional<Found>& best : hunted.best)
          if (best)
            best->evaluations *= shards; // they all had made as many
        if (shard == 0)
          all.push_back(std::move(hunted));
        else
          unite(all.back(), std::move(hunted));
      });
  }
  return all;
}

} // namespace tailmass::properties::hunt
