// Kernels that are Python functions.
#include "properties/hunt/sharpness.hpp"
#include "properties/kernels/kernel_objective.hpp"
#include "theory/tests/source_path.hpp"
#include "verify/input/input_error.hpp"

#include <cstdlib>
#include <gtest/gtest.h>

namespace tailmass::properties::kernels {
namespace {

using verify::record::HuntedGoal;
using verify::record::HuntOutcome;

class PythonKernel : public testing::Test {
protected:
  void SetUp() override {
    setenv("PATH", "/usr/bin:/bin", 1); // the system's Python has numpy
    setenv("PYTHONPATH", (tailmass::tests::source_path("properties/tests/kernels/libraries")).c_str(), 1);
  }
  static KernelPlace place(const std::string& function) { return {"python:python_kernels:" + function, 60}; }
  static std::vector<HuntedGoal> hunted(const std::string& function, std::size_t evaluations) {
    std::vector<std::unique_ptr<hunt::Objective>> objectives;
    objectives.push_back(std::make_unique<KernelObjective>(place(function)));
    hunt::HuntOptions options;
    options.evaluations = evaluations;
    hunt::SharpnessOptions ending;
    ending.shrink_budget = 100;
    return hunt::sharpness_of(hunt::hunt(objectives, options), ending);
  }
  static void expect_right(const std::string& function, std::size_t evaluations) {
    for (const HuntedGoal& goal : hunted(function, evaluations))
      EXPECT_EQ(goal.outcome, HuntOutcome::within) << function << ": " << goal.claim << ": " << goal.reason;
  }
  static std::string reason(const std::string& function) {
    for (const HuntedGoal& goal : hunted(function, 100))
      if (goal.outcome == HuntOutcome::refuted)
        return goal.reason;
    return {};
  }
};

TEST_F(PythonKernel, SaysOfItselfWhatItsAttributeSays) {
  const Kernel kernel(place("half_attention"));
  EXPECT_EQ(kernel.info().name, "half_attention");
  EXPECT_EQ(kernel.info().scores, verify::input::DType::F16);
  EXPECT_EQ(kernel.info().keys_multiple, 64U);
  EXPECT_EQ(kernel.info().most_k, 512U);
  EXPECT_TRUE(kernel.info().indices && kernel.info().lse && kernel.info().output);
}

TEST_F(PythonKernel, HoldsWhereItIsRight) {
  expect_right("attention", 100);
  expect_right("half_attention", 100);
  expect_right("part_of_a_row", 40); // asked what it gives on a row that it takes
}

TEST_F(PythonKernel, OfADeviceIsGivenItsTensorsAndFetchedOnce) {
  expect_right("device_attention", 40);
  expect_right("torch_on_its_device", 40);
}

TEST_F(PythonKernel, IsFoundWrong) {
  EXPECT_NE(reason("unsorted_topk").find("not a Top-"), std::string::npos);
  EXPECT_NE(reason("mixed_rows").find("where the log-sum-exp is"), std::string::npos);
  EXPECT_EQ(reason("crashing"), "crashed: Aborted");
  EXPECT_EQ(reason("raising"), "failed with code 2: ValueError: no mask");
}

TEST_F(PythonKernel, OfTorchHoldsInFloat) {
  expect_right("torch_float32", 100);
  expect_right("torch_full", 100);
}

// On a processor, torch 1.13 rounds the sum of exponentials to bfloat16 before it takes the logarithm (of the
// scores 0 and -7 it gives 0), and accumulates a product of matrices in bfloat16 (the mean of 2,048 equal
// ones comes out as 0.125): both are farther off than sums in float32 rounded once.
TEST_F(PythonKernel, OfTorchInBfloat16SelectsRightlyAndSumsTooCoarsely) {
  for (const HuntedGoal& goal : hunted("torch_bfloat16", 300)) {
    const bool of_sums = goal.claim == claim_of(Question::lse) || goal.claim == claim_of(Question::output);
    EXPECT_EQ(goal.outcome, of_sums ? HuntOutcome::refuted : HuntOutcome::within)
        << goal.claim << ": " << goal.reason;
  }
}

TEST_F(PythonKernel, IsRefusedInOneLine) {
  const auto refused = [](const std::string& text) -> std::string {
    try {
      const Kernel kernel(KernelPlace{text, 60});
      return {};
    } catch (const verify::input::InputError& error) {
      return error.what();
    }
  };
  EXPECT_EQ(
      refused("python:no_such_module:f"),
      "python:no_such_module: ModuleNotFoundError: No module named 'no_such_module' (/usr/bin/python3)");
  EXPECT_EQ(refused("python:python_kernels:no_row"),
            "python:python_kernels: NotImplementedError: takes no row of 1 to 64 keys, k = 1");
  EXPECT_EQ(refused("python:python_kernels:of_long_rows"),
            "python:python_kernels: tailmass_kernel_describe: no number of keys is allowed");
  EXPECT_EQ(
      refused("python:python_kernels:misnamed"),
      "python:python_kernels: ValueError: gives ['index'] instead of some of ['indices', 'lse', 'out']");
}

} // namespace
} // namespace tailmass::properties::kernels
