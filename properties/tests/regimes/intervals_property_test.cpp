// Intervals contain what balls tell, on every regime: the judge's filter can prove nothing false.
#include "properties/generated/survey.hpp"
#include "properties/regimes/recipe.hpp"
#include "properties/tests/regimes/each_regime.hpp"
#include "properties/tests/regimes/run_property.hpp"
#include "theory/exact/evaluator.hpp"
#include "verify/judge/judge_filter.hpp"
#include "verify/judge/ladder.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>

namespace tailmass::properties::regimes {

namespace {

constexpr long truth_bits = 640;
constexpr std::size_t most_keys = 160, most_dimensions = 8;

/// Recipes as they are drawn, but short, and with values and epsilons at the ends of the doubles' range.
Recipe at_the_ends(Recipe recipe, std::uint64_t index) {
  constexpr std::array exponents{0, 0, 0, -1040, 980, -500};
  recipe.n = std::min(recipe.n, most_keys);
  recipe.k = std::min(recipe.k, recipe.n);
  recipe.dimension = std::min(recipe.dimension, most_dimensions);
  recipe.value_exponent = exponents[index % exponents.size()];
  if (index % 4 == 1)
    recipe.epsilon = 1e-300;
  if (index % 4 == 2)
    recipe.epsilon = 1 - 0x1p-53;
  return recipe;
}

std::string text_of(const Interval& interval, const Ball& ball) {
  return fmt::format("[{:a}, {:a}] for {}", interval.low(), interval.high(), to_decimal(ball, 25));
}

bool contains(const Interval& interval, const Ball& ball) {
  const bool above_it = std::isfinite(interval.low()) && certainly_less(ball, Ball(interval.low()));
  const bool below_it = std::isfinite(interval.high()) && certainly_less(Ball(interval.high()), ball);
  return interval.low() <= interval.high() && !above_it && !below_it;
}

/// What is wrong with the intervals of a statement; nothing where all is right.
std::optional<std::string> fault_of(const SidesIn& statement, Scope scope, const Case& c,
                                    std::size_t& compared) {
  Evaluator<Interval> by_intervals(c);
  Sides<Interval> quick(verify::judge::Precisions{}.reading(scope));
  statement.intervals(by_intervals, c, quick);
  Evaluator<Ball> by_balls(c, Precision<Ball>{truth_bits});
  Sides<Ball> truth(verify::judge::Precisions{}.reading(scope));
  statement.balls(by_balls, c, truth);
  if (quick.claims.size() != truth.claims.size() || quick.premises.size() != truth.premises.size())
    return "another number of claims or premises";
  for (std::size_t i = 0; i < truth.claims.size(); ++i) {
    const Claim<Interval>& a = quick.claims[i];
    const Claim<Ball>& b = truth.claims[i];
    if (a.label != b.label || a.equality != b.equality || a.relation != b.relation)
      return fmt::format("{} in the place of {}", a.label, b.label);
    for (const auto& [interval, ball] : {std::pair(&a.lhs, &b.lhs), {&a.rhs, &b.rhs}})
      if (!contains(*interval, *ball))
        return fmt::format("{}: {}", a.label, text_of(*interval, *ball));
    if (verify::judge::decide_by_intervals(a) && certainly_less(b.rhs, b.lhs))
      return fmt::format("{}: a false proof", a.label);
    ++compared;
  }
  for (std::size_t i = 0; i < truth.premises.size(); ++i)
    for (const auto& [interval, ball] : {std::pair(&quick.premises[i].lesser, &truth.premises[i].lesser),
                                         {&quick.premises[i].greater, &truth.premises[i].greater}})
      if (!contains(*interval, *ball))
        return "a premise: " + text_of(*interval, *ball);
  return std::nullopt;
}

bool meets(const Theorem& theorem, const Case& c) {
  return std::ranges::all_of(theorem.hypotheses, [&](const Hypothesis& one) { return one.holds(c); });
}

} // namespace

class Intervals : public EachRegime {};

TEST_P(Intervals, ContainWhatBallsTell) {
  constexpr std::size_t seed = 1, one_in_mutants = 5;
  std::size_t compared = 0;
  for (std::uint64_t index = 0; index < cases_of_a_regime() / 2 + 1; ++index) {
    const Recipe recipe = at_the_ends(draw_recipe(*GetParam(), seed, index), index);
    const Case grown = grow(recipe);
    for (const Theorem* theorem : generated::row_theorems()) {
      const Case c = completed(grown, *theorem, recipe);
      if (!theorem->sides.intervals || !meets(*theorem, c))
        continue;
      std::vector<std::pair<std::string_view, const SidesIn*>> statements{{theorem->id, &theorem->sides}};
      for (const Mutant& mutant : theorem->mutants)
        if (mutant.sides.intervals && index % one_in_mutants == 0)
          statements.emplace_back(mutant.name, &mutant.sides);
      for (const auto& [name, sides] : statements)
        if (const auto fault = fault_of(*sides, theorem->scope, c, compared))
          FAIL() << theorem->id << " (" << name << ") on " << description_of(recipe) << ": " << *fault;
    }
  }
  EXPECT_GT(compared, 0U);
  RecordProperty("compared", static_cast<int>(compared));
}

INSTANTIATE_TEST_SUITE_P(On, Intervals, each_regime(), regime_name);

} // namespace tailmass::properties::regimes
