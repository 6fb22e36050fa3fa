// Splits that were cut and merged in each way that kernels do.
#include "verify/causes/tiles.hpp"
#include "verify/tests/causes/made_row.hpp"

#include <gtest/gtest.h>
#include <numbers>

namespace tailmass::verify::causes {

using made::log_sum_exp;
using made::Numbers;

namespace {

/// The log-sum-exps of splits that begin at these keys.
Numbers of_splits(const Numbers& scores, const std::vector<std::size_t>& begins) {
  Numbers logged;
  for (std::size_t i = 0; i < begins.size(); ++i) {
    const auto at = [&](std::size_t key) { return scores.begin() + static_cast<std::ptrdiff_t>(key); };
    logged.push_back(log_sum_exp({at(begins[i]), at(i + 1 < begins.size() ? begins[i + 1] : scores.size())}));
  }
  return logged;
}

/// ln or log2 of the sum of e^x or 2^x.
double merged(const Numbers& logged, bool by_exp2, bool by_log2) {
  const double most = *std::ranges::max_element(logged);
  double sum = 0;
  for (const double x : logged)
    sum += by_exp2 ? std::exp2(x - most) : std::exp(x - most);
  return most + (by_log2 ? std::log2(sum) : std::log(sum));
}

Numbers times(Numbers numbers, double factor) {
  for (double& x : numbers)
    x *= factor;
  return numbers;
}

using Begins = std::vector<std::size_t>;

/// Where tiles of keys begin, of a row that sees all keys.
std::vector<Begins> begins_of(std::size_t n) {
  kernel::Summation sum{.keys = {}, .scores = Numbers(n, 0.0), .valued = n};
  for (std::size_t key = 0; key < n; ++key)
    sum.keys.push_back(static_cast<Key>(key));
  std::vector<Begins> all;
  for (const std::vector<Tile>& tiles : partings(sum, false, n)) {
    EXPECT_EQ(tiles.front().begin, 0U);
    EXPECT_EQ(tiles.back().end, n);
    Begins& begins = all.emplace_back();
    for (std::size_t i = 0; i < tiles.size(); ++i) {
      EXPECT_TRUE(i == 0 || tiles[i].begin == tiles[i - 1].end);
      begins.push_back(tiles[i].begin);
    }
  }
  return all;
}

} // namespace

TEST(SplitCauses, OfLogSumExpsMergedInTheWrongBase) {
  constexpr double log2e = std::numbers::log2e;
  const std::string start = "the log-sum-exps of 4 splits were ";
  const auto expect = [&](double of_parts, bool by_exp2, bool by_log2, const std::string& words) {
    EXPECT_EQ(made::causes_of_lse([&](const Numbers& scores) {
                const Numbers parts = times(of_splits(scores, {0, 16, 32, 48}), of_parts);
                return merged(parts, by_exp2, by_log2) / of_parts;
              }),
              std::vector<std::string>(4, start + words));
  };
  expect(1, true, false, "merged by exp2");
  expect(1, true, true, "merged by exp2 and log2");
  expect(log2e, false, false, "in base 2 and merged by exp");
  expect(log2e, false, true, "in base 2 and merged by exp and log2");
}

TEST(SplitCauses, OfExtentsThatDifferByOneKey) {
  for (const Begins& begins : {Begins{0, 21, 42}, Begins{0, 22, 43}})
    EXPECT_EQ(made::causes_of_lse([&](const Numbers& scores) {
                Numbers parts = of_splits(scores, begins);
                parts.pop_back();
                return log_sum_exp(parts);
              }),
              std::vector<std::string>(4, "keys " + std::to_string(begins.back()) + " to 63 were left out"));
}

TEST(SplitCauses, KnowHowRowsAreCut) {
  const std::vector<Begins> of_100 = begins_of(100), of_5000 = begins_of(5000);
  for (const Begins& begins : {Begins{0, 50}, Begins{0, 33, 66}, Begins{0, 34, 67}, Begins{0, 64},
                               Begins{0, 12, 25, 37, 50, 62, 75, 87}, Begins{0, 13, 26, 39, 52, 64, 76, 88}})
    EXPECT_EQ(std::ranges::count(of_100, begins), 1) << begins.back();
  for (const Begins& begins : {Begins{0, 1280, 2560, 3840}, Begins{0, 1250, 2500, 3750}})
    EXPECT_EQ(std::ranges::count(of_5000, begins), 1) << begins.back();
}

} // namespace tailmass::verify::causes
