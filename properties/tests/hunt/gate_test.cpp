// What a gate lets into a pool, and what it does not.
#include "properties/hunt/gate.hpp"

#include "theory/theorems/cases.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace tailmass::properties::hunt {

namespace {

/// A goal of each measure, of which balls always see a violation.
class OfEachMeasure : public Objective {
public:
  OfEachMeasure() {
    for (const Measure measure : {Measure::bound, Measure::identity, Measure::error})
      goals_.push_back({"made up", measure});
  }
  [[nodiscard]] std::string name() const override { return "made-up"; }
  [[nodiscard]] PartSet needs() const override { return PartSet(); }
  [[nodiscard]] Scored guide(const Case& /*c*/) const override { return {1, 1, 1}; }
  [[nodiscard]] Scored certified(const Case& /*c*/) const override { return {1, 1, 1}; }
  [[nodiscard]] verify::judge::Judgement judged(const Case& /*c*/, std::size_t /*goal*/) const override {
    return {.claim = "made up", .verdict = verify::judge::Verdict::proved};
  }
  [[nodiscard]] std::string theorem() const override { return "gap-bound"; }
};

} // namespace

TEST(Gate, ACaseThatSaysNothingOfAGoalIsNotKept) {
  const OfEachMeasure objective;
  const Case c = top_k_case({1, 0}, 1);
  for (std::size_t goal = 0; goal < objective.goals().size(); ++goal) {
    Gate gate(objective);
    for (const double nothing : {no_score, std::numeric_limits<double>::quiet_NaN()})
      EXPECT_FALSE(gate.admit(goal, c, nothing, Pool(), 0)) << goal << ' ' << nothing;
    EXPECT_TRUE(gate.admit(goal, c, -1, Pool(), 0)) << goal;
  }
}

} // namespace tailmass::properties::hunt
