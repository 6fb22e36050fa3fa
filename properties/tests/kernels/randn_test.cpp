// How many rows of a standard normal, as tests of kernels take them, would have seen the faults that a hunt
// finds.
#include "properties/kernels/function_objective.hpp"
#include "properties/kernels/kernel_case.hpp"
#include "properties/kernels/kernel_objective.hpp"
#include "properties/tests/kernels/test_library.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace tailmass::properties::kernels {
namespace {

using tests::test_library;

/// Of 100 rows of n scores and values N(0, 1).
std::size_t seen(const hunt::Objective& objective, std::size_t n, std::size_t k) {
  std::size_t wrong = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    RandomStream random(seed, {"randn"});
    std::vector<double> scores(n), values(n);
    for (double& x : scores)
      x = random.normal();
    for (double& x : values)
      x = random.normal();
    auto row = std::make_shared<const Scores>(std::move(scores));
    Case c(row, Head::top_k(*row, k));
    if (objective.needs().has<part::Values>())
      c.values = std::make_shared<const Values>(n, 1, std::move(values));
    const std::vector<double> shares = objective.guide(*objective.prepared(c));
    wrong += std::ranges::any_of(shares, [](double share) { return share > 1; }) ? 1 : 0;
  }
  return wrong;
}

std::size_t seen_of_kernel(const char* name, std::size_t n, std::size_t k) {
  return seen(KernelObjective(KernelPlace{test_library(name)}), n, k);
}

TEST(Randn, SeesNothingOfWhatOnlyOtherRowsShow) {
  EXPECT_EQ(seen_of_kernel("radix_overflowing", 8192, 256), 0U);
  for (const char* name : {"ill_c", "ill_e", "ill_f", "ill_t", "ill_o", "ill_r"})
    EXPECT_EQ(seen_of_kernel(name, 1024, 256), 0U) << name;
}

TEST(Randn, SeesWhatEveryRowShows) {
  EXPECT_EQ(seen_of_kernel("online_forgetful", 1024, 256), 100U);
}

TEST(Randn, SeesSomeOfAWrongConstantInShortRows) {
  const std::size_t rows =
      seen(FunctionObjective({test_library("functions") + ":lse_wrong_constant=log_sum_exp:float"}), 64, 8);
  EXPECT_GT(rows, 30U);
  EXPECT_LT(rows, 90U);
}

TEST(Randn, SeesNothingWrongWithWhatIsRight) {
  EXPECT_EQ(seen_of_kernel("radix", 8192, 256), 0U);
  EXPECT_EQ(seen(FunctionObjective({test_library("functions") + ":lse_float=log_sum_exp:float"}), 64, 8), 0U);
}

} // namespace
} // namespace tailmass::properties::kernels
