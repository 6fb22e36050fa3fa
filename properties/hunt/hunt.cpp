// Rounds of islands.
#include "properties/hunt/hunt.hpp"

#include "properties/hunt/shared_hunt.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace tailmass::properties::hunt {

namespace {

using Clock = std::chrono::steady_clock;

/// The islands of one objective.
struct Archipelago {
  const Objective* objective;
  std::vector<std::unique_ptr<Island>> islands;
  std::vector<double> written; ///< by goal: the score that the journal has

  [[nodiscard]] bool finished() const { return islands.front()->finished(); }
};

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

class Rounds {
public:
  Rounds(std::span<const std::unique_ptr<Objective>> objectives, const HuntOptions& options)
      : options_(options), start_(Clock::now()) {
    for (const auto& objective : objectives)
      add(*objective);
  }

  std::vector<Hunted> run() {
    if (!options_.starts.empty() && !stopped()) {
      in_parallel(all(), [&](Archipelago& of, std::size_t i) {
        for (std::size_t s = i; s < options_.starts.size(); s += of.islands.size())
          of.islands[i]->start_from(options_.starts[s]);
      });
      merge();
    }
    for (std::size_t round = 0; !stopped() && more(); ++round) {
      run_round(round);
      merge();
    }
    return results();
  }

private:
  using Place = std::pair<std::size_t, std::size_t>; // archipelago, island

  void add(const Objective& objective) {
    Archipelago& of = archipelagos_.emplace_back(
        Archipelago{&objective, {}, std::vector<double>(objective.goals().size(), no_score)});
    for (std::size_t i = 0; i < options_.islands; ++i) {
      of.islands.push_back(
          std::make_unique<Island>(objective, options_.seed, options_.first_island + i, options_.strategy));
      if (options_.journal)
        of.islands.back()->on_reached = [this, &objective](std::size_t goal, const Found& found) {
          write(objective, goal, found);
        };
    }
  }

  [[nodiscard]] bool stopped() const { return options_.stop && *options_.stop; }

  [[nodiscard]] std::size_t budget_left(const Island& island) const {
    const std::size_t each = std::max<std::size_t>(1, *options_.evaluations / options_.islands);
    return each - std::min(each, island.evaluations());
  }

  /// The islands that still have something to do.
  [[nodiscard]] std::vector<Place> open() const {
    std::vector<Place> places;
    for (const Place& place : all()) {
      const Archipelago& of = archipelagos_[place.first];
      if (!of.finished() && (!options_.evaluations || budget_left(*of.islands[place.second]) > 0))
        places.push_back(place);
    }
    return places;
  }
  [[nodiscard]] std::vector<Place> all() const {
    std::vector<Place> places;
    for (std::size_t a = 0; a < archipelagos_.size(); ++a)
      for (std::size_t i = 0; i < archipelagos_[a].islands.size(); ++i)
        places.emplace_back(a, i);
    return places;
  }

  [[nodiscard]] bool more() const {
    return !open().empty() && (options_.evaluations || seconds_since(start_) < options_.seconds);
  }

  void in_parallel(const std::vector<Place>& places,
                   const std::function<void(Archipelago&, std::size_t)>& work) {
    verify::campaign::WorkOptions quiet{.threads = options_.threads, .progress = {}, .stop = options_.stop};
    (void)verify::campaign::share_rows(places.size(), quiet, [&] {
      return [&](std::size_t at) { work(archipelagos_[places[at].first], places[at].second); };
    });
  }

  void run_round(std::size_t round) {
    const std::vector<Place> places = open();
    const auto go_on_until = [this](Clock::time_point end) {
      return [this, end] { return !stopped() && Clock::now() < end; };
    };
    if (options_.evaluations) {
      const std::size_t count =
          std::min<std::size_t>(2000, std::size_t{200} << std::min<std::size_t>(round, 4));
      in_parallel(places, [&](Archipelago& of, std::size_t i) {
        of.islands[i]->run(std::min(count, budget_left(*of.islands[i])), [this] { return !stopped(); });
      });
      return;
    }
    constexpr double longest_slice = 0.1;
    const double left = options_.seconds - seconds_since(start_);
    const double slice = std::min(longest_slice, left * verify::campaign::threads_for(options_.threads) /
                                                     static_cast<double>(places.size()));
    in_parallel(places, [&](Archipelago& of, std::size_t i) {
      of.islands[i]->run(std::size_t{1} << 40U,
                         go_on_until(Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                                        std::chrono::duration<double>(slice))));
    });
  }

