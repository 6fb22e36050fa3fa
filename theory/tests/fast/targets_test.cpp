// The instruction set of a thread's kernels: its own, inherited by the threads of a call, and given back.
#include "theory/fast/distribution/batch.hpp"
#include "theory/fast/kernels/targets.hpp"

#include <gtest/gtest.h>
#include <stdexcept>
#include <thread>
#include <vector>

namespace tailmass::fast {

TEST(OnTarget, IsTheThreadsOwnAndNests) {
  const std::vector<std::string_view> all = targets();
  ASSERT_FALSE(all.empty());
  EXPECT_EQ(target_in_use(), all.front());
  {
    const OnTarget outer(all.back());
    EXPECT_EQ(target_in_use(), all.back());
    {
      const OnTarget inner(std::string(all.front())); // a name that does not outlive it
      EXPECT_EQ(target_in_use(), all.front());
    }
    EXPECT_EQ(target_in_use(), all.back());
    std::string_view of_another;
    std::jthread([&] { of_another = target_in_use(); }).join();
    EXPECT_EQ(of_another, all.front());
    const OnTarget best("");
    EXPECT_EQ(target_in_use(), all.front());
  }
  EXPECT_EQ(target_in_use(), all.front());
  EXPECT_THROW(OnTarget("AVX9"), std::invalid_argument);
  EXPECT_EQ(target_in_use(), all.front());
}

// The exponential has another proven error with fused multiply-add than without, so that a thread on another
// instruction set than the caller's is seen by its radii.
TEST(OnTarget, HoldsForTheThreadsOfABatch) {
  constexpr std::size_t rows = 64, n = 300;
  std::vector<double> scores(rows * n);
  for (std::size_t i = 0; i < scores.size(); ++i)
    scores[i] = static_cast<double>(i * i % 1009) / 50;
  const Rows<double> all(std::span<const double>(scores), n);
  const auto radii_of = [&](unsigned threads) {
    std::vector<double> radii;
    for (const ScaledSum& sum : log_sum_exp(all, threads))
      radii.push_back(sum.log().radius);
    return radii;
  };
  for (const std::string_view target : targets()) {
    const OnTarget on(target);
    EXPECT_EQ(radii_of(4), radii_of(1)) << target;
  }
  const std::vector<double> best = radii_of(1);
  const OnTarget on(targets().back());
  EXPECT_TRUE(targets().size() == 1 || radii_of(1) != best) << "the instruction sets cannot be told apart";
}

} // namespace tailmass::fast
