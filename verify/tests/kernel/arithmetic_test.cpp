// What is declared of an arithmetic: the bounds that follow from it, from both sides.
#include "verify/kernel/arithmetic.hpp"

#include "verify/kernel/check.hpp"
#include "verify/kernel/error.hpp"
#include "verify/kernel/hull.hpp"
#include "verify/kernel/summation.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <random>

namespace tailmass::verify::kernel {

namespace {

using input::DType;

KernelArithmetic declared(const std::string& text, std::size_t row = 0, DType result = DType::F32) {
  attention::Arithmetic arithmetic;
  EXPECT_TRUE(text.empty() || attention::read_arithmetic(arithmetic, text)) << text;
  return kernel_arithmetic(result, DType::F32, row, DType::F32, arithmetic);
}

std::vector<double> normal_numbers(std::size_t n, double size, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  std::vector<double> numbers;
  for (std::size_t i = 0; i < n; ++i)
    numbers.push_back(static_cast<float>(size * normal(random)));
  return numbers;
}

struct Bounds {
  double lse, mean;
};
Bounds bounds(const std::string& text, std::size_t n = 300, DType result = DType::F32) {
  const KernelAttention attention(normal_numbers(n, 2, 1), declared(text, n, result));
  EXPECT_TRUE(attention.bounded()) << text;
  return {approximate(attention.log_sum_exp().bound),
          approximate(attention.mean(normal_numbers(n, 1, 2)).bound)};
}

constexpr double a = 0x1p-24;
double g(double n, double u = a) {
  return n * u / (1 - n * u);
}

} // namespace

TEST(DeclaredArithmetic, IsWhatFormatsTellWhereNothingIsDeclared) {
  const Bounds plain = bounds("");
  for (const char* text : {"tile=16", "exp=2^-21", "accumulate=f32", "p=none", "splits=1"}) {
    const Bounds same = bounds(text);
    EXPECT_LE(same.lse, plain.lse) << text;
    EXPECT_LE(same.mean, plain.mean) << text;
    if (std::string(text) != "tile=16") {
      EXPECT_EQ(same.lse, plain.lse) << text;
      EXPECT_EQ(same.mean, plain.mean) << text;
    }
  }
  // As they were before anything could be declared.
  const auto expect = [](DType result, DType values, double lse, double mean) {
    const KernelAttention attention(normal_numbers(300, 2, 1),
                                    kernel_arithmetic(result, DType::F32, 300, values));
    EXPECT_NEAR(approximate(attention.log_sum_exp().bound) / lse, 1, 1e-10);
    EXPECT_NEAR(approximate(attention.mean(normal_numbers(300, 1, 2)).bound) / mean, 1, 1e-10);
  };
  expect(DType::F64, DType::F32, 7.21530829259e-14, 6.84211617886e-14);
  expect(DType::F32, DType::F32, 3.87375539826e-05, 3.67349148632e-05);
  expect(DType::BF16, DType::F32, 0.0305518532048, 0.00724247320417);
  expect(DType::F16, DType::I8, 0.0038524994124, 0.971426330028);
  expect(DType::F32, DType::F8E4M3, 3.87375539826e-05, 0.352987078826);
}

TEST(DeclaredArithmetic, TightensOrLoosensTheBoundThatItIsAbout) {
  const Bounds plain = bounds("");
  for (const char* text : {"tile=64", "exp=2^-22", "tile=300", "accumulate=f64"}) {
    EXPECT_LT(bounds(text).lse, plain.lse) << text;
    EXPECT_LT(bounds(text).mean, plain.mean) << text;
  }
  for (const char* text : {"tile=1", "rescale=fma", "exp=8.8e-5", "splits=2", "splits=8,merge=once",
                           "p=bf16,sum=p", "splits=2,part_lse=f16", "accumulate=f16"}) {
    EXPECT_GT(bounds(text).lse, plain.lse) << text;
    EXPECT_GT(bounds(text).mean, plain.mean) << text;
  }
  for (const char* text : {"p=bf16", "p=f16", "p=fp8", "tf32"}) {
    EXPECT_EQ(bounds(text).lse, plain.lse) << text; // P is not what it sums
    EXPECT_GT(bounds(text).mean, 2 * plain.mean) << text;
  }
  const Bounds outputs_stored = bounds("splits=2,part=bf16,part_lse=f32");
  EXPECT_EQ(outputs_stored.lse, bounds("splits=2").lse);
  EXPECT_GT(outputs_stored.mean, bounds("splits=2").mean + 0x1p-8 * 0.1);
  EXPECT_LT(bounds("splits=8,merge=once").lse, bounds("splits=8").lse);
  EXPECT_LT(bounds("p=none", 300, DType::BF16).mean, 0.7 * bounds("", 300, DType::BF16).mean);
}

TEST(DeclaredArithmetic, CountsRoundings) {
  const KernelArithmetic plain = declared("", 4096), tiles = declared("tile=128", 4096);
  EXPECT_EQ(rescalings(4096, plain), 255U);
  EXPECT_EQ(sum_roundings(4096, plain), 4096U);
  EXPECT_EQ(rescalings(4096, tiles), 31U);
  EXPECT_EQ(rescalings(10, tiles), 9U); // of ten keys in ten tiles
  EXPECT_EQ(sum_roundings(4096, tiles), 160U);
  EXPECT_EQ(sum_roundings(100, tiles), 100U);
  EXPECT_EQ(product_roundings(4096, tiles), 4097U); // an accumulator goes on from tile to tile
  const KernelArithmetic lanes = declared("tile=128,lanes=3", 4096);
  EXPECT_EQ(sum_roundings(4096, lanes), 32U * 43 + 2); // 43 keys of each tile at most, then three lanes
  EXPECT_EQ(sum_roundings(100, lanes), 100U);
  EXPECT_EQ(product_roundings(4096, lanes), 4097U);
  const KernelArithmetic parts = declared("tile=128,splits=8", 4096);
  EXPECT_EQ(sum_roundings(4096, parts), 167U);
  EXPECT_EQ(product_roundings(4096, parts), 4118U);
  EXPECT_EQ(parts.merges, 7U);
  EXPECT_EQ(product_roundings(4096, declared("splits=8,merge=once", 4096)), 4106U);
  EXPECT_EQ(declared("splits=8,merge=once").merges, 1U);
  EXPECT_EQ(declared("p=bf16").weights.unit_roundoff, 0x1p-8);
  EXPECT_EQ(declared("p=fp8").weights.underflow, 0x1p-10);
  EXPECT_EQ(declared("p=f16,accumulate=f16").weights.unit_roundoff, 0); // that of the accumulation
  EXPECT_EQ(declared("tf32").dequantisation, 0x1p-11);
  EXPECT_EQ(declared("tf32").weights.unit_roundoff, 0x1p-11);
}

TEST(DeclaredArithmetic, BoundsPartsByTheirFormula) {
  // Scores 3 and 3 - x, in any parts of a row of 33 keys: two tiles of 16 rescale once.
  for (const double x : {0.0, 4.0}) {
    const KernelArithmetic arithmetic = declared("splits=3,part=bf16,part_lse=f16,tile=32,exp=1e-6", 33);
    const double ul = 0x1p-11, uo = 0x1p-8, gl = 0x1p-25, t = 1e-6, r = 3 * (g(16) + ul) + 4 * g(3);
    const auto growth = [&](double distance) {
      const double unsplit =
          g(3) * (distance + g(2) * 3) + 2 * t + a + g(2) * (6 + distance) + g(3) * g(2) * distance;
      return std::exp(unsplit + 2 * g(2) * distance + r * (3 + std::log(2) + 2 + 2 * distance) + 2 * t +
                      3 * gl) -
             1;
    };
    const double w = std::exp(-x), e = (growth(0) + w * growth(x)) / (1 + w);
    const double sum = -std::log((1 - e) * (1 - g(4))); // two terms and two merges
    const double lse = 3 + std::log1p(w), kernel = sum + g(16) * (1 + 3 + std::log1p(w) + sum);
    const KernelAttention attention(std::vector<double>{3, 3 - x}, arithmetic);
    ASSERT_TRUE(attention.bounded());
    EXPECT_NEAR(approximate(attention.log_sum_exp().bound) / (kernel + a * (lse + kernel)), 1, 1e-8);
    const double common = (1 + a) * (1 + a) * (1 + g(9)) * (1 + g(3, uo)) / ((1 - e) * (1 - g(4)));
    const double bound = ((1 + growth(0)) * common - 1 + 2 * w * ((1 + growth(x)) * common - 1)) / (1 + w);
    EXPECT_NEAR(approximate(attention.mean(std::vector<double>{1, -2}).bound) / bound, 1, 1e-8);
  }
}

TEST(DeclaredArithmetic, BoundsFusedRescalingByItsFormula) {
  // Scores 3 and 3 - x of two or three visible keys in a row of 64: four tiles rescale thrice all the same.
  for (const double x : {0.0, 4.0})
    for (const std::size_t n : {2U, 3U}) {
      const KernelArithmetic arithmetic = declared("tile=16,exp=1e-6,rescale=fma", 64);
      const double r = 3, others = static_cast<double>(n) - 1;
      const auto growth = [&](double distance) {
        return std::exp(g(3) * (distance + g(2) * 3) + (1 + r) * 1e-6 + r * a +
                        g(2) * ((1 + r) * (3 + distance) + 3)) -
               1;
      };
      std::vector<double> scores(n, 3);
      scores.back() = 3 - x;
      const double w = std::exp(-x), z = others + w, e = (others * growth(0) + w * growth(x)) / z;
      const double sum = -std::log((1 - e) * (1 - g(static_cast<double>(n))));
      const double lse = 3 + std::log(z), kernel = sum + g(16) * (1 + 3 + std::log(z) + sum);
      const KernelAttention attention(scores, arithmetic);
      ASSERT_TRUE(attention.bounded());
      EXPECT_NEAR(approximate(attention.log_sum_exp().bound) / (kernel + a * (lse + kernel)), 1, 1e-8);
    }
  const Bounds once = bounds("rescale=fma,tile=300"); // nothing is rescaled
  EXPECT_EQ(once.lse, bounds("tile=300").lse);
  EXPECT_EQ(once.mean, bounds("tile=300").mean);
  // Of parts, each of which knows no more than that it is X below: (1 + R) times instead of once.
  const auto of_distance = [](const char* text) {
    return growth<double>(33, declared(text, 33), 3, 0).of_distance;
  };
  EXPECT_NEAR(of_distance("splits=3,tile=8,rescale=fma") - of_distance("splits=3,tile=8"), 2 * 4 * g(2),
              1e-14);
}

TEST(DeclaredArithmetic, AllowsForScoresThatWereRoundedWhenTheyWereStored) {
  cases::AttentionRow row{.origin = {.file = "memory", .tensor = "a.scores", .row = "[0]"},
                          .dtype = DType::BF16,
                          .scores = std::make_shared<const Scores>(
                              std::vector<double>{3, 2.5, -std::numeric_limits<double>::infinity()}),
                          .values = {}};
  EXPECT_TRUE(kernel_score_errors(row).empty());
  const auto held = [&](double shift) {
    row.lse = cases::Stored<double>{
        "a.lse", DType::F32, {static_cast<float>(shift + 3 + std::log1p(std::exp(-0.5)))}};
    return check_kernel(row).checks.at(0).held == 1;
  };
  EXPECT_FALSE(held(0.9 * 2.8 * 0x1p-8));
  ASSERT_TRUE(attention::read_arithmetic(row.declared.arithmetic, "scores=rounded"));
  const std::vector<double> errors = kernel_score_errors(row);
  ASSERT_EQ(errors.size(), 3U);
  EXPECT_NEAR(errors[0], 3 * 0x1p-8, 1e-15);
  EXPECT_EQ(errors[2], 0);
  EXPECT_TRUE(held(0.9 * 2.8 * 0x1p-8));
  EXPECT_FALSE(held(3 * 3 * 0x1p-8));
  // So are its indices: a dropped key may be the larger one by what both were rounded by.
  row.lse.reset();
  const auto right = [&](Key kept, const char* text) {
    EXPECT_TRUE(attention::read_arithmetic(row.declared.arithmetic, text));
    row.indices =
        cases::Stored<input::Integer>{"a.indices", DType::I32, {{.negative = false, .magnitude = kept}}};
    return check_kernel(row).checks.at(0).held == 1;
  };
  row.scores = std::make_shared<const Scores>(std::vector<double>{3, 2.99, 2.9});
  EXPECT_TRUE(right(1, "scores=rounded"));
  EXPECT_FALSE(right(2, "scores=rounded"));
  EXPECT_FALSE(right(1, "tile=64"));
}

TEST(DeclaredArithmetic, TellsErrorsInsideFromErrorsOutside) {
  const std::vector<double> scores = normal_numbers(200, 2, 3), values = normal_numbers(200, 1, 4);
  for (const char* text : {"",
                           "tile=64",
                           "exp=8.8e-5",
                           "exp2=unfused",
                           "rescale=fma",
                           "tile=16,lanes=4,scores=rounded",
                           "splits=8",
                           "splits=8,merge=once,part=f16",
                           "splits=4,part=bf16",
                           "splits=16,part=bf16,part_lse=f32",
                           "p=bf16",
                           "p=f16",
                           "p=fp8",
                           "p=bf16,sum=p",
                           "tf32",
                           "accumulate=f16",
                           "accumulate=f64",
                           "p=none",
                           "p=f16,sum=p",
                           "p=fp8,sum=p",
                           "tile=128,lanes=4",
                           "rescale=fma,splits=4,merge=once",
                           "exp=2^-22",
                           "scores=rounded",
                           "exp2=unfused,splits=2,part_lse=f16",
                           "p=bf16,tf32,tile=32,splits=4,merge=once,exp=2^-22"}) {
    cases::AttentionRow row{.origin = {.file = "memory", .tensor = "a.scores", .row = "[0]"},
                            .dtype = DType::F32,
                            .scores = std::make_shared<const Scores>(scores),
                            .values = std::make_shared<const Values>(200, 1, values)};
    row.values_dtype = DType::F32;
    if (*text != '\0') {
      ASSERT_TRUE(attention::read_arithmetic(row.declared.arithmetic, text)) << text;
    }
    row.indices.emplace();
    for (const Key key : row.scores->order())
      row.indices->numbers.push_back({.negative = false, .magnitude = key});
    const auto stored = [](double x) { return cases::Stored<double>{"a", DType::F32, {x}}; };
    const KernelArithmetic arithmetic = arithmetic_of(row, DType::F32, DType::F32);
    const KernelAttention attention(scores, arithmetic, kernel_score_errors(row, arithmetic));
    ASSERT_TRUE(attention.bounded()) << text;
    const Expected lse = attention.log_sum_exp(), mean = attention.mean(values);
    const auto exceeded = [&](double share) {
      row.lse = stored(approximate(lse.value) + share * approximate(lse.bound));
      row.truncated = stored(approximate(mean.value) + share * approximate(mean.bound));
      std::size_t count = 0;
      for (const record::ConsistencyRecord& check : check_kernel(row).checks)
        count += check.exceeded;
      return count;
    };
    for (const double sign : {-1.0, 1.0}) {
      EXPECT_EQ(exceeded(0.9 * sign), 0U) << text;
      EXPECT_EQ(exceeded(1.1 * sign), 2U) << text;
    }
  }
}

TEST(DeclaredArithmetic, SeesOneLostKeyOfAFlatRow) {
  constexpr std::size_t n = 4096;
  cases::AttentionRow row{.origin = {.file = "memory", .tensor = "a.scores", .row = "[0]"},
                          .dtype = DType::F32,
                          .scores = std::make_shared<const Scores>(std::vector<double>(n, 1.0)),
                          .values = {}};
  row.lse = cases::Stored<double>{"a.lse", DType::F32, {static_cast<float>(1 + std::log(n - 1.0))}};
  EXPECT_EQ(check_kernel(row).checks.at(0).held, 1U); // n roundings of a sum in any order may lose as much
  for (const char* text : {"tile=128", "tile=64,splits=8", "tile=64,splits=32,merge=once"}) {
    ASSERT_TRUE(attention::read_arithmetic(row.declared.arithmetic, text));
    EXPECT_EQ(check_kernel(row).checks.at(0).exceeded, 1U) << text;
  }
}

TEST(DeclaredArithmetic, ASinkIsAPartMoreAndATileMore) {
  cases::AttentionRow row{.origin = {},
                          .dtype = DType::F32,
                          .scores = std::make_shared<const Scores>(std::vector<double>(64, 1.0)),
                          .values = {}};
  row.sink = 1;
  ASSERT_TRUE(attention::read_arithmetic(row.declared.arithmetic, "tile=32,splits=4,merge=once"));
  const KernelArithmetic parts = arithmetic_of(row, DType::F32);
  EXPECT_EQ(parts.splits, 5U);
  EXPECT_EQ(parts.merges, 2U);
  EXPECT_EQ(rescalings(65, parts), 2U);
  row.values_scaled = true;
  ASSERT_TRUE(attention::read_arithmetic(row.declared.arithmetic, "tf32"));
  EXPECT_GT(arithmetic_of(row, DType::F32, DType::I8).dequantisation, 0x1p-11); // a factor and a rounding
}

TEST(DeclaredArithmetic, GrowsTheErrorsOfScoresInTf32) {
  cases::AttentionRow row{.origin = {}, .dtype = DType::F32, .scores = {}, .values = {}};
  row.keys_total = 1;
  row.formed = cases::FormedScores{.radii = {0}, .magnitudes = {3}, .products = 64};
  const double plain = kernel_score_errors(row).at(0);
  row.declared.arithmetic.tf32 = true;
  EXPECT_NEAR(kernel_score_errors(row).at(0), 3 * ((1 + plain / 3) * std::pow(1 + 0x1p-11, 2) - 1), 1e-12);
}

TEST(DeclaredArithmetic, RangesAreThoseOfParts) {
  // No bound, as the log-sum-exps of parts near 300 are a quarter apart in BF16; nor is there a range.
  const std::vector<double> far{300, 301, 299};
  EXPECT_FALSE(KernelAttention(far, declared("splits=2,part=bf16")).bounded());
  EXPECT_FALSE(KernelHull(far, declared("splits=2,part=bf16")).log_sum_exp());
  const std::vector<double> near{3, 1, 0};
  const auto width = [&](const char* text) {
    return approximate(KernelHull(near, declared(text)).log_sum_exp().value().bound);
  };
  EXPECT_GT(width("splits=2,part_lse=f16"), width("") + 2 * 0x1p-11 * 3);
  EXPECT_GT(width("p=bf16,sum=p"), width("") + 0x1p-8);
  EXPECT_GT(approximate(
                KernelHull(near, declared("splits=3,part=bf16,part_lse=f32")).mean({-1, 2, 3}).value().bound),
            1.5 + 2 * 3 * 0x1p-8);
}

} // namespace tailmass::verify::kernel
