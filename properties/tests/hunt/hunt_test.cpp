// What a hunt finds, and that it finds the same again.
#include "properties/generated/survey.hpp"
#include "properties/hunt/duel.hpp"
#include "properties/hunt/hunt.hpp"
#include "properties/hunt/implementation_objective.hpp"
#include "properties/hunt/mutant_hunt.hpp"
#include "properties/hunt/nlopt_search.hpp"
#include "properties/hunt/sharpness.hpp"
#include "properties/hunt/theorem_objective.hpp"
#include "theory/exact/distribution/softmax.hpp"
#include "theory/tests/sanitized.hpp"
#include "theory/tests/theorems/planted.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/catalogue.hpp"
#include "verify/campaign/replay.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <gtest/gtest.h>
#include <thread>

namespace tailmass::properties::hunt {

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

std::vector<std::unique_ptr<Objective>> objectives_of(std::initializer_list<std::string_view> ids) {
  std::vector<std::unique_ptr<Objective>> objectives;
  for (const std::string_view id : ids)
    objectives.push_back(std::make_unique<TheoremObjective>(*find_theorem(id)));
  return objectives;
}

/// A made-up statement with a goal whose double score is what `value` says.
class MadeUp : public Objective {
public:
  MadeUp(double (*value)(const Case&), double (*by_balls)(const Case&)) : value_(value), by_balls_(by_balls) {
    goals_.push_back({"made up", Measure::bound});
  }
  [[nodiscard]] std::string name() const override { return "made-up"; }
  [[nodiscard]] PartSet needs() const override { return PartSet(); }
  [[nodiscard]] Scored guide(const Case& c) const override { return {value_(c)}; }
  [[nodiscard]] Scored certified(const Case& c) const override { return {by_balls_(c)}; }
  [[nodiscard]] verify::judge::Judgement judged(const Case& /*c*/, std::size_t /*goal*/) const override {
    return {.claim = "made up", .verdict = verify::judge::Verdict::proved};
  }
  [[nodiscard]] std::string theorem() const override { return "gap-bound"; }

private:
  double (*value_)(const Case&);
  double (*by_balls_)(const Case&);
};

double distance_from_two(const Case& c) {
  return -0.01 - std::abs(c.scores->ranked(1) - 2);
}

} // namespace

// Every bound that its witness attains, from random starts, to a slack below 1e-9: found anew, not looked up.
TEST(Hunt, FindsTheEqualityCaseOfEverySharpBound) {
  std::vector<std::unique_ptr<Objective>> objectives;
  for (const Theorem* theorem : generated::row_theorems())
    objectives.push_back(std::make_unique<TheoremObjective>(*theorem));
  HuntOptions options;
  options.evaluations = tests::sanitized ? 1'600 : 8'000;
  std::size_t sharp = 0;
  for (const Hunted& of : hunt(objectives, options)) {
    const auto& objective = dynamic_cast<const TheoremObjective&>(*of.objective);
    for (std::size_t goal = 0; goal < of.best.size(); ++goal) {
      if (!objective.attained_by_witness(goal))
        continue;
      ++sharp;
      ASSERT_TRUE(of.best[goal]) << objective.name() << ": " << objective.goals()[goal].label;
      const double score = objective.certified(of.best[goal]->c)[goal];
      if (!tests::sanitized) { // so few evaluations are for the sanitizers, and find what they find
        EXPECT_GE(score, -sharp_slack) << objective.name() << ": " << objective.goals()[goal].label;
      }
      EXPECT_LE(score, 0) << objective.name() << ": " << objective.goals()[goal].label;
    }
  }
  EXPECT_GT(sharp, 45U);
}

