// The error bounds of kernels: held to their formula, to kernels of several kinds, and to errors put in.
#include "verify/kernel/error.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <random>

namespace tailmass::verify::kernel {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

KernelArithmetic float32() {
  return kernel_arithmetic(input::DType::F32, input::DType::F32, 0, input::DType::F32);
}

struct Sample {
  std::vector<double> scores, values;
};

/// Scores and values that float32 holds.
Sample sample(std::size_t n, double spread, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  Sample made;
  for (std::size_t i = 0; i < n; ++i) {
    made.scores.push_back(static_cast<float>(spread * normal(random)));
    made.values.push_back(static_cast<float>(normal(random)));
  }
  return made;
}

struct KernelOutput {
  double lse;
  double mean;
};

/// float32 with a running maximum over tiles of that many keys, in base e or 2.
KernelOutput run_kernel(const Sample& s, std::size_t tile, bool base_2, bool backwards) {
  const float log2e = 1.44269504F;
  const auto exponential = [&](float s_i, float m) {
    return base_2 ? std::exp2(std::fma(s_i, log2e, -(m * log2e))) : std::exp(s_i - m);
  };
  float m = -std::numeric_limits<float>::infinity();
  float total = 0;
  float sum = 0;
  const std::size_t n = s.scores.size();
  const auto key = [&](std::size_t i) { return backwards ? n - 1 - i : i; };
  for (std::size_t first = 0; first < n; first += tile) {
    const std::size_t end = std::min(first + tile, n);
    float largest = m;
    for (std::size_t i = first; i < end; ++i)
      largest = std::max(largest, static_cast<float>(s.scores[key(i)]));
    if (largest > m && first > 0) {
      const float rescale = exponential(m, largest);
      total *= rescale;
      sum *= rescale;
    }
    m = largest;
    for (std::size_t i = first; i < end; ++i) {
      const float w = exponential(static_cast<float>(s.scores[key(i)]), m);
      total += w;
      sum += w * static_cast<float>(s.values[key(i)]);
    }
  }
  const float lse = base_2 ? (m * log2e + std::log2(total)) * 0.693147181F : m + std::log(total);
  return {lse, sum / total};
}

} // namespace

TEST(KernelError, IsItsFormula) {
  // Scores 3 and 3 - x, values 1 and -2, float32 throughout; in doubles, whose rounding is far smaller. A row
  // of 33 keys is three tiles, so that two keys rescale once.
  const double a = 0x1p-24;
  const auto g = [&](double n) { return n * a / (1 - n * a); };
  for (const double x : {0.0, 10.0})
    for (const std::size_t row : {0U, 33U}) {
      const auto growth = [&](double distance) {
        const double of_tiles = row == 0 ? 0 : 9 * a + g(2) * (2 * 3 + distance);
        return std::exp(g(3) * (distance + g(2) * 3) + 8 * a + of_tiles) - 1;
      };
      const double w = std::exp(-x);
      const double e = (growth(0) + w * growth(x)) / (1 + w);
      const double sum = -std::log((1 - e) * (1 - g(2)));
      const double kernel = sum + g(16) * (1 + 3 + std::log1p(w) + sum);
      const double lse = 3 + std::log1p(w);
      const KernelAttention attention(
          std::vector<double>{3, 3 - x},
          kernel_arithmetic(input::DType::F32, input::DType::F32, row, input::DType::F32));
      ASSERT_TRUE(attention.bounded());
      EXPECT_NEAR(approximate(attention.log_sum_exp().value), lse, 1e-14);
      EXPECT_NEAR(approximate(attention.log_sum_exp().bound) / (kernel + a * (lse + kernel)), 1, 1e-8);
      const double common = (1 + a) * (1 + a) * (1 + g(3)) / ((1 - e) * (1 - g(2)));
      const auto error = [&](double distance) { return (1 + growth(distance)) * common - 1; };
      const Expected mean = attention.mean(std::vector<double>{1, -2});
      EXPECT_NEAR(approximate(mean.value), (1 - 2 * w) / (1 + w), 1e-15);
      EXPECT_NEAR(approximate(mean.bound) / ((error(0) + 2 * w * error(x)) / (1 + w)), 1, 1e-7);
      const Expected far = attention.mean(std::vector<double>{0, 1}); // of the far key alone
      EXPECT_NEAR(approximate(far.bound) / (w * error(x) / (1 + w)), 1, 1e-7);
    }
}

