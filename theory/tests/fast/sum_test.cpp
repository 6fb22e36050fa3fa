// Log-sum-exp of the fast path: encloses the truth on every instruction set, type, length and alignment.
#include "theory/fast/distribution/truncation.hpp"
#include "theory/nouns/domain_error.hpp"
#include "theory/tests/fast/rows.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

using namespace tailmass;
using namespace tailmass::fast;

namespace {

/// The row at an address off by `shift` entries, with NaN before and behind it.
template <class T>
struct Placed {
  std::vector<T> memory;
  std::span<const T> row;

  Placed(const std::vector<double>& scores, std::size_t shift)
      : memory(scores.size() + 64, std::numeric_limits<T>::quiet_NaN()),
        row(memory.data() + shift, scores.size()) {
    std::ranges::transform(scores, memory.begin() + static_cast<std::ptrdiff_t>(shift),
                           [](double x) { return static_cast<T>(x); });
  }
};

template <class T>
void expect_enclosed(const FastRow& on, std::size_t shift, std::string_view target) {
  const Placed<T> placed(on.scores, shift);
  const ScaledSum sum = log_sum_exp(placed.row);
  const double top = *std::ranges::max_element(on.scores);
  const Ball partition = true_partition(on.scores);
  EXPECT_TRUE(encloses(sum, partition, top)) << on.name << " n = " << on.scores.size() << ' ' << target;
  EXPECT_EQ(sum.top, top);
  EXPECT_TRUE(encloses(sum.log(), log(partition) + Ball(top))) << on.name << ' ' << target;
  EXPECT_LE(sum.relative, 1.01 * sum_error<T>() + 40 * unit_double);
}

} // namespace

TEST(FastSum, EnclosesTheTruthOnEveryTarget) {
  for (const std::string_view target : targets()) {
    const OnTarget on(target);
    for (const std::size_t n : {1UL, 2UL, 7UL, 31UL, 64UL, 129UL, 1021UL, 2048UL, 2053UL, 5003UL})
      for (const FastRow& row : fast_rows(n, n)) {
        expect_enclosed<double>(row, n % 8, target);
        expect_enclosed<float>(row, n % 16, target);
      }
  }
}

TEST(FastSum, EveryLengthAndAlignment) {
  for (const std::string_view target : targets()) {
    const OnTarget on(target);
    for (std::size_t n = 1; n <= 300; ++n) {
      const FastRow row{"Gaussian", fast_rows(n, n)[0].scores};
      expect_enclosed<double>(row, n % 8, target);
      expect_enclosed<float>(row, n % 16, target);
    }
  }
}

TEST(FastSum, HalvesAndBFloatsAreReadNatively) {
  // Bit patterns with their values: 1, 1.5, -2, 65504, the smallest subnormal, -inf; the same of bfloat16.
  const std::vector<Half> halves{{0x3c00}, {0x3e00}, {0xc000}, {0x7bff}, {0x0001}, {0xfc00}, {0x4900}};
  const std::vector<double> half_values{1, 1.5, -2, 65504, 0x1p-24, -INFINITY, 10};
  const std::vector<BFloat> bfloats{{0x3f80}, {0x3fc0}, {0xc000}, {0x7f00}, {0x0001}, {0xff80}, {0x4120}};
  const std::vector<double> bfloat_values{1, 1.5, -2, 0x1p127, 0x1p-133, -INFINITY, 10};
  for (const std::string_view target : targets()) {
    const OnTarget on(target);
    for (std::size_t from = 0; from < 5; ++from)
      for (std::size_t repeats : {1UL, 9UL, 700UL}) {
        std::vector<Half> half_row;
        std::vector<BFloat> bfloat_row;
        std::vector<double> half_truth, bfloat_truth;
        for (std::size_t i = 0; i < repeats; ++i)
          for (std::size_t j = from; j < halves.size(); ++j)
            if (j != 3 || i == 3) {
              half_row.push_back(halves[j]);
              half_truth.push_back(half_values[j]);
              bfloat_row.push_back(bfloats[j]);
              bfloat_truth.push_back(bfloat_values[j]);
            }
        const ScaledSum half_sum = log_sum_exp(std::span<const Half>(half_row));
        const ScaledSum bfloat_sum = log_sum_exp(std::span<const BFloat>(bfloat_row));
        EXPECT_TRUE(encloses(half_sum, true_partition(half_truth), half_sum.top)) << target;
        EXPECT_TRUE(encloses(bfloat_sum, true_partition(bfloat_truth), bfloat_sum.top)) << target;
        EXPECT_EQ(half_sum.top, *std::ranges::max_element(half_truth));
        EXPECT_EQ(bfloat_sum.top, *std::ranges::max_element(bfloat_truth));
      }
  }
}

