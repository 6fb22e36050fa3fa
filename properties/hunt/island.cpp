// Breeding: what is tried next, what is kept, and when balls are asked.
#include "properties/hunt/island.hpp"

#include "properties/hunt/first_cases.hpp"
#include "properties/hunt/nlopt_search.hpp"
#include "properties/hunt/numbers.hpp"
#include "properties/regimes/regimes.hpp"
#include "theory/nouns/domain_error.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace tailmass::properties::hunt {

namespace {

constexpr std::size_t pool_size = 8;
/// Doubles tell scores of bounds apart only below this.
constexpr double trusted_below = -1e-7;
/// ln of the units of rounding from which a double's discrepancy of an identity is worth a look.
constexpr double first_alarm_of_identity = 7, first_alarm_of_bound = 1e-14, last_alarm_of_bound = 1e-3;

/// How often each way to go on is taken.
struct Mix {
  std::size_t random, similar, reroll;                ///< of 100 steps; moves the rest
  std::size_t between_bisections, between_optimisers; ///< steps
  int halvings;
  std::size_t optimiser_evaluations;
  std::size_t most_keys; ///< of a case that is bred
};
constexpr Mix of_claims{12, 0, 0, 150, 600, 44, 250, 64};
/// The rounding error of a case is as good as random about its scale: many draws of what has a large one.
constexpr Mix of_errors{25, 30, 30, 700, 900, 6, 60, 512};

const Mix& mix_for(const Objective& objective) {
  return objective.goals()[0].measure == Measure::error ? of_errors : of_claims;
}

} // namespace

Island::Island(const Objective& objective, std::uint64_t seed, std::size_t number, Strategy strategy)
    : objective_(objective), strategy_(strategy), moves_(moves_for(objective.needs())),
      random_(seed, {"hunt", objective.name()}, number), pools_(objective.goals().size()),
      reached_(objective.goals().size()), alarms_(objective.goals().size()) {
  for (std::size_t goal = 0; goal < alarms_.size(); ++goal)
    alarms_[goal] =
        objective.goals()[goal].measure == Measure::identity ? first_alarm_of_identity : first_alarm_of_bound;
}