TEST(KernelError, HoldsOfKernelsOfSeveralKinds) {
  double largest = 0;
  for (const std::size_t n : {1U, 2U, 15U, 17U, 64U, 300U, 2000U})
    for (const double spread : {0.1, 3.0, 30.0})
      for (const std::size_t tile : {std::size_t{16}, std::size_t{64}, n})
        for (const bool base_2 : {false, true})
          for (const bool backwards : {false, true}) {
            Sample s = sample(n, spread, n);
            if (n == 300)
              std::ranges::sort(s.scores); // every tile rescales
            const KernelOutput given = run_kernel(s, tile, base_2, backwards);
            const KernelAttention attention(s.scores, float32());
            ASSERT_TRUE(attention.bounded());
            for (const auto& [stored, expected] : {std::pair(given.lse, attention.log_sum_exp()),
                                                   std::pair(given.mean, attention.mean(s.values))}) {
              EXPECT_TRUE(within(stored, expected)) << n << " " << spread << " " << tile << " " << base_2;
              largest = std::max(largest, error_ratio(stored, expected));
            }
          }
  EXPECT_GT(largest, 0.02); // the bounds are of the size of what they bound
}

TEST(KernelError, TellsErrorsInsideFromErrorsOutside) {
  for (const input::DType dtype :
       {input::DType::F64, input::DType::F32, input::DType::F16, input::DType::BF16}) {
    const Sample s = sample(40, 2, 7);
    const KernelAttention attention(s.scores, kernel_arithmetic(dtype, input::DType::F32, 0, dtype));
    for (const Expected& expected : {attention.log_sum_exp(), attention.mean(s.values)}) {
      const double value = approximate(expected.value);
      const double bound = approximate(expected.bound);
      EXPECT_LT(bound, 200 * format_of(dtype).unit_roundoff * std::max(1.0, std::abs(value)));
      for (const double sign : {-1.0, 1.0}) {
        EXPECT_TRUE(within(value + sign * 0.9 * bound, expected));
        EXPECT_FALSE(within(value + sign * 1.1 * bound, expected));
        EXPECT_FALSE(within(value + sign * 50 * bound, expected));
      }
      for (const double wrong : {infinity, -infinity, std::nan("")}) {
        EXPECT_FALSE(within(wrong, expected));
        EXPECT_EQ(error_ratio(wrong, expected), infinity);
      }
    }
  }
}

TEST(KernelError, RoundsProbabilitiesToTheFormatOfTheValues) {
  const Sample s = sample(40, 2, 7);
  const auto bound = [&](input::DType result, input::DType values) {
    return approximate(KernelAttention(s.scores, kernel_arithmetic(result, input::DType::F32, 0, values))
                           .mean(s.values)
                           .bound);
  };
  EXPECT_GT(bound(input::DType::F32, input::DType::BF16), 0x1p-9);
  EXPECT_LT(bound(input::DType::F32, input::DType::F32), 0x1p-16);
  EXPECT_GT(bound(input::DType::F16, input::DType::BF16), bound(input::DType::F16, input::DType::F16));
}

/// The number of a format of 8 bits that is nearest to x >= 0.
double nearest_octet(input::DType dtype, double x) {
  double nearest = 0;
  for (unsigned code = 0; code < 0x80; ++code) {
    const auto byte = static_cast<std::byte>(code);
    double value = 0;
    input::elements_to_double(dtype, &byte, {&value, 1});
    if (dtype == input::DType::I8)
      value /= 127;
    if (std::abs(value - x) < std::abs(nearest - x))
      nearest = value;
  }
  return nearest;
}

TEST(KernelError, CoversProbabilitiesOfEightBits) {
  for (const input::DType dtype : {input::DType::F8E4M3, input::DType::F8E5M2, input::DType::F8E4M3Fnuz,
                                   input::DType::F8E5M2Fnuz, input::DType::I8}) {
    double largest = 0;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      const Sample s = sample(40, 3, seed);
      const KernelAttention attention(s.scores,
                                      kernel_arithmetic(input::DType::F32, input::DType::F32, 0, dtype));
      ASSERT_TRUE(attention.bounded());
      const double top = *std::ranges::max_element(s.scores);
      double sum = 0;
      double mean = 0;
      for (std::size_t i = 0; i < s.scores.size(); ++i) {
        sum += std::exp(s.scores[i] - top);
        mean += nearest_octet(dtype, std::exp(s.scores[i] - top)) * s.values[i];
      }
      const Expected expected = attention.mean(s.values);
      EXPECT_TRUE(within(mean / sum, expected)) << input::dtype_name(dtype) << " " << seed;
      largest = std::max(largest, error_ratio(mean / sum, expected));
      // P is not what a log-sum-exp sums.
      EXPECT_LT(approximate(attention.log_sum_exp().bound), 1e-4);
    }
    EXPECT_GT(largest, 0.05) << input::dtype_name(dtype);
  }
}

