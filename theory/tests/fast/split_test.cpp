// Rows split by a bracket in one pass: sums, counts and what is kept, on every instruction set.
#include "theory/fast/distribution/selection.hpp"
#include "theory/nouns/domain_error.hpp"
#include "theory/tests/fast/rows.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

using namespace tailmass;
using namespace tailmass::fast;

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

std::vector<double> sorted(std::vector<double> x) {
  std::ranges::sort(x);
  return x;
}

bool has_weight(const std::vector<double>& side) {
  return std::ranges::any_of(side, [](double x) { return x > -infinite; });
}

/// The sums of a split enclose those of its sides, and nothing is lost or counted twice.
template <class T>
void expect_split(const FastRow& on, Bracket<T> bracket, std::string_view target) {
  const std::vector<T> row(on.scores.begin(), on.scores.end());
  const std::string where = on.name + " n = " + std::to_string(row.size()) + " [" +
                            std::to_string(bracket.low) + ", " + std::to_string(bracket.high) + "] " +
                            std::string(target);
  std::vector<double> below, between, above;
  for (const T x : row)
    (x < bracket.low ? below : x > bracket.high ? above : between).push_back(static_cast<double>(x));
  const double base = base_for(some_top(std::span<const T>(row)));
  const Split<T> parts = split(std::span<const T>(row), bracket, base);
  ASSERT_EQ(parts.below_count, below.size()) << where;
  ASSERT_EQ(parts.between_count, between.size()) << where;
  ASSERT_EQ(parts.above_count, above.size()) << where;
  if (bracket.one_key())
    EXPECT_TRUE(parts.between.empty()) << where;
  else
    EXPECT_EQ(sorted(std::vector<double>(parts.between.begin(), parts.between.end())), sorted(between))
        << where;
  for (const auto& [side, sums] : {std::pair{&below, &parts.below}, {&above, &parts.above}}) {
    const ScaledSum sum = sums->sum();
    ASSERT_EQ(sum.empty(), !has_weight(*side)) << where;
    if (sum.empty())
      continue;
    const double top = *std::ranges::max_element(*side);
    EXPECT_EQ(sum.top, top) << where;
    EXPECT_TRUE(encloses(sum, true_partition(*side), top)) << where << ' ' << (side == &below);
    EXPECT_LE(sum.relative, 0x1p-11) << where;
  }
}

template <class T>
void expect_splits(std::size_t n, std::string_view target) {
  for (const FastRow& on : fast_rows(n, n)) {
    const std::vector<double> ascending = sorted(on.scores);
    const auto at = [&](double share) {
      return static_cast<T>(ascending[static_cast<std::size_t>(share * static_cast<double>(n - 1))]);
    };
    constexpr T none = std::numeric_limits<T>::infinity();
    for (const auto& [low, high] : {std::pair{at(0.25), at(0.75)},
                                    {at(0.5), at(0.5)},
                                    {at(0.9), at(0.95)},
                                    {-none, at(0.3)},
                                    {at(0.7), none},
                                    {at(1), at(1)},
                                    {at(0), at(0)},
                                    {-none, none}})
      expect_split<T>(on, {low, high, 0.1}, target);
  }
}

} // namespace

TEST(FastSplit, EnclosesBothSidesOnEveryTarget) {
  for (const std::string_view target : targets()) {
    const OnTarget on(target);
    for (std::size_t n = 1; n <= 70; ++n) {
      expect_splits<double>(n, target);
      expect_splits<float>(n, target);
    }
    for (const std::size_t n : {131UL, 2047UL, 4099UL}) {
      expect_splits<double>(n, target);
      expect_splits<float>(n, target);
    }
  }
}

// What the scores around the bracket weigh is off by no more than the weights themselves: the radius of a sum
// is that of a sum of one block, but for sides far below their bracket.
TEST(FastSplit, IsAsSharpAsAPlainSum) {
  for (const FastRow& on : fast_rows(20000, 3)) {
    if (on.name != "Gaussian" && on.name != "sorted" && on.name != "offset 1e6" && on.name != "half masked")
      continue;
    const double middle = sorted(on.scores)[15000];
    const Split<double> parts = split(std::span(on.scores), {middle, middle + 0.125, 0.1},
                                      base_for(some_top(std::span<const double>(on.scores))));
    EXPECT_LE(parts.below.sum().relative, sum_error<double>() + 0x1p-57) << on.name;
    EXPECT_LE(parts.above.sum().relative, sum_error<double>() + 0x1p-57) << on.name;
  }
}

TEST(FastSplit, ReadsAnyAlignmentAndNothingAround) {
  for (const std::string_view target : targets()) {
    const OnTarget on(target);
    for (std::size_t offset = 0; offset < 9; ++offset)
      for (std::size_t n : {1UL, 7UL, 33UL, 100UL}) {
        std::vector<float> row(n + 20, std::nanf(""));
        for (std::size_t i = 0; i < n; ++i)
          row[offset + i] = static_cast<float>(i % 13);
        const auto parts = split(std::span<const float>(row).subspan(offset, n), {3, 8, 1}, 0);
        EXPECT_EQ(parts.below_count + parts.between_count + parts.above_count, n) << target;
        EXPECT_EQ(parts.between.size(), parts.between_count) << target;
      }
  }
}

TEST(FastSplit, NaNAndInfinityAreNamedWhereverTheyAre) {
  for (const std::string_view target : targets()) {
    const OnTarget on(target);
    for (const double wrong : {std::nan(""), infinite})
      for (const std::size_t at : {0UL, 31UL, 2049UL, 4999UL})
        for (const Bracket<double> bracket :
             {Bracket<double>{0, 1, 0.1}, {0.5, 0.5, 0}, {-infinite, infinite, 1}, {2, infinite, 0.1}}) {
          std::vector<double> row(5000, 0.25);
          row[at] = wrong;
          try {
            static_cast<void>(split(std::span<const double>(row), bracket, 0));
            ADD_FAILURE() << target << ' ' << wrong << ' ' << at;
          } catch (const DomainError& error) {
            EXPECT_EQ(error.key(), at) << target;
          }
        }
  }
}