TEST(FastSum, TheErrorOfZIsWithinTwoRoundings) {
  double worst_double = 0, worst_float = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const FastRow row = fast_rows(100 + 37 * seed, seed)[0];
    const Ball partition = true_partition(row.scores);
    const double top = *std::ranges::max_element(row.scores);
    const Placed<double> wide(row.scores, 1);
    const Placed<float> narrow(row.scores, 1);
    double used = 0;
    ScaledSum sum = log_sum_exp(wide.row);
    sum.high += sum.low; // rounded to one double
    sum.low = 0;
    (void)encloses(sum, partition, top, &used);
    worst_double = std::max(worst_double, used * sum.relative);
    const ScaledSum float_sum = log_sum_exp(narrow.row);
    EXPECT_TRUE(encloses(float_sum, partition, top, &used));
    worst_float = std::max(worst_float, used * float_sum.relative);
  }
  EXPECT_LE(worst_double, 2 * unit_double);
  EXPECT_LE(worst_float, 1e-7);
}

TEST(FastSum, PartsMergeIntoTheWhole) {
  for (const FastRow& row : fast_rows(3000, 5))
    for (const std::size_t cut : {1UL, 1000UL, 2047UL, 2999UL}) {
      Accumulator first, second;
      first.add(row.scores.data(), cut);
      second.add(row.scores.data() + cut, row.scores.size() - cut);
      first.merge(second);
      EXPECT_TRUE(encloses(first.sum(), true_partition(row.scores), first.sum().top))
          << row.name << ' ' << cut;
    }
}

TEST(FastSum, OutliersFarFromTheRest) {
  // Bases are where the rest is: differences with the outliers are not free of rounding.
  for (const std::string_view target : {targets().front(), targets().back()}) {
    const OnTarget on(target);
    for (const double rest : {524288.1, 700000.3, 1048575.7, 1048576.3, 1.5e6 + 0.1, 3e6 + 0.7, 5e8 + 0.3})
      for (const double sign : {1.0, -1.0})
        for (const double share : {-0.9, 0.0, 0.1, 0.26, 0.49, 0.51, 0.75, 0.99, 1.2, 1.9}) {
          std::vector<double> row(5000, sign * rest);
          for (std::size_t i = 0; i < row.size(); ++i)
            row[i] += 0x1p-20 * static_cast<double>(i % 7);
          row[4900] = sign * rest * share + 0.3;
          expect_enclosed<double>({"an outlier", row}, 0, target);
          std::ranges::transform(row, row.begin(),
                                 [](double x) { return static_cast<double>(static_cast<float>(x / 512)); });
          expect_enclosed<float>({"an outlier", row}, 0, target);
        }
  }
}