bool Island::finished() const {
  const auto is = [](bool reached) { return reached; };
  return objective_.ends_at_equality() ? std::ranges::all_of(reached_, is)
                                       : std::ranges::any_of(reached_, is);
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
  if (strategy_ == Strategy::random || pool.empty())
    return sample(nullptr);
  const Mix& mix = mix_for(objective_);
  if (steps_ % mix.between_optimisers == 0)
    return optimise(*goal);
  if (steps_ % mix.between_bisections == 0)
    return bisect(*goal);
  const Found parent = pool[std::min(random_.below(pool.size()), random_.below(pool.size()))];
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
  double score = no_score;
  evaluate_numbers(parent.c, x, "reroll", 0, score);
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

bool Island::may_certify() {
  if (checks_ > 100 + evaluations_ / 10)
    return false;
  ++checks_;
  return true;
}

/// Takes the case into the goal's pool where it belongs; returns the score that it counts with.
double Island::offer(std::size_t goal, const Case& c, double score, std::string_view operation) {
  if (!(score > no_score))
    return no_score;
  Pool& pool = pools_[goal];
  Found found{.c = c,
              .score = score,
              .certified = false,
              .evaluations = evaluations_,
              .recipe = recipe_,
              .operation = std::string(operation)};
  switch (objective_.goals()[goal].measure) {
  case Measure::error:
    found.certified = true;
    break;
  case Measure::identity:
    if (score > alarms_[goal] && may_certify()) {
      const double by_balls = objective_.certified(c)[goal];
      if (by_balls > 0) {
        found.score = by_balls;
        found.certified = true;
        reach(goal, found);
        return by_balls;
      }
      alarms_[goal] = score + std::log(2.0);
    }
    break;
  case Measure::bound:
    if (score < trusted_below)
      break;
    if (!pool.empty() && pool.front().certified && pool.front().score >= -sharp_slack &&
        score <= alarms_[goal])
      return no_score; // as good as equal is there already, and nothing tells that this is more
    if (!may_certify())
      return no_score;
    found.score = objective_.certified(c)[goal];
    found.certified = true;
    if (!(found.score > no_score))
      return no_score;
    if (found.score > 0 || (objective_.ends_at_equality() && found.score >= -sharp_slack)) {
      const double reached = found.score;
      reach(goal, found);
      return reached;
    }
    if (score > alarms_[goal]) // doubles see a violation where there is none
      alarms_[goal] = std::min(2 * score, last_alarm_of_bound);
    break;
  }
  const double counted = found.score;
  enter(goal, std::move(found));
  return counted;
}

void Island::enter(std::size_t goal, Found found) {
  Pool& pool = pools_[goal];
  const auto same = [&](const Found& other) { return other.score == found.score; };
  if (std::ranges::any_of(pool, same) || (pool.size() == pool_size && found.score < pool.back().score))
    return;
  const auto place = std::ranges::upper_bound(pool, found.score, std::ranges::greater{}, &Found::score);
  pool.insert(place, std::move(found));
  if (pool.size() > pool_size)
    pool.pop_back();
}

void Island::reach(std::size_t goal, const Found& found) {
  reached_[goal] = true;
  pools_[goal].assign(1, found);
  if (on_reached)
    on_reached(goal, pools_[goal].front());
}

const Found* Island::best(std::size_t goal) {
  Pool& pool = pools_[goal];
  if (objective_.goals()[goal].measure ==
      Measure::identity) // another unit: doubles order, balls are reported
    return pool.empty() ? nullptr : &pool.front();
  while (!pool.empty() && !pool.front().certified) {
    Found first = std::move(pool.front());
    pool.erase(pool.begin());
    first.score = objective_.certified(first.c)[goal];
    first.certified = true;
    if (first.score > no_score)
      enter(goal, std::move(first));
  }
  return pool.empty() ? nullptr : &pool.front();
}

void Island::share(std::size_t goal, const Found& found, bool reached) {
  if (reached_[goal])
    return;
  if (reached)
    pools_[goal].clear();
  enter(goal, found);
  reached_[goal] = reached;
}

/// One number of the best case, in intervals that are halved about the better place.
void Island::bisect(std::size_t goal) {
  recipe_ = pools_[goal].front().recipe;
  const Case about = pools_[goal].front().c;
  double best = pools_[goal].front().score;
  std::vector<double> x = numbers_of(about);
  const std::size_t i = random_.below(x.size());
  const int halvings = mix_for(objective_).halvings;
  double width = std::ldexp(1, static_cast<int>(random_.below(8)) - 5);
  for (int halving = 0; halving < halvings && !spent() && !reached_[goal]; ++halving, width /= 2)
    for (const double side : {-width, width}) {
      std::vector<double> y = x;
      y[i] += side;
      double score = no_score;
      evaluate_numbers(about, y, "bisection", goal, score);
      if (score > best) {
        best = score;
        x = std::move(y);
        break;
      }
      if (spent() || reached_[goal])
        return;
    }
}

/// NLopt on some numbers of one of the best cases.
void Island::optimise(std::size_t goal) {
  const Pool& pool = pools_[goal];
  const Found chosen_one = pool[random_.below(pool.size())];
  const Case& about = chosen_one.c;
  recipe_ = chosen_one.recipe;
  const std::vector<double> x = numbers_of(about);
  constexpr std::size_t most_numbers = 16;
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < x.size(); ++i)
    chosen.push_back(i);
  for (std::size_t i = 0; i < std::min(most_numbers, x.size()); ++i)
    std::swap(chosen[i], chosen[i + random_.below(chosen.size() - i)]);
  chosen.resize(std::min(most_numbers, x.size()));
  SearchBox box;
  const double reach = std::ldexp(1, static_cast<int>(random_.below(12)) - 8);
  for (const std::size_t i : chosen) {
    const double step = reach * std::max(1.0, std::abs(x[i]));
    box.lower.push_back(x[i] - step);
    box.start.push_back(x[i]);
    box.upper.push_back(x[i] + step);
  }
  constexpr Optimiser optimisers[] = {Optimiser::esch, Optimiser::crs, Optimiser::sbplx};
  const Optimiser optimiser = optimisers[random_.below(std::size(optimisers))];
  const std::size_t budget = std::min(mix_for(objective_).optimiser_evaluations, until_ - evaluations_);
  (void)maximise(optimiser, box, random_.below(std::size_t{1} << 31U), budget,
                 [&](const std::vector<double>& place, bool& go_on) {
                   std::vector<double> y = x;
                   for (std::size_t i = 0; i < chosen.size(); ++i)
                     y[chosen[i]] = place[i];
                   double score = no_score;
                   evaluate_numbers(about, y, name_of(optimiser), goal, score);
                   go_on = !spent() && !reached_[goal];
                   return score;
                 });
}

void Island::evaluate_numbers(const Case& about, const std::vector<double>& numbers,
                              std::string_view operation, std::size_t goal, double& score) {
  ++evaluations_;
  try {
    const std::optional<Case> c = fitted(with_numbers(about, numbers), objective_, 0);
    if (!c)
      return;
    const Scored scores = objective_.guide(*c);
    for (std::size_t g = 0; g < scores.size(); ++g) {
      if (reached_[g])
        continue;
      const double counted = offer(g, *c, scores[g], operation);
      if (g == goal)
        score = counted;
    }
  } catch (const DomainError&) {
    score = no_score; // no case: outside of what the search may enter
  }
}

} // namespace tailmass::properties::hunt
