// Many rows at once: what each gives alone, to the bit, whatever the number of threads.
#include "theory/fast/distribution/batch.hpp"
#include "theory/nouns/domain_error.hpp"
#include "theory/tests/fast/rows.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

using namespace tailmass;
using namespace tailmass::fast;

namespace {

template <class T>
std::vector<T> matrix(std::size_t n) {
  std::vector<T> scores;
  for (const FastRow& row : fast_rows(n, n))
    std::ranges::transform(row.scores, std::back_inserter(scores),
                           [](double x) { return static_cast<T>(x); });
  return scores;
}

void expect_same(const ScaledSum& a, const ScaledSum& b) {
  EXPECT_EQ(a.high, b.high);
  EXPECT_EQ(a.low, b.low);
  EXPECT_EQ(a.exponent, b.exponent);
  EXPECT_EQ(a.base, b.base);
  EXPECT_EQ(a.relative, b.relative);
  EXPECT_EQ(a.top, b.top);
}

template <class T>
void expect_each_row() {
  const std::size_t n = 701;
  const std::vector<T> scores = matrix<T>(n);
  const Rows<T> rows(std::span<const T>(scores), n);
  const std::vector<std::size_t> ks{300, 1, n};
  for (const unsigned threads : {0U, 1U, 2U, 3U, 100U}) {
    const auto sums = log_sum_exp(rows, threads);
    const auto cuts = truncations(rows, ks, threads);
    const auto least = k_epsilon(rows, 0.01, threads);
    ASSERT_EQ(sums.size(), rows.count());
    ASSERT_EQ(cuts.size(), rows.count());
    ASSERT_EQ(least.size(), rows.count());
    for (std::size_t row = 0; row < rows.count(); ++row) {
      const std::span<const T> one = std::span<const T>(scores).subspan(row * n, n);
      expect_same(sums[row], log_sum_exp(one));
      const auto alone = truncations(one, ks);
      ASSERT_EQ(cuts[row].size(), ks.size());
      for (std::size_t j = 0; j < ks.size(); ++j) {
        EXPECT_EQ(cuts[row][j].k, ks[j]);
        expect_same(cuts[row][j].head, alone[j].head);
        expect_same(cuts[row][j].tail, alone[j].tail);
      }
      EXPECT_EQ(least[row].at_least, k_epsilon(one, 0.01).at_least);
      EXPECT_EQ(least[row].at_most, k_epsilon(one, 0.01).at_most);
    }
  }
}

} // namespace

TEST(FastBatch, EachRowIsWhatItIsAlone) {
  expect_each_row<double>();
  expect_each_row<float>();
}

TEST(FastBatch, NamesTheFirstRowAtFault) {
  std::vector<double> scores(12, 0.5);
  scores[5] = std::nan("");
  scores[10] = INFINITY;
  const Rows<double> rows(std::span<const double>(scores), 3);
  for (const unsigned threads : {1U, 2U, 4U})
    try {
      (void)log_sum_exp(rows, threads);
      ADD_FAILURE();
    } catch (const DomainError& error) {
      EXPECT_STREQ(error.what(), "row 1: score is NaN at key 2");
    }
  EXPECT_THROW((void)k_epsilon(rows, 2.0), DomainError);
  EXPECT_THROW(Rows<double>(std::span<const double>(scores), 5), DomainError);
  EXPECT_THROW(Rows<double>(std::span<const double>(scores), 0), DomainError);
  EXPECT_TRUE(log_sum_exp(Rows<double>(std::span<const double>(), 5)).empty());
}
