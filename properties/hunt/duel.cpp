// Equal budgets, two strategies.
#include "properties/hunt/duel.hpp"

namespace tailmass::properties::hunt {

namespace {

double best_of(const Objective& objective, std::uint64_t seed, Strategy strategy, std::size_t evaluations) {
  Island island(objective, seed, 0, strategy);
  island.run(evaluations);
  const Found* found = island.best(0);
  return found ? found->score : 0;
}

} // namespace

std::vector<verify::record::Duel> duels(std::span<const std::unique_ptr<Objective>> objectives,
                                        const DuelOptions& options) {
  std::vector<verify::record::Duel> all;
  std::size_t next = 0; // duels come in order, seed after seed of each objective
  verify::campaign::InOrder<std::pair<double, double>> in_order([&](std::pair<double, double> scores) {
    if (next % options.seeds == 0)
      all.push_back({.objective = objectives[next / options.seeds]->name(), .hunt = {}, .random = {}});
    ++next;
    all.back().hunt.push_back(scores.first);
    all.back().random.push_back(scores.second);
  });
  (void)verify::campaign::share_rows(objectives.size() * options.seeds, options, [&] {
    return [&](std::size_t place) {
      const Objective& objective = *objectives[place / options.seeds];
      const std::uint64_t seed = options.seed + place % options.seeds;
      in_order.enter(place, {best_of(objective, seed, Strategy::full, options.evaluations),
                             best_of(objective, seed, Strategy::random, options.evaluations)});
    };
  });
  return all;
}

} // namespace tailmass::properties::hunt