TEST(Hunt, FindsTheSameWhateverTheThreads) {
  const auto objectives = objectives_of({"generic-inequalities", "tail-mass-shape", "head-tail-identity"});
  HuntOptions one;
  one.evaluations = 3000;
  one.threads = 1;
  HuntOptions three = one;
  three.threads = 3;
  HuntOptions other = one;
  other.seed = 2;
  const auto a = hunt(objectives, one), b = hunt(objectives, three), c = hunt(objectives, other);
  bool differs = false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].evaluations, b[i].evaluations);
    for (std::size_t goal = 0; goal < a[i].best.size(); ++goal) {
      ASSERT_EQ(a[i].best[goal].has_value(), b[i].best[goal].has_value());
      if (!a[i].best[goal])
        continue;
      EXPECT_EQ(a[i].best[goal]->score, b[i].best[goal]->score);
      EXPECT_EQ(verify::cases::case_text(stored_case(*objectives[i], a[i].best[goal]->c)),
                verify::cases::case_text(stored_case(*objectives[i], b[i].best[goal]->c)));
      differs = differs || a[i].best[goal]->score != c[i].best[goal]->score;
    }
  }
  EXPECT_TRUE(differs) << "another seed is another hunt";
}

TEST(Hunt, SpendsExactlyItsEvaluations) {
  const auto objectives = objectives_of({"generic-inequalities"});
  for (const std::size_t budget : {4U, 1000U, 4800U}) {
    HuntOptions options;
    options.evaluations = budget;
    EXPECT_EQ(hunt(objectives, options)[0].evaluations, budget);
  }
}

TEST(Hunt, NeverTakesANaNForAScore) {
  const MadeUp objective(
      [](const Case& c) { return c.scores->size() % 2 == 0 ? not_a_number : distance_from_two(c); },
      distance_from_two);
  Island island(objective, 1, 0);
  island.run(4000);
  const Found* best = island.best(0);
  ASSERT_NE(best, nullptr);
  EXPECT_EQ(best->c.scores->size() % 2, 1U);
  EXPECT_GT(best->score, -0.0101) << "it converges on what the numbers say";
}

TEST(Hunt, OptimisersNeverSeeANaN) {
  for (const Optimiser optimiser : {Optimiser::esch, Optimiser::crs, Optimiser::sbplx}) {
    double best = -1e300;
    std::size_t calls = 0;
    const SearchBox box{{-1, -1}, {0.2, 0.9}, {1, 1}}; // NaN at the start
    const auto score = [&](const std::vector<double>& x, bool& /*go_on*/) {
      ++calls;
      if (x[0] < 0.25)
        return not_a_number;
      const double value = -(x[0] - 0.5) * (x[0] - 0.5) - x[1] * x[1];
      best = std::max(best, value);
      return value;
    };
    const Optimised found = maximise(optimiser, box, 1, 3000, score);
    EXPECT_EQ(found.calls, calls) << name_of(optimiser);
    EXPECT_TRUE(std::isfinite(found.best)) << name_of(optimiser) << " takes NaN for a success";
    EXPECT_EQ(found.best, std::max(best, worst_for_optimiser)) << name_of(optimiser);
  }
}

TEST(Hunt, OptimisersTryTheSamePlacesForASeedInAnyThread) {
  const auto places = [](Optimiser optimiser, std::uint64_t seed) {
    std::vector<std::vector<double>> all;
    const SearchBox box{{-1, -1}, {0.5, 0.5}, {1, 1}};
    (void)maximise(optimiser, box, seed, 200, [&](const std::vector<double>& x, bool& /*go_on*/) {
      all.push_back(x);
      return -x[0] * x[0] - x[1];
    });
    return all;
  };
  for (const Optimiser optimiser : {Optimiser::esch, Optimiser::crs}) {
    const auto first = places(optimiser, 1), again = places(optimiser, 1), other = places(optimiser, 2);
    EXPECT_EQ(first, again) << name_of(optimiser);
    EXPECT_NE(first, other) << name_of(optimiser);
    std::vector<std::vector<double>> elsewhere;
    std::thread([&] { elsewhere = places(optimiser, 1); }).join();
    EXPECT_EQ(first, elsewhere) << name_of(optimiser);
  }
}

