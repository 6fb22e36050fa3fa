// Random numbers: the same bits everywhere, and the distribution that they are meant to have.
#include "theory/nouns/domain_error.hpp"
#include "theory/nouns/gaussian_sample.hpp"
#include "theory/numbers/normal.hpp"
#include "theory/numbers/random.hpp"

#include <algorithm>
#include <gtest/gtest.h>

using namespace tailmass;

TEST(RandomStream, NormalNumbersHaveTheNormalDistribution) {
  constexpr std::size_t count = 200'000;
  RandomStream random(11, {"normal"});
  std::vector<double> numbers(count);
  for (double& x : numbers)
    x = random.normal();
  std::ranges::sort(numbers);
  // Dvoretzky, Kiefer, Wolfowitz and Massart: further apart with probability 2 e^{-2 n d^2} at most, 1e-9
  // here.
  const double allowed = std::sqrt(std::log(2e9) / (2.0 * count));
  double apart = 0;
  for (std::size_t i = 0; i < count; ++i)
    apart = std::max(apart, std::abs(normal_cdf(numbers[i]) - static_cast<double>(i) / count));
  EXPECT_LT(apart, allowed);
  EXPECT_LT(numbers.front(), -4); // Phi(-4) 200000 = 6.3; one sigma less: 270
  EXPECT_GT(numbers.back(), 4);
  EXPECT_GT(numbers.front(), -7);
  EXPECT_LT(numbers.back(), 7);
}

TEST(RandomStream, NormalNumbersAreFixedToTheBit) {
  RandomStream random(1, {"fixed"});
  for (const double number :
       {0x1.a94a10a7c0c7p-1, 0x1.5970d0e043ap-1, -0x1.06e7db528f972p-1, -0x1.31c8b4b3da83bp-1})
    EXPECT_EQ(random.normal(), number);
}

TEST(GaussianSample, ItsDomainIsChecked) {
  const GaussianSample good{.rows = 2, .n = 5, .sigma = 1, .k = 4, .epsilon = 0.5, .seed = 3};
  EXPECT_NO_THROW(check(good));
  const auto bad = [&](auto change) {
    GaussianSample sample = good;
    change(sample);
    EXPECT_THROW(check(sample), DomainError);
  };
  bad([](GaussianSample& s) { s.rows = 1; });
  bad([](GaussianSample& s) { s.n = 1; });
  bad([](GaussianSample& s) { s.n = std::size_t{1} << 62U; });
  bad([](GaussianSample& s) { s.sigma = 0; });
  bad([](GaussianSample& s) { s.sigma = __builtin_inf(); });
  bad([](GaussianSample& s) { s.k = 0; });
  bad([](GaussianSample& s) { s.k = 5; });
  bad([](GaussianSample& s) { s.epsilon = 1; });
}

TEST(GaussianSample, RowsAreScaledAndIndependentOfTheOthers) {
  const GaussianSample unit{.rows = 3, .n = 8, .sigma = 1, .k = 1, .epsilon = 0.5, .seed = 3};
  GaussianSample twice = unit;
  twice.sigma = 2;
  twice.rows = 100;
  for (std::size_t row = 0; row < unit.rows; ++row) {
    const std::vector<double> a = drawn(unit, row);
    const std::vector<double> b = drawn(twice, row);
    ASSERT_EQ(a.size(), 8U);
    for (std::size_t i = 0; i < a.size(); ++i)
      EXPECT_EQ(2 * a[i], b[i]);
  }
}