TEST(KernelError, RoundsResultsOfEightBitsOnce) {
  using enum input::DType;
  EXPECT_EQ(kernel_arithmetic(F8E4M3, F32, 0, BF16).result.unit_roundoff, 0x1p-4);
  EXPECT_EQ(kernel_arithmetic(F8E4M3, F32, 0, BF16).weights.unit_roundoff, 0x1p-8);
  EXPECT_EQ(kernel_arithmetic(F8E4M3, F32, 0, BF16).accumulation.unit_roundoff, 0x1p-24);
  EXPECT_EQ(kernel_arithmetic(F8E5M2, F32, 0, F8E5M2).weights.unit_roundoff, 0x1p-3);
  EXPECT_EQ(kernel_arithmetic(BF16, F32, 0, F8E4M3).weights.unit_roundoff, 0x1p-4);
  EXPECT_EQ(kernel_arithmetic(BF16, F32, 0, F8E4M3).weights.underflow, 0x1p-10);
  EXPECT_EQ(kernel_arithmetic(BF16, F32, 0, I8).weights.unit_roundoff, 0x1p-8);
}

TEST(KernelError, CoversWhatUnderflows) {
  // e^-200 vanishes in float32, and with it the only value that is not 0.
  const KernelAttention attention(std::vector<double>{0, -200}, float32());
  EXPECT_TRUE(within(0.0, attention.mean(std::vector<double>{0, 1})));
  EXPECT_FALSE(within(1e-30, attention.mean(std::vector<double>{0, 1})));
}

TEST(KernelError, CoversProbabilitiesThatUnderflowBeforeTheyMeetTheValues) {
  // e^-18 is below half the smallest subnormal of F16, and the only value that is not 0 is close to its
  // largest number: what is lost with the probability is far above a rounding of the result.
  const std::vector<double> values{0, 60000};
  const KernelAttention attention(
      std::vector<double>{0, -18},
      kernel_arithmetic(input::DType::F16, input::DType::F16, 0, input::DType::F16));
  ASSERT_TRUE(attention.bounded());
  EXPECT_TRUE(within(0.0, attention.mean(values)));
  EXPECT_FALSE(within(-0.01, attention.mean(values)));
}

TEST(KernelError, IsThatOfEachScoreWhereScoresAreFormed) {
  cases::AttentionRow row{.origin = {}, .dtype = input::DType::F64, .scores = {}, .values = {}};
  row.keys_total = 2;
  EXPECT_TRUE(kernel_score_errors(row).empty());
  row.formed = cases::FormedScores{.radii = {0x1p-60, 0}, .magnitudes = {3, 0}, .products = 64};
  const auto expect = [&](double roundings, double a) {
    const double least = roundings * a / (1 - roundings * a) * 3 + 0x1p-60;
    const std::vector<double> errors = kernel_score_errors(row);
    ASSERT_EQ(errors.size(), 2U);
    EXPECT_GE(errors[0], least);
    EXPECT_LE(errors[0], least * (1 + 0x1p-48));
    EXPECT_LE(errors[1], 0x1p-1070);
  };
  expect(70, 0x1p-53);
  row.formed->capped = true;
  expect(82, 0x1p-53);
  row.lse = {"x.lse", input::DType::F32, {0}}; // a kernel that gives float32 may have formed them in it
  expect(82, 0x1p-24);
  row.lse.reset();
  row.dtype = input::DType::BF16;
  expect(82, 0x1p-24);
}

TEST(KernelError, DoesNotExistOfRoundingsThatLeaveNothing) {
  const double u = 0x1p-24;
  EXPECT_TRUE(fine_enough((1U << 23U) - 1, u));
  EXPECT_FALSE(fine_enough(1U << 23U, u)); // half of a number
  EXPECT_FALSE(fine_enough(1U << 25U, u)); // gamma_n is negative there
}

TEST(KernelError, DoesNotExistWhereConversionLosesTheScores) {
  const std::vector<double> scores{1e9, 1e9 + 1}; // float32 numbers are 64 apart there
  EXPECT_FALSE(KernelAttention(scores, kernel_arithmetic(input::DType::F32, input::DType::F64, 0)).bounded());
  EXPECT_TRUE(KernelAttention(scores, kernel_arithmetic(input::DType::F64, input::DType::F64, 0)).bounded());
  const std::vector<double> far{0.5, -1e300}; // a finite mask does not
  EXPECT_TRUE(KernelAttention(far, kernel_arithmetic(input::DType::F32, input::DType::F64, 0)).bounded());
}

} // namespace tailmass::verify::kernel