// Doubles that see a violation in every case are not believed, and do not keep the hunt from what balls see.
TEST(Hunt, IsNotTrappedByWhatDoublesMakeUp) {
  const MadeUp objective([](const Case& c) { return c.scores->size() > 4 ? 1e-9 : distance_from_two(c); },
                         [](const Case& c) { return c.scores->size() > 4 ? -5.0 : distance_from_two(c); });
  Island island(objective, 1, 0);
  island.run(6000);
  ASSERT_NE(island.best(0), nullptr);
  EXPECT_FALSE(island.reached(0));
  EXPECT_TRUE(island.best(0)->certified);
  EXPECT_GT(island.best(0)->score, -0.011);
}

TEST(Hunt, RefutesAPlantedFalseBound) {
  const Theorem& theorem = *find_theorem("gap-bound");
  std::vector<std::unique_ptr<Objective>> objectives;
  for (const Mutant& mutant : theorem.mutants)
    objectives.push_back(std::make_unique<TheoremObjective>(theorem, &mutant));
  HuntOptions options;
  options.evaluations = 20'000;
  for (const Hunted& of : hunt(objectives, options)) {
    ASSERT_TRUE(of.reached[0]) << of.objective->name();
    EXPECT_EQ(of.objective->judged(of.best[0]->c, 0).verdict, verify::judge::Verdict::refuted)
        << of.objective->name();
    EXPECT_GT(of.best[0]->score, 0);
  }
}

TEST(Hunt, MatrixNamesTheKillersOfMutants) {
  const Theorem* const theorems[] = {find_theorem("gap-bound"), find_theorem("gaussian-tail-mass")};
  MutantHuntOptions options;
  options.evaluations = 20'000;
  options.cases_each = 2;
  const auto mutants = hunt_mutants(theorems, options);
  ASSERT_EQ(mutants.size(), theorems[0]->mutants.size() + theorems[1]->mutants.size());
  for (const verify::record::HuntedMutant& mutant : mutants) {
    EXPECT_FALSE(mutant.survives()) << mutant.theorem << "/" << mutant.name;
    EXPECT_EQ(mutant.by_case, mutant.theorem == "gaussian-tail-mass");
    EXPECT_EQ(mutant.evaluations.has_value(), mutant.theorem == "gap-bound");
  }
  verify::record::HuntedMutant alive;
  EXPECT_FALSE(alive.survives()) << "nothing was tried";
  alive.spent = 1;
  EXPECT_TRUE(alive.survives());
}

TEST(Hunt, StoppedAmongMutantsItJudgesNoMore) {
  const Theorem* const theorems[] = {find_theorem("gap-bound"), find_theorem("gaussian-tail-mass")};
  std::atomic<bool> stop = false;
  MutantHuntOptions options;
  options.evaluations = 20'000;
  options.stop = &stop;
  options.progress = [&](std::size_t, std::size_t) { stop = true; };
  for (const verify::record::HuntedMutant& mutant : hunt_mutants(theorems, options))
    EXPECT_FALSE(mutant.by_case) << mutant.name;
  EXPECT_TRUE(hunt_mutants(theorems, options).empty()) << "stopped before it began";
}

// What a double holds as 0 or not at all still guides: each at seeds other than the usual one, with a
// fortieth of the usual evaluations.
TEST(Hunt, RefutesMutantsThatDieAtTheEndsOfTheFormatOnly) {
  const Theorem& theorem = *find_theorem("float-certificate");
  std::vector<std::unique_ptr<Objective>> objectives;
  for (const Mutant& mutant : theorem.mutants)
    objectives.push_back(std::make_unique<TheoremObjective>(theorem, &mutant));
  for (const std::uint64_t seed : {2U, 20261123U}) {
    HuntOptions options;
    options.seed = seed;
    options.evaluations = 50'000;
    for (const Hunted& of : hunt(objectives, options))
      EXPECT_TRUE(std::ranges::count(of.reached, true) > 0) << of.objective->name() << " at seed " << seed;
  }
}

