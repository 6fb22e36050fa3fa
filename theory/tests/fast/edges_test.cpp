// Where the kernels' bounds are tightest: edges of windows, ranges and formats.
#include "theory/fast/distribution/k_epsilon.hpp"
#include "theory/fast/distribution/truncation.hpp"
#include "theory/tests/fast/rows.hpp"

#include <bit>
#include <cmath>
#include <gtest/gtest.h>

using namespace tailmass;
using namespace tailmass::fast;

namespace {

/// A half's value by its definition.
double value_of(Half half) {
  const int exponent = (half.bits >> 10U) & 31;
  const int fraction = half.bits & 1023;
  const double magnitude = exponent == 31  ? (fraction == 0 ? INFINITY : NAN)
                           : exponent == 0 ? std::ldexp(fraction, -24)
                                           : std::ldexp(1024 + fraction, exponent - 25);
  return half.bits >> 15U ? -magnitude : magnitude;
}

} // namespace

TEST(FastEdges, EveryHalfIsConverted) {
  std::vector<Half> halves(65536);
  for (std::size_t i = 0; i < halves.size(); ++i)
    halves[i].bits = static_cast<std::uint16_t>(i);
  for (const std::string_view target : targets()) {
    const OnTarget on(target);
    std::vector<float> floats(halves.size());
    for (std::size_t i = 0; i < halves.size(); i += block_size)
      promote_block(halves.data() + i, block_size, floats.data() + i);
    for (const Half half : halves) {
      const float converted = floats[half.bits];
      if (std::isnan(value_of(half))) {
        ASSERT_TRUE(std::isnan(converted)) << target << half.bits;
      } else {
        ASSERT_EQ(converted, value_of(half)) << target << " " << half.bits;
      }
    }
  }
}

TEST(FastEdges, TheRestOfASumStaysSmall) {
  std::vector<double> block(most_in_call, -26 * std::log(2.0) - 0.12);
  block[0] = 0;
  for (const std::string_view target : targets()) {
    const OnTarget on(target);
    Accumulator sums;
    const double first = 2.77;
    sums.add(&first, 1);
    for (int i = 0; i < 64; ++i) {
      sums.add(block.data(), block.size());
      const ScaledSum sum = sums.sum();
      ASSERT_LE(std::abs(sum.low), sum.high * 0x1p-52) << target;
    }
  }
}

TEST(FastEdges, TheWindowLeavesRoomForTheRoundingOfItsLevel) {
  const Scale scale{0, 1510808};
  std::vector<double> x(most_in_call, 0x1.ff563b394d45ep+19);
  x[0] -= 2600 * 0x1p-33;
  for (const std::string_view target : targets()) {
    const OnTarget on(target);
    const BlockSum sum = sum_block(x.data(), x.size(), scale);
    EXPECT_FALSE(in_window(sum, scale)) << target;
    EXPECT_TRUE(in_window(sum, {0, scale.exponent + 1})) << target;
  }
}

TEST(FastEdges, SubnormalThresholdsAreNotDecidedByRoundedProducts) {
  std::vector<double> row(200, 0.0);
  row.insert(row.end(), {-732.23399927585103, -738.87939029036568});
  // tau_201 = e^-738.88/200 = 1.3 eps: two keys more than 200 are needed.
  for (const std::string_view target : targets()) {
    const OnTarget on(target);
    const KEpsilon k = k_epsilon(std::span<const double>(row), std::numeric_limits<double>::denorm_min());
    EXPECT_LE(k.at_least, 202U) << target;
    EXPECT_GE(k.at_most, 202U) << target;
  }
}
