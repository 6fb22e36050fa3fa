// Equal budgets, two strategies.
#include "properties/hunt/duel.hpp"

namespace tailmass {

namespace {

double best_of(const Objective& objective, std::uint64_t seed, Strategy strategy, std::size_t evaluations) {
  Island island(objective, seed, 0, strategy);
  island.run(evaluations);
  const Found* found = island.best(0);
  return found ? found->score : 0;
}

} // namespace

std::vector<Duel> duels(std::span<const std::unique_ptr<Objective>> objectives, const DuelOptions& options) {
  std::vector<Duel> all(objectives.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i].objective = objectives[i]->name();
    all[i].hunt.resize(options.seeds);
    all[i].random.resize(options.seeds);
  }
  (void)share_rows(objectives.size() * options.seeds, options, [&] {
    return [&](std::size_t place) {
      const std::size_t i = place / options.seeds, s = place % options.seeds;
      all[i].hunt[s] = best_of(*objectives[i], options.seed + s, Strategy::full, options.evaluations);
      all[i].random[s] = best_of(*objectives[i], options.seed + s, Strategy::random, options.evaluations);
    };
  });
  return all;
}

} // namespace tailmass