TEST(Hunt, CountsWhatItSpentOnWhatItDidNotRefute) {
  Theorem theorem = *find_theorem("gap-bound"); // its statement for a mutant: nothing refutes it
  const Mutant unchanged[] = {{"none", "nothing", theorem.sides, theorem.witness}};
  theorem.mutants = unchanged;
  const Theorem* const theorems[] = {&theorem};
  MutantHuntOptions options;
  options.evaluations = 400;
  options.cases_each = 1;
  const auto mutants = hunt_mutants(theorems, options);
  ASSERT_EQ(mutants.size(), 1U);
  EXPECT_EQ(mutants[0].spent, 400U);
  EXPECT_TRUE(mutants[0].survives());
}

TEST(Hunt, EndsWhereThereIsNothingToHuntFor) {
  class NoGoal : public MadeUp {
  public:
    NoGoal() : MadeUp(distance_from_two, distance_from_two) { goals_.clear(); }
  };
  const NoGoal objective;
  Island island(objective, 1, 0);
  island.run(10);
  EXPECT_TRUE(island.finished());
  EXPECT_EQ(island.evaluations(), 0U);
}

/// An implementation off by more than it says, and one whose error nobody can tell.
TEST(Hunt, AnErrorBeyondItsBoundIsRefutedAndAnUnknownOneIsNoSuccess) {
  const Implementation& right = *std::ranges::find(implementations(), "tail_mass", &Implementation::quantity);
  const Case c = find_theorem("gap-bound")->witness();
  for (const auto wrong : {+[](const Case&) { return std::vector<double>{1.5}; },
                           +[](const Case&) { return std::vector<double>{std::nan("")}; }}) {
    const Implementation off = tests::planted(right, wrong);
    EXPECT_EQ(ImplementationObjective(off).judged(c, 0).verdict, verify::judge::Verdict::refuted);
  }
}

TEST(Hunt, StoppedDuelsTellOnlyOfThoseFought) {
  std::vector<std::unique_ptr<Objective>> objectives;
  for (int i = 0; i < 3; ++i)
    objectives.push_back(std::make_unique<MadeUp>(distance_from_two, distance_from_two));
  std::atomic<bool> stop = false;
  DuelOptions options;
  options.threads = 1;
  options.evaluations = 8;
  options.stop = &stop;
  options.progress = [&](std::size_t done, std::size_t) { stop = done == options.seeds + 2; };
  const auto fought = duels(objectives, options);
  ASSERT_EQ(fought.size(), 2U);
  EXPECT_EQ(fought[0].hunt.size(), options.seeds);
  EXPECT_EQ(fought[1].hunt.size(), 2U);
  EXPECT_EQ(fought[1].random.size(), 2U);
}

std::atomic<bool> stop_within = false;

TEST(Hunt, ADuelStoppedWithinIsLeft) {
  std::vector<std::unique_ptr<Objective>> objectives;
  const auto stopping = [](const Case& c) {
    stop_within = true;
    return distance_from_two(c);
  };
  objectives.push_back(std::make_unique<MadeUp>(stopping, distance_from_two));
  DuelOptions options;
  options.threads = 1;
  options.evaluations = 1'000'000'000;
  options.stop = &stop_within;
  EXPECT_TRUE(duels(objectives, options).empty());
}

TEST(Sharpness, StoppedItJudgesBestCasesAndMakesNoneSmaller) {
  HuntOptions options;
  options.evaluations = 400;
  const auto objectives = objectives_of({"gap-bound"});
  const auto hunted = hunt(objectives, options);
  const std::atomic<bool> stop = true;
  SharpnessOptions ending;
  ending.stop = &stop;
  const auto goals = sharpness_of(hunted, ending);
  ASSERT_FALSE(goals.empty());
  for (const verify::record::HuntedGoal& goal : goals) {
    EXPECT_EQ(goal.objective, "gap-bound");
    EXPECT_TRUE(goal.worst);
    EXPECT_FALSE(goal.minimal);
  }
}

