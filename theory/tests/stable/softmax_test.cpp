// Where softmax in doubles usually breaks: offsets, ranges, overflow, masks, empty tails.
#include "theory/stable/distribution/softmax.hpp"

#include "theory/implementations.hpp"
#include "theory/numbers/ball.hpp"
#include "theory/stable/distribution/certificates.hpp"
#include "theory/stable/distribution/divergences.hpp"

#include <algorithm>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

using namespace tailmass;

namespace {

constexpr double largest_score = std::numeric_limits<double>::max();
constexpr double infinity = std::numeric_limits<double>::infinity();

Case top_k(std::vector<double> scores, std::size_t k) {
  const auto row = std::make_shared<const Scores>(std::move(scores));
  return {row, Head::top_k(*row, k)};
}

} // namespace

TEST(StableSoftmax, PaysForRoundedScoresWhereTheTailUnderflows) {
  const Case c = top_k({-999999967.4375, -1000000032.125}, 1); // a float is a multiple of 64 there
  const stable::Estimate<float> rounded = stable::tail_mass<float>(c);
  EXPECT_EQ(rounded.value, 0);
  EXPECT_GE(rounded.bound.absolute, std::exp(-64.6875));
  EXPECT_GE(stable::upper(rounded), std::exp(-64.6875));
  EXPECT_GE(stable::jensen_shannon<float>(c).bound.absolute, std::exp(-64.6875) * std::log(2) / 2);
  EXPECT_LE(stable::tail_mass<float>(top_k({0, -200}, 1)).bound.absolute, stable::smallest_subnormal<float>);
}

TEST(StableSoftmax, PaysForScoresThatTheTypeRounds) {
  const Case c = top_k({0.1, 0.7, -0.3}, 1);
  const stable::Estimate<float> rounding = stable::tail_mass<float>(c);
  const stable::Estimate<float> exact = stable::tail_mass<float>(
      top_k({static_cast<double>(0.1F), static_cast<double>(0.7F), static_cast<double>(-0.3F)}, 1));
  EXPECT_EQ(rounding.value, exact.value);
  EXPECT_GT(rounding.bound.relative, exact.bound.relative + 1e-8);
}

TEST(StableSoftmax, ScoresBeyondTheTypeAreNotClamped) {
  for (const Implementation& x : implementations())
    if (x.number_type == "float" && x.quantity == "tail_mass") {
      EXPECT_TRUE(x.compute(top_k({0, -1e300}, 1)).empty());
      EXPECT_TRUE(x.compute(top_k({1e39, 0}, 1)).empty());
      EXPECT_FALSE(x.compute(top_k({0, -infinity, -3e38}, 1)).empty());
      EXPECT_TRUE(x.compute(top_k({1e15 + 1, 1e15}, 1)).empty()); // held, but rounded by 2^25
    }
}

namespace {

/// Largest error of sums 1 + count e^score, of `times` such terms, in units of rounding.
template <class T>
double worst_error_of_sums(double count, std::size_t times) {
  double worst = 0;
  for (int i = 1; i <= 2000; ++i) {
    const double score = -i * 0x1p-11; // a float
    std::vector<stable::Term> terms(times + 1, {score, count});
    terms[0] = {0, 1};
    const stable::ExponentialSum<T> sum = stable::exponential_sum<T>(terms);
    const Ball truth = Ball(1) + Ball(count) * Ball(times) * exp(Ball(score).at_precision(200));
    const Ball error = abs(log(Ball(static_cast<double>(sum.sum)) / truth));
    EXPECT_TRUE(certainly_at_most(error, Ball(sum.error))) << score << ' ' << count << ' ' << times;
    worst = std::max(worst, approximate(error) / stable::unit_roundoff<T>);
  }
  return worst;
}

} // namespace

TEST(StableSoftmax, SumsAreWithinTheirError) {
  for (const double count : {1.0, 3.0, 11.0}) {
    worst_error_of_sums<float>(count, 1);
    worst_error_of_sums<double>(count, 1);
    for (const std::size_t times : {3UL, 40UL}) { // more than the sum alone rounds
      EXPECT_GT(worst_error_of_sums<float>(count, times), 1.1) << count << ' ' << times;
      EXPECT_GT(worst_error_of_sums<double>(count, times), 1.1) << count << ' ' << times;
    }
  }
}

TEST(StableSoftmax, NothingIsLeftOfAnEmptyTail) {
  for (const Case& c :
       {top_k({3}, 1), top_k({1, 2, 3}, 3), top_k({1, -infinity, 2}, 2), top_k({1, -infinity}, 2)})
    for (const stable::Estimate<>& e :
         {stable::tail_mass(c), stable::kl_divergence(c), stable::chi_squared(c),
          stable::hellinger_squared(c), stable::jensen_shannon(c)}) {
      EXPECT_EQ(e.value, 0);
      EXPECT_EQ(e.bound.absolute, 0);
    }
  EXPECT_EQ(stable::log_sum_exp(top_k({3}, 1)).value, 3);
  EXPECT_EQ(stable::entropy(top_k({3, -infinity}, 1)).value, 0);
  EXPECT_EQ(stable::largest_probability(top_k({3, -infinity}, 1)).value, 1);
}

TEST(StableSoftmax, OffsetsCancelExactly) {
  const double below = std::nextafter(1e300, 0); // 1.5e284 less: no mass
  EXPECT_EQ(stable::tail_mass(top_k({1e300, 1e300, 1e300, below}, 1)).value, 2.0 / 3);
  EXPECT_EQ(stable::tail_mass(top_k({1e300, below}, 1)).value, 0);
  const double one_ulp = stable::tail_mass(top_k({700, std::nextafter(700, 0)}, 1)).value;
  EXPECT_LT(one_ulp, 0.5);
  EXPECT_NEAR(one_ulp, 0.5 - 0x1p-43 / 4, 0x1p-52);
}

TEST(StableSoftmax, OverflowingDifferences) {
  const Case c = top_k({largest_score, -largest_score, largest_score}, 2);
  EXPECT_EQ(stable::tail_mass(c).value, 0);
  EXPECT_EQ(stable::kl_divergence(c).value, 0);
  EXPECT_EQ(stable::entropy(c).value, std::log(2));
  EXPECT_EQ(stable::log_sum_exp(c).value, largest_score);
  // beta (s_i - s_j) = -2 c where neither factor lets one see it.
  const double tempered = stable::tail_mass_at(top_k({largest_score, -largest_score}, 1), 0x1p-1024).value;
  EXPECT_NEAR(tempered, 1 / (1 + std::exp(2)), 4e-17);
  EXPECT_EQ(stable::tail_mass_at(c, 0).value, 1.0 / 3);
}

TEST(StableSoftmax, HeadsWithoutMass) {
  const auto row = std::make_shared<const Scores>(std::vector<double>{0, -800, -1e6});
  const Case deep{row, Head::of_keys(*row, {1})};
  EXPECT_EQ(stable::tail_mass(deep).value, 1);
  EXPECT_EQ(stable::kl_divergence(deep).value, 800);
  EXPECT_EQ(stable::chi_squared(deep).value, infinity);
  EXPECT_EQ(stable::hellinger_squared(deep).value, 1);
  EXPECT_EQ(stable::jensen_shannon(deep).value, std::log(2));
}