  /// The best case of a goal over the islands, the lower island's among equals.
  const Found* best_of(Archipelago& of, std::size_t goal, bool& reached) const {
    const Found* best = nullptr;
    for (const auto& island : of.islands) {
      const Found* found = island->best(goal);
      const bool better = found && (!best || (island->reached(goal) && !reached) ||
                                    (island->reached(goal) == reached && found->score > best->score));
      if (better)
        best = found;
      reached = reached || island->reached(goal);
    }
    return best;
  }

  void merge() {
    std::vector<Place> firsts; // certification takes balls: an archipelago a thread
    for (std::size_t a = 0; a < archipelagos_.size(); ++a)
      firsts.emplace_back(a, 0);
    verify::campaign::WorkOptions quiet{.threads = options_.threads, .progress = {}, .stop = nullptr};
    (void)verify::campaign::share_rows(firsts.size(), quiet,
                                       [&] { return [&](std::size_t a) { merge(archipelagos_[a]); }; });
    tell();
  }

  void merge(Archipelago& of) {
    for (std::size_t goal = 0; goal < of.objective->goals().size(); ++goal) {
      bool reached = false;
      const Found* best = best_of(of, goal, reached);
      if (!best)
        continue;
      const Found shared = *best;
      for (const auto& island : of.islands)
        island->share(goal, shared, reached);
      const bool news = shared.score > of.written[goal] + 0.1 * std::abs(of.written[goal]) ||
                        (of.written[goal] == no_score && shared.score > no_score);
      if (options_.journal && news && !reached)
        write(*of.objective, goal, shared);
      of.written[goal] = std::max(of.written[goal], news ? shared.score : no_score);
    }
  }

  void write(const Objective& objective, std::size_t goal, const Found& found) const {
    options_.journal->append({.objective = objective.name(),
                              .claim = objective.goals()[goal].label,
                              .score = found.score,
                              .operation = found.operation,
                              .stored = stored_case(objective, found.c)});
  }

  void tell() const {
    if (options_.progress) {
      if (options_.evaluations) {
        std::size_t done = 0, total = 0;
        for (const Archipelago& of : archipelagos_) {
          const std::size_t all =
              std::max<std::size_t>(1, *options_.evaluations / options_.islands) * of.islands.size();
          std::size_t made = 0;
          for (const auto& island : of.islands)
            made += island->evaluations();
          done += of.finished() ? all : std::min(all, made);
          total += all;
        }
        options_.progress(done, total);
      } else {
        options_.progress(static_cast<std::size_t>(std::min(options_.seconds, seconds_since(start_)) * 10),
                          static_cast<std::size_t>(options_.seconds * 10));
      }
    }
    if (!options_.round_ended)
      return;
    std::size_t reached = 0, goals = 0;
    for (const Archipelago& of : archipelagos_)
      for (std::size_t goal = 0; goal < of.objective->goals().size(); ++goal) {
        reached += of.islands.front()->reached(goal) ? 1 : 0;
        ++goals;
      }
    options_.round_ended(reached, goals);
  }

  std::vector<Hunted> results() {
    std::vector<Hunted> all;
    for (Archipelago& of : archipelagos_) {
      Hunted& hunted = all.emplace_back();
      hunted.objective = of.objective;
      for (const auto& island : of.islands)
        hunted.evaluations += island->evaluations();
      for (std::size_t goal = 0; goal < of.objective->goals().size(); ++goal) {
        bool reached = false;
        const Found* best = best_of(of, goal, reached);
        hunted.best.push_back(best ? std::optional(*best) : std::nullopt);
        if (best)
          hunted.best.back()->evaluations *= of.islands.size(); // they all had made as many
        hunted.reached.push_back(reached);
      }
    }
    return all;
  }

  const HuntOptions& options_;
  const Clock::time_point start_;
  std::vector<Archipelago> archipelagos_;
};

} // namespace

std::vector<Hunted> hunt(std::span<const std::unique_ptr<Objective>> objectives, const HuntOptions& options) {
  if (options.parts)
    return united_hunt(objectives, options);
  if (options.part) {
    hunt_shard(objectives, options);
    return {};
  }
  return Rounds(objectives, options).run();
}

verify::cases::StoredCase stored_case(const Objective& objective, const Case& c) {
  verify::cases::StoredCase stored{.theorem = objective.theorem(), .mutant = {}, .origin = {}, .c = c};
  if (const std::string mutant = objective.mutant(); !mutant.empty())
    stored.mutant = mutant;
  stored.origin.file = "hunt";
  stored.origin.tensor = objective.name();
  stored.origin.k = c.head.size();
  return stored;
}

} // namespace tailmass::properties::hunt