TEST(Sharpness, ACaseThatCannotBeWrittenTakesNoVerdictAway) {
  HuntOptions options;
  options.evaluations = 400;
  const auto objectives = objectives_of({"gap-bound"});
  const auto hunted = hunt(objectives, options);
  SharpnessOptions ending;
  ending.folder = "/proc"; // which takes no files
  const auto goals = sharpness_of(hunted, ending);
  ASSERT_FALSE(goals.empty());
  EXPECT_NE(goals[0].outcome, verify::record::HuntOutcome::no_case);
  ASSERT_TRUE(goals[0].worst);
  EXPECT_EQ(goals[0].worst->case_file, "");
}

TEST(Sharpness, SmallestCasesKeepTheirShareOfTheScore) {
  const auto objectives = objectives_of({"generic-inequalities", "gap-bound", "tail-mass-shape"});
  HuntOptions options;
  options.evaluations = 2000;
  const auto hunted = hunt(objectives, options);
  SharpnessOptions ending;
  ending.fraction = 0.5;
  const auto goals = sharpness_of(hunted, ending);
  std::size_t place = 0, smaller = 0;
  for (const Hunted& of : hunted)
    for (std::size_t goal = 0; goal < of.best.size(); ++goal, ++place) {
      const verify::record::HuntedGoal& reported = goals[place];
      EXPECT_EQ(reported.claim, of.objective->goals()[goal].label);
      if (of.objective->goals()[goal].measure != Measure::bound)
        continue;
      ASSERT_TRUE(reported.worst && reported.minimal) << reported.claim;
      EXPECT_LE(reported.minimal->n, reported.worst->n);
      smaller += reported.minimal->n < reported.worst->n ? 1 : 0;
      if (reported.worst->score >= -sharp_slack)
        EXPECT_GE(reported.minimal->score, -sharp_slack) << reported.claim;
      else
        EXPECT_GE(reported.minimal->score, reported.worst->score + std::log(0.5)) << reported.claim;
    }
  EXPECT_GT(smaller, 2U);
}

TEST(Sharpness, AViolationStaysOneWhenShrunk) {
  const Theorem& theorem = *find_theorem("gap-bound");
  const TheoremObjective objective(theorem, &theorem.mutants[0]);
  const double score = objective.certified(top_k_case({1, 1, 0, 0, 0}, 2))[0];
  ASSERT_GT(score, 0);
  EXPECT_TRUE(keeps_score(objective, 0, score, top_k_case({1, 0, 0}, 1), 0.9));
  EXPECT_FALSE(keeps_score(objective, 0, score, top_k_case({1, 0, -3}, 1), 0.9));
  EXPECT_FALSE(keeps_score(objective, 0, score, top_k_case({1, 0, -0.02}, 1), 0.9))
      << "too small a violation";
}

TEST(Sharpness, BallsDecideWhatIsKept) {
  const MadeUp objective([](const Case& /*c*/) { return 0.0; },
                         [](const Case& c) { return c.scores->size() > 2 ? 0.0 : -0.3; });
  EXPECT_TRUE(keeps_score(objective, 0, 0, top_k_case({1, 0, 0}, 1), 0.9));
  EXPECT_FALSE(keeps_score(objective, 0, 0, top_k_case({1, 0}, 1), 0.9))
      << "its double score is not believed";
  EXPECT_TRUE(keeps_score(objective, 0, -0.25, top_k_case({1, 0}, 1), 0.9)) << "e^-0.3 is above 0.9 e^-0.25";
  EXPECT_FALSE(keeps_score(objective, 0, -0.15, top_k_case({1, 0}, 1), 0.9));
}

} // namespace tailmass::properties::hunt
