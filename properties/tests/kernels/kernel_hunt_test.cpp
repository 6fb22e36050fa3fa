// The hunt finds the faults of kernels and functions, with small cases, and none where there is none.
#include "properties/hunt/sharpness.hpp"
#include "properties/kernels/function_objective.hpp"
#include "properties/kernels/kernel_objective.hpp"
#include "properties/tests/kernels/test_library.hpp"

#include <gtest/gtest.h>

namespace tailmass::properties::kernels {
namespace {

using tests::test_library;
using verify::record::HuntedGoal;
using verify::record::HuntOutcome;

std::vector<HuntedGoal> hunted(std::unique_ptr<hunt::Objective> objective, std::size_t evaluations,
                               unsigned threads = 0) {
  std::vector<std::unique_ptr<hunt::Objective>> objectives;
  objectives.push_back(std::move(objective));
  hunt::HuntOptions options;
  options.threads = threads;
  options.evaluations = evaluations;
  return hunt::sharpness_of(hunt::hunt(objectives, options), {});
}

std::vector<HuntedGoal> hunted_kernel(const char* name, std::size_t evaluations, unsigned threads = 0,
                                      double seconds = 10) {
  return hunted(std::make_unique<KernelObjective>(KernelPlace{test_library(name), seconds, 3}), evaluations,
                threads);
}

const HuntedGoal& goal_of(const std::vector<HuntedGoal>& goals, Question question) {
  for (const HuntedGoal& goal : goals)
    if (goal.claim == claim_of(question))
      return goal;
  ADD_FAILURE() << "no such goal";
  return goals.front();
}

TEST(KernelHunt, FindsABinThatOverflowsWithAMinimalCase) {
  const auto goals = hunted_kernel("radix_overflowing", 200);
  const HuntedGoal& indices = goal_of(goals, Question::indices);
  ASSERT_EQ(indices.outcome, HuntOutcome::refuted);
  ASSERT_TRUE(indices.minimal);
  EXPECT_LE(indices.minimal->n, 2200U) << "2049 keys in one bin are the fewest";
  EXPECT_EQ(goal_of(goals, Question::returns).outcome, HuntOutcome::within);
}

TEST(KernelHunt, FindsNothingWrongWithARightKernel) {
  for (const char* name : {"radix", "online_float", "online_bfloat16", "online_half", "online_double"})
    for (const HuntedGoal& goal : hunted_kernel(name, 100))
      EXPECT_EQ(goal.outcome, HuntOutcome::within) << name << ": " << goal.claim << ": " << goal.reason;
}

TEST(KernelHunt, FindsAnOutputThatIsNotRescaled) {
  const auto goals = hunted_kernel("online_forgetful", 100);
  EXPECT_EQ(goal_of(goals, Question::output).outcome, HuntOutcome::refuted);
  EXPECT_EQ(goal_of(goals, Question::lse).outcome, HuntOutcome::within);
}

TEST(KernelHunt, FindsCrashesHangsTrespassesAndOtherBits) {
  const auto reason = [](const char* name, Question question, double seconds = 10) {
    const auto goals = hunted_kernel(name, 100, 0, seconds);
    const HuntedGoal& goal = goal_of(goals, question);
    EXPECT_EQ(goal.outcome, HuntOutcome::refuted) << name;
    if (goal.minimal) {
      EXPECT_LE(goal.minimal->n, 8U) << name;
    }
    return goal.reason;
  };
  EXPECT_EQ(reason("ill_c", Question::returns), "crashed: Aborted");
  EXPECT_EQ(reason("ill_h", Question::returns, 0.5), "gave no answer within 0.5 s");
  EXPECT_EQ(reason("ill_o", Question::returns), "4 bytes written from 0 after the end of its indices");
  EXPECT_EQ(reason("ill_r", Question::repeats), "a second call wrote other indices");
}

TEST(KernelHunt, EndsWhereACallDoesNotReturnWell) {
  EXPECT_LT(goal_of(hunted_kernel("ill_o", 100), Question::returns).evaluations, 50U);
  EXPECT_EQ(goal_of(hunted_kernel("ill_n", 100), Question::returns).evaluations, 100U);
}

TEST(KernelHunt, GivesTheSameForASeedWhateverTheThreads) {
  const auto told = [](unsigned threads) {
    std::string text;
    for (const HuntedGoal& goal : hunted_kernel("online_forgetful", 60, threads))
      text += std::to_string(goal.measure.value_or(-1)) + " " +
              std::to_string(goal.worst ? goal.worst->n : 0) + " " + std::to_string(goal.found_at) + "\n";
    return text;
  };
  EXPECT_EQ(told(1), told(3));
}

std::vector<HuntedGoal> hunted_function(const std::string& text, std::optional<double> relative = {}) {
  return hunted(std::make_unique<FunctionObjective>(
                    FunctionPlace{test_library("functions") + ":" + text, relative, 10, 3}),
                300);
}

TEST(FunctionHunt, FindsAWrongConstant) {
  const auto wrong = hunted_function("lse_wrong_constant=log_sum_exp:float");
  EXPECT_EQ(wrong.front().outcome, HuntOutcome::refuted);
  ASSERT_TRUE(wrong.front().minimal);
  EXPECT_LE(wrong.front().minimal->n, 2U);
  for (const char* right : {"lse_float=log_sum_exp:float", "lse=log_sum_exp", "tail_mass=tail_mass"}) {
    const auto goals = hunted_function(right);
    EXPECT_EQ(goals.front().outcome, HuntOutcome::within) << right << goals.front().reason;
    EXPECT_NE(goals.front().reason.find(" ulp"), std::string::npos) << goals.front().reason;
  }
}

TEST(FunctionHunt, HoldsAFunctionOfARankToItsOwnLimit) {
  EXPECT_EQ(hunted_function("tail_mass=tail_mass", 1e-9).front().outcome, HuntOutcome::within);
  EXPECT_EQ(hunted_function("tail_mass=tail_mass", 1e-18).front().outcome, HuntOutcome::refuted);
}

TEST(FunctionHunt, FindsACrash) {
  EXPECT_EQ(hunted_function("lse_crashing=log_sum_exp").front().outcome, HuntOutcome::refuted);
}

} // namespace
} // namespace tailmass::properties::kernels
