// Enclosures in doubles against balls: what they settle, balls confirm, and they leave little open.
#include "verify/kernel/enclosed_attention.hpp"

#include "theory/fast/kernels/targets.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <memory>
#include <numeric>
#include <random>
#include <string_view>

namespace tailmass::verify::kernel {

namespace {

using input::DType;

constexpr DType formats[] = {DType::F64, DType::F32, DType::F16, DType::BF16, DType::F8E4M3};

/// Nothing in half of all cases, else some of what may be declared.
attention::Arithmetic random_declaration(std::mt19937_64& random) {
  const char* const texts[] = {"tile=64",
                               "tile=8,exp=8.8e-5",
                               "splits=4,merge=once,tile=32",
                               "splits=9,part=bf16,part_lse=f32",
                               "splits=3,part=f16",
                               "p=bf16,sum=p,exp2=unfused",
                               "p=fp8,sum=p",
                               "tf32,p=none",
                               "tile=16,rescale=fma",
                               "tile=8,splits=3,rescale=fma",
                               "tile=16,lanes=4",
                               "accumulate=f16"};
  attention::Arithmetic declared;
  if (random() % 2 == 0) {
    EXPECT_TRUE(attention::read_arithmetic(declared, texts[random() % std::size(texts)]));
  }
  return declared;
}

/// A row of random shape: how its scores spread, whether they tie, where they stand, what is far below.
struct RandomRow {
  std::vector<double> scores, errors;
  std::unique_ptr<Values> values;
  KernelArithmetic arithmetic;

  explicit RandomRow(std::mt19937_64& random) {
    std::normal_distribution<double> normal;
    const auto one_of = [&](auto... choices) {
      const std::common_type_t<decltype(choices)...> all[] = {choices...};
      return all[random() % sizeof...(choices)];
    };
    const std::size_t n = one_of(1U, 2U, 3U, 7U, 17U, 64U, 200U, 700U), d = one_of(1U, 2U, 5U, 8U, 13U);
    const double spread = one_of(0.0, 0.1, 1.0, 3.0, 30.0, 300.0);
    const double offset = one_of(0.0, 0.0, 5.0, -700.0, 1e4, -3e6), step = one_of(0.0, 0.5);
    const double far = one_of(0.0, 0.0, -1e9, -3.4e38, -300.0), size = one_of(1.0, 1.0, 1e-30, 1e20);
    std::vector<double> entries;
    for (std::size_t i = 0; i < n; ++i) {
      double score = offset + spread * normal(random);
      if (step > 0)
        score = step * std::round(score / step);
      scores.push_back(far != 0 && i > 0 && random() % 4 == 0 ? far : static_cast<float>(score));
      for (std::size_t axis = 0; axis < d; ++axis)
        entries.push_back(random() % 8 == 0 ? 0.0 : static_cast<float>(size * normal(random)));
    }
    values = std::make_unique<Values>(n, d, entries);
    const DType of_values = one_of(DType::F64, DType::F32, DType::F16, DType::BF16);
    arithmetic = kernel_arithmetic(formats[random() % std::size(formats)], one_of(DType::F64, DType::F32),
                                   n + random() % 2000, of_values, random_declaration(random));
    arithmetic.dequantisation = one_of(arithmetic.dequantisation, arithmetic.dequantisation, 0x1p-9);
    if (random() % 3 == 0)
      for (std::size_t i = 0; i < n; ++i)
        errors.push_back(one_of(1e-6, 1e-4, 1e-3) * std::uniform_real_distribution<double>()(random));
  }
};

/// A number and its bound by both, and how many of numbers within half the bound were left open.
struct Comparison {
  std::size_t held = 0, exceeded = 0, near = 0, open_near = 0, far = 0, open_far = 0;