TEST(FastSum, PartsOfFarBasesMergeAndCompare) {
  std::mt19937_64 engine(3);
  std::uniform_real_distribution<double> unit(0, 1);
  for (int i = 0; i < 4000; ++i) {
    // Tops that are near each other, bases that need not be.
    const double top = std::ldexp(0.5 + unit(engine), 17 + i % 6) * (i % 2 == 0 ? 1 : -1);
    std::vector<double> first(1 + engine() % 5), second(1 + engine() % 5);
    for (double& x : first)
      x = top + 3 * unit(engine);
    for (double& x : second)
      x = top + 60 * unit(engine) - 30;
    Accumulator a(top * (0.5 + unit(engine))), b(top * (0.5 + unit(engine)));
    a.add(first.data(), first.size());
    b.add(second.data(), second.size());
    const double far = *std::ranges::max_element(first);
    const Ball of_first = true_partition(first),
               of_second = true_partition(second) *
                           exp(Ball(*std::ranges::max_element(second)).at_precision(192) - Ball(far));
    EXPECT_TRUE(encloses(quotient(a.sum(), b.sum()), of_first / of_second)) << top;
    EXPECT_TRUE(encloses(share(a.sum(), b.sum()), of_first / (of_first + of_second))) << top;
    a.merge(b);
    EXPECT_TRUE(encloses(a.sum(), of_first + of_second, far)) << top;
    EXPECT_LE(a.sum().relative, 40 * unit_double);
  }
}

TEST(FastSum, SharesNextToTheWholeAreEnclosed) {
  for (const double apart : {80.0, 84.0, 100.0, 130.0}) { // odds around and past 2^120, far above 2^-192
    const Ball other = exp(Ball(-apart).at_precision(400));
    EXPECT_TRUE(encloses(share(exponential(0), exponential(-apart)), Ball(1) / (Ball(1) + other))) << apart;
    EXPECT_TRUE(encloses(share(exponential(-apart), exponential(0)), other / (Ball(1) + other))) << apart;
  }
}

TEST(FastSum, EqualKeysByTheirNumber) {
  for (const double score : {0.0, -3.25, 1e6, -1e9, 1e200}) {
    Accumulator sums;
    sums.add_equal(score, 1'000'003);
    EXPECT_TRUE(encloses(sums.sum(), Ball(std::size_t{1'000'003}).at_precision(192), score)) << score;
  }
}

template <class T>
void expect_checked() {
  constexpr T infinite = std::numeric_limits<T>::infinity();
  const std::vector<T> good{-infinite, 0, std::numeric_limits<T>::max()};
  EXPECT_NO_THROW(check_scores(good.data(), good.size()));
  for (const T bad : {infinite, std::numeric_limits<T>::quiet_NaN()}) {
    std::vector<T> row = good;
    row.push_back(bad);
    try {
      check_scores(row.data(), row.size(), 100);
      ADD_FAILURE() << bad;
    } catch (const DomainError& error) {
      EXPECT_EQ(error.key(), 103U) << bad;
    }
  }
}

TEST(FastScores, AreNumbersBelowInfinity) {
  expect_checked<double>();
  expect_checked<float>();
}

TEST(FastSum, NamesWhatIsNoScore) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  for (const std::string_view target : targets()) {
    const OnTarget on(target);
    for (const std::size_t n : {1UL, 5UL, 33UL, 5000UL})
      for (const std::size_t at : {std::size_t{0}, n / 2, n - 1})
        for (const double bad : {nan, infinity}) {
          std::vector<double> row(n, -infinity);
          row[at] = bad;
          const std::vector<float> narrow(row.begin(), row.end());
          try {
            (void)log_sum_exp(std::span<const double>(row));
            ADD_FAILURE() << target << ' ' << n << ' ' << at;
          } catch (const DomainError& error) {
            EXPECT_EQ(error.key(), at) << target;
          }
          EXPECT_THROW((void)log_sum_exp(std::span<const float>(narrow)), DomainError) << target;
          row.assign(n, 1.5);
          row[at] = bad;
          EXPECT_THROW((void)log_sum_exp(std::span<const double>(row)), DomainError) << target;
        }
    EXPECT_THROW((void)log_sum_exp(std::span<const double>()), DomainError);
    EXPECT_THROW((void)log_sum_exp(std::span<const double>(std::vector<double>(50, -infinity))), DomainError);
  }
}
