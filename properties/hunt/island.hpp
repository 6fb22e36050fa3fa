// A population that is bred by moves and searches, one random stream for all of it.
#pragma once

#include "properties/hunt/gate.hpp"
#include "properties/hunt/moves.hpp"
#include "properties/hunt/pool.hpp"

#include <functional>
#include <memory>
#include <optional>

namespace tailmass::properties::hunt {

/// How an island searches.
enum class Strategy {
  full,  ///< everything
  random ///< new random rows only, for comparison
};

/// Hunts all goals of one objective at once: every evaluation scores all of them, and each goal has its own
/// few best cases. A function of (objective, seed, number, starts) and of what it is asked to run.
class Island {
public:
  /// `number` names its random stream among those of the objective.
  Island(const Objective& objective, std::uint64_t seed, std::size_t number,
         Strategy strategy = Strategy::full);

  /// Puts a case in as a start; counts as one evaluation.
  void start_from(const Case& c);
  /// Spends exactly `evaluations` more, fewer where no goal is left or `go_on` says no.
  void run(std::size_t evaluations, const std::function<bool()>& go_on = {});

  [[nodiscard]] std::size_t evaluations() const { return evaluations_; }
  /// Whether every goal is reached; of a mutant whether one is. Without a goal there is nothing left to do.
  [[nodiscard]] bool finished() const;
  [[nodiscard]] bool reached(std::size_t goal) const { return reached_[goal]; }
  /// Best case of a goal, certified; nothing where no case had a score. Balls correct the guide's order
  /// first.
  [[nodiscard]] const Found* best(std::size_t goal);
  /// Takes in what another island found, and that it reached the goal.
  void share(std::size_t goal, const Found& found, bool reached);
  /// Told as soon as a goal is reached, before the search goes on.
  std::function<void(std::size_t goal, const Found& found)> on_reached{};

private:
  void step();
  void bisect(std::size_t goal);
  void optimise(std::size_t goal);
  void sample(const Found* like);
  void reroll(const Found& parent);
  void breed(const Found& parent);
  void evaluate(const Case& c, std::string_view operation);
  double evaluate_numbers(const Case& about, const std::vector<double>& numbers, std::string_view operation,
                          std::size_t goal);
  double offer(std::size_t goal, const Case& c, double score, std::string_view operation);
  [[nodiscard]] std::optional<std::size_t> next_goal();
  [[nodiscard]] bool leads_nowhere(std::size_t goal) const;
  [[nodiscard]] bool spent() const { return evaluations_ >= until_ || finished(); }

  const Objective& objective_;
  const Strategy strategy_;
  const std::vector<const Move*> moves_;
  RandomStream random_;
  Gate gate_;
  std::vector<Pool> pools_;                       // by goal
  std::vector<bool> reached_;                     // by goal
  std::shared_ptr<const regimes::Recipe> recipe_; // of what is evaluated
  std::size_t evaluations_ = 0, until_ = 0, steps_ = 0, turn_ = 0;
};

} // namespace tailmass::properties::hunt
