// Breeding: what is tried next.
#include "properties/hunt/island.hpp"

#include "properties/hunt/first_cases.hpp"
#include "properties/hunt/number_search.hpp"
#include "properties/hunt/numbers.hpp"
#include "properties/regimes/regimes.hpp"
#include "theory/nouns/domain_error.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>

namespace tailmass::properties::hunt {

namespace {

/// How often each way to go on is taken.
struct Mix {
  std::size_t random, similar, reroll;                ///< of 100 steps; moves the rest
  std::size_t between_bisections, between_optimisers; ///< steps
  int halvings;
  std::size_t optimiser_evaluations;
  std::size_t most_keys; ///< of a case that is bred
};
constexpr Mix of_claims{12, 0, 0, 150, 600, 44, 250, 128};
/// The rounding error of a case is as good as random about its scale: many draws of what has a large one.
constexpr Mix of_errors{25, 30, 30, 700, 900, 6, 60, 512};
/// A kernel's faults are rather of a kind of rows than of single numbers, of which its rows have too many.
constexpr std::size_t never = std::numeric_limits<std::size_t>::max();
constexpr Mix of_results{50, 20, 10, never, never, 0, 0, std::size_t{1} << 18U};

const Mix& mix_for(const Objective& objective) {
  switch (objective.goals()[0].measure) {
  case Measure::error:
    return of_errors;
  case Measure::result:
    return of_results;
  default:
    return of_claims;
  }
}

} // namespace

Island::Island(const Objective& objective, std::uint64_t seed, std::size_t number, Strategy strategy)
    : objective_(objective), strategy_(strategy), moves_(moves_for(objective.needs())),
      random_(seed, {"hunt", objective.name()}, number), gate_(objective), pools_(objective.goals().size()),
      reached_(objective.goals().size()) {}

bool Island::finished() const {
  if (reached_.empty())
    return true; // nothing to hunt for
  return objective_.finished(reached_);
}

void Island::start_from(const Case& c) {
  if (const auto fit = fitted(c, objective_, random_.below(std::size_t{1} << 53U)))
    evaluate(*fit, "corpus");
}

void Island::run(std::size_t evaluations, const std::function<bool()>& go_on) {
  until_ = evaluations_ + evaluations;
  while (!spent() && (!go_on || go_on()))
    step();
}

/// Whether all that is known of a goal is that it holds, as of what is right or wrong and nothing between.
bool Island::leads_nowhere(std::size_t goal) const {
  return objective_.goals()[goal].measure == Measure::result && pools_[goal].best().score <= 0;
}

std::optional<std::size_t> Island::next_goal() {
  for (std::size_t i = 0; i < reached_.size(); ++i) {
    const std::size_t goal = turn_++ % reached_.size();
    if (!reached_[goal])
      return goal;
  }
  return std::nullopt;
}

void Island::step() {
  ++steps_;
  const std::optional<std::size_t> goal = next_goal();
  if (!goal)
    return;
  const Pool& pool = pools_[*goal];
  if (strategy_ == Strategy::random || pool.empty() || leads_nowhere(*goal))
    return sample(nullptr);
  const Mix& mix = mix_for(objective_);
  if (steps_ % mix.between_optimisers == 0)
    return optimise(*goal);
  if (steps_ % mix.between_bisections == 0)
    return bisect(*goal);
  const Found parent = pool.parent(random_);
  const std::size_t choice = random_.below(100);
  if (choice < mix.random)
    sample(nullptr);
  else if (choice < mix.random + mix.similar && parent.recipe)
    sample(&parent);
  else if (choice < mix.random + mix.similar + mix.reroll)
    reroll(parent);
  else
    breed(parent);
}

/// A generated row, of any regime or like the one that a good case descends from.
void Island::sample(const Found* like) {
  const auto all = regimes::regimes();
  auto recipe = std::make_shared<const regimes::Recipe>(
      like ? similar_recipe(*like->recipe, objective_, random_)
           : first_recipe(*all[random_.below(all.size())], objective_, random_));
  recipe_ = recipe;
  if (const auto c = case_of(*recipe, objective_))
    evaluate(*c, like ? "similar" : "random");
  else
    ++evaluations_;
}

/// All numbers a little elsewhere: the same condition, other roundings.
void Island::reroll(const Found& parent) {
  recipe_ = parent.recipe;
  std::vector<double> x = numbers_of(parent.c);
  const double size = std::ldexp(1, -5 - static_cast<int>(random_.below(40)));
  for (double& number : x)
    number += size * std::max(std::abs(number), 0x1p-10) * random_.normal();
  (void)evaluate_numbers(parent.c, x, "reroll", 0);
}

void Island::breed(const Found& parent) {
  recipe_ = parent.recipe;
  std::optional<Case> child;
  std::string_view name;
  const std::size_t most = mix_for(objective_).most_keys;
  for (std::size_t moves = 1 + std::min(random_.below(3), random_.below(3)); moves > 0; --moves) {
    const Move& move = *moves_[random_.below(moves_.size())];
    try {
      Case next = move.apply(child ? *child : parent.c, random_);
      if (next.scores->size() > most)
        continue;
      child = std::move(next);
      name = move.name;
    } catch (const DomainError&) {
      continue; // the move makes no case of this one
    }
  }
  if (child)
    child = fitted(std::move(*child), objective_, random_.below(std::size_t{1} << 53U));
  if (child)
    evaluate(*child, name);
  else
    ++evaluations_;
}

void Island::evaluate(const Case& c, std::string_view operation) {
  ++evaluations_;
  const Scored scores = objective_.guide(c);
  for (std::size_t goal = 0; goal < scores.size(); ++goal)
    if (!reached_[goal])
      offer(goal, c, scores[goal], operation);
}

/// Takes the case into the goal's pool where it belongs; returns the score that it counts with.
double Island::offer(std::size_t goal, const Case& c, double score, std::string_view operation) {
  const std::optional<Admission> admitted = gate_.admit(goal, c, score, pools_[goal], evaluations_);
  if (!admitted)
    return no_score;
  Found found{.c = c,
              .score = admitted->score,
              .certified = admitted->certified,
              .evaluations = evaluations_,
              .recipe = recipe_,
              .operation = std::string(operation)};
  if (!admitted->reached) {
    pools_[goal].enter(std::move(found));
    return admitted->score;
  }
  reached_[goal] = true;
  pools_[goal].keep_alone(found);
  if (on_reached)
    on_reached(goal, found);
  return admitted->score;
}

const Found* Island::best(std::size_t goal) {
  Pool& pool = pools_[goal];
  // Identities are certified in another unit: guides order them, balls are reported.
  if (objective_.goals()[goal].measure != Measure::identity)
    pool.certify_best(objective_, goal);
  return pool.empty() ? nullptr : &pool.best();
}

void Island::share(std::size_t goal, const Found& found, bool reached) {
  if (reached_[goal])
    return;
  if (reached)
    pools_[goal].clear();
  pools_[goal].enter(found);
  reached_[goal] = reached;
}

void Island::bisect(std::size_t goal) {
  const Found about = pools_[goal].best();
  recipe_ = about.recipe;
  hunt::bisect(
      numbers_of(about.c), about.score, mix_for(objective_).halvings, random_,
      [&](const std::vector<double>& numbers, std::string_view operation) {
        return evaluate_numbers(about.c, numbers, operation, goal);
      },
      [&] { return spent() || reached_[goal]; });
}

void Island::optimise(std::size_t goal) {
  const Found about = pools_[goal].any(random_);
  recipe_ = about.recipe;
  hunt::optimise(
      numbers_of(about.c), std::min(mix_for(objective_).optimiser_evaluations, until_ - evaluations_),
      random_,
      [&](const std::vector<double>& numbers, std::string_view operation) {
        return evaluate_numbers(about.c, numbers, operation, goal);
      },
      [&] { return spent() || reached_[goal]; });
}

/// Returns the score that the case counts with for a goal.
double Island::evaluate_numbers(const Case& about, const std::vector<double>& numbers,
                                std::string_view operation, std::size_t goal) {
  ++evaluations_;
  double counted = no_score;
  try {
    const std::optional<Case> c = fitted(with_numbers(about, numbers), objective_, 0);
    if (!c)
      return no_score;
    const Scored scores = objective_.guide(*c);
    for (std::size_t g = 0; g < scores.size(); ++g) {
      const double of_goal = reached_[g] ? no_score : offer(g, *c, scores[g], operation);
      if (g == goal)
        counted = of_goal;
    }
  } catch (const DomainError&) {
    return no_score; // no case: outside of what the search may enter
  }
  return counted;
}

} // namespace tailmass::properties::hunt