  void add(const EnclosedNumber& enclosed, const Expected& expected) {
    const double value = approximate(expected.value), bound = approximate(expected.bound);
    for (const double share : {0.0, 0.25, 0.5, 0.9, 0.999, 1 - 1e-9, 1 + 1e-9, 1.001, 1.1, 2.0, 1e6})
      for (const double sign : {-1.0, 1.0}) {
        const double stored = value + sign * share * bound;
        if (!std::isfinite(stored))
          continue;
        const Verdict found = verdict(stored, enclosed);
        const bool right = within(stored, expected);
        EXPECT_TRUE(found != Verdict::held || right) << value << " " << share;
        EXPECT_FALSE(found == Verdict::exceeded && right) << value << " " << share;
        // A stored number that doubles cannot tell from the value is not what is meant by a share.
        if (bound < 0x1p-50 * std::abs(value))
          continue;
        held += found == Verdict::held ? 1 : 0;
        exceeded += found == Verdict::exceeded ? 1 : 0;
        if (share <= 0.5) {
          ++near;
          open_near += found == Verdict::open ? 1 : 0;
        }
        if (share >= 2) {
          ++far;
          open_far += found == Verdict::open ? 1 : 0;
        }
      }
  }
};

} // namespace

TEST(EnclosedAttention, AgreesWithBallsAndLeavesLittleOpen) {
  std::mt19937_64 random(20);
  Comparison lse, lse_base_2, means;
  std::size_t unbounded = 0, settled_unbounded = 0;
  const std::vector<std::string_view> targets = fast::targets();
  for (std::size_t i = 0; i < 1000; ++i) {
    const fast::OnTarget on(i < 400 ? "" : targets[i % targets.size()]);
    const RandomRow row(random);
    const EnclosedAttention enclosed(row.scores, row.arithmetic, row.errors);
    const KernelAttention attention(row.scores, row.arithmetic, row.errors);
    std::vector<Key> keys(row.scores.size());
    std::iota(keys.begin(), keys.end(), 0U);
    const std::vector<EnclosedNumber> coordinates = enclosed.means(*row.values, keys);
    if (!attention.bounded()) {
      ++unbounded;
      settled_unbounded += verdict(0, enclosed.log_sum_exp()) != Verdict::open ? 1 : 0;
      settled_unbounded += verdict(0, coordinates[0]) != Verdict::open ? 1 : 0;
      continue;
    }
    const Expected natural = attention.log_sum_exp();
    lse.add(enclosed.log_sum_exp(), natural);
    const Ball ln2 = log(Precision<Ball>{128}(2.0));
    lse_base_2.add(in_base_2(enclosed.log_sum_exp()), {natural.value / ln2, natural.bound / ln2});
    EXPECT_NEAR(enclosed.near_log_sum_exp(), approximate(natural.value),
                1e-14 * (1 + std::abs(approximate(natural.value))));
    for (std::size_t axis = 0; axis < coordinates.size(); ++axis)
      means.add(coordinates[axis], attention.mean(values_of(*row.values, keys, axis)));
  }
  EXPECT_GT(unbounded, 10U);
  EXPECT_EQ(settled_unbounded, 0U);
  for (const Comparison& all : {lse, lse_base_2, means}) {
    EXPECT_GT(all.held, 1000U);
    EXPECT_GT(all.exceeded, 1000U);
    EXPECT_LT(static_cast<double>(all.open_near), 0.04 * static_cast<double>(all.near));
    EXPECT_LT(static_cast<double>(all.open_far), 0.04 * static_cast<double>(all.far));
  }
}

TEST(EnclosedAttention, LeavesToBallsWhatIsNoNumber) {
  const EnclosedNumber nothing;
  for (const double stored : {0.0, std::nan("")})
    EXPECT_EQ(verdict(stored, nothing), Verdict::open);
  const EnclosedNumber one{1, 0.1, 0.2};
  EXPECT_EQ(verdict(std::nan(""), one), Verdict::exceeded);
  EXPECT_EQ(verdict(-std::numeric_limits<double>::infinity(), one), Verdict::exceeded);
  EXPECT_EQ(verdict(1.15, one), Verdict::open);
  // Sums that overflow say nothing.
  const std::vector<double> scores(4, 0.0);
  const Values huge(4, 1, std::vector<double>(4, 1.5e308));
  const EnclosedAttention attention(scores, kernel_arithmetic(DType::F64, DType::F64, 4));
  EXPECT_EQ(verdict(1.5e308, attention.means(huge, std::vector<Key>{0, 1, 2, 3})[0]), Verdict::open);
}

} // namespace tailmass::verify::kernel
