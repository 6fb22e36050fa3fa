// Equal budgets, two strategies.
#include "properties/hunt/duel.hpp"

#include "verify/campaign/fold.hpp"

namespace tailmass::properties::hunt {

namespace {

bool stopped(const DuelOptions& options) {
  return options.stop && *options.stop;
}

double best_of(const Objective& objective, std::uint64_t seed, Strategy strategy,
               const DuelOptions& options) {
  Island island(objective, seed, 0, strategy);
  island.run(options.evaluations, [&] { return !stopped(options); });
  const Found* found = island.best(0);
  return found ? found->score : 0;
}

} // namespace

std::vector<verify::record::Duel> duels(std::span<const std::unique_ptr<Objective>> objectives,
                                        const DuelOptions& options) {
  using Scores = std::vector<std::pair<double, double>>;
  Scores scores;
  const auto join = [](Scores& into, const Scores& later) {
    into.insert(into.end(), later.begin(), later.end());
  };
  (void)verify::campaign::fold_units<Scores>(
      {.count = objectives.size() * options.seeds,
       .begins_chunk = [](std::size_t) { return true; },
       .make_worker =
           [&] {
             return [&](std::size_t place) {
               const Objective& objective = *objectives[place / options.seeds];
               const std::uint64_t seed = options.seed + place % options.seeds;
               return Scores{{best_of(objective, seed, Strategy::full, options),
                              best_of(objective, seed, Strategy::random, options)}};
             };
           },
       .whole = [&](const Scores&) { return !stopped(options); },
       .join = join,
       .fold = [&](const Scores& found) { join(scores, found); },
       .write = [](const Scores& one) -> nlohmann::ordered_json {
         return {{"hunt", verify::record::json_number(one[0].first)},
                 {"random", verify::record::json_number(one[0].second)}};
       },
       .read = [](const verify::record::Field& part) -> Scores {
         return {{part.at("hunt").number(), part.at("random").number()}};
       }},
      options);
  std::vector<verify::record::Duel> all;
  for (std::size_t i = 0; i < scores.size(); ++i) { // seed after seed of each objective
    if (i % options.seeds == 0)
      all.push_back({.objective = objectives[i / options.seeds]->name(), .hunt = {}, .random = {}});
    all.back().hunt.push_back(scores[i].first);
    all.back().random.push_back(scores[i].second);
  }
  return all;
}

} // namespace tailmass::properties::hunt
