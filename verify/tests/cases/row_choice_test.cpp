// Rows by ranges, by positions of queries and by samples.
#include "verify/cases/row_choice.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <set>

namespace tailmass::verify::cases {

namespace {

std::vector<std::size_t> rows_of(const RowChoice& choice) {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < choice.size(); ++i)
    rows.push_back(choice[i]);
  return rows;
}

/// Two heads of 5 queries, then a sequence of 3.
QueryPosition position_of(std::size_t row) {
  return row < 10 ? QueryPosition{.position = row % 5, .queries = 5}
                  : QueryPosition{.position = row - 10, .queries = 3};
}

std::vector<std::size_t> range(std::size_t total, const char* words) {
  RowChoice choice(total);
  choice.keep(words, position_of);
  return rows_of(choice);
}

std::vector<std::size_t> sample(std::size_t count, std::uint64_t seed, const char* words = "0:20") {
  RowChoice choice(20);
  choice.keep(words, position_of);
  choice.keep_sample(count, seed);
  return rows_of(choice);
}

} // namespace

TEST(RowChoice, OfARangeIsHalfOpen) {
  using Rows = std::vector<std::size_t>;
  EXPECT_EQ(rows_of(RowChoice(3)), (Rows{0, 1, 2}));
  EXPECT_EQ(range(6, "2:4"), (Rows{2, 3}));
  EXPECT_EQ(range(6, ":2"), (Rows{0, 1}));
  EXPECT_EQ(range(6, "4:"), (Rows{4, 5}));
  EXPECT_EQ(range(6, "5:6"), (Rows{5}));
  EXPECT_EQ(range(2, ":"), (Rows{0, 1}));
  for (const char* words : {"3:3", "4:2", "0:7", "6:", "7:8", "", "a:b", "1:2:3", "-1:2", "1: 2", "+1:2",
                            "0:18446744073709551616"})
    EXPECT_THROW((void)range(6, words), RowChoiceError) << words;
}

TEST(RowChoice, OfPositionsIsThoseOfEachQueryAxis) {
  using Rows = std::vector<std::size_t>;
  EXPECT_EQ(range(13, "every:2"), (Rows{0, 2, 4, 5, 7, 9, 10, 12}));
  EXPECT_EQ(range(13, "every:1"), rows_of(RowChoice(13)));
  EXPECT_EQ(range(13, "every:9"), (Rows{0, 5, 10}));
  EXPECT_EQ(range(13, "last:2"), (Rows{3, 4, 8, 9, 11, 12}));
  EXPECT_EQ(range(13, "last:4"), (Rows{1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12}));
  EXPECT_EQ(range(13, "0"), (Rows{0, 5, 10}));
  EXPECT_EQ(range(13, "4,1,1"), (Rows{1, 4, 6, 9, 11}));
  for (const char* words : {"5", "0,5", "every:0", "last:0", "every:", "last:-1", "every:x", "each:2", "1,,2",
                            "1,", ",", "+1", "1 ,2"})
    EXPECT_THROW((void)range(13, words), RowChoiceError) << words;
}

TEST(RowChoice, SaysWhatAChoiceIsOrHowManyRowsThereAre) {
  const auto refused = [](const char* words) -> std::string {
    try {
      (void)range(13, words);
    } catch (const RowChoiceError& error) {
      return error.what();
    }
    return {};
  };
  EXPECT_EQ(refused("every:0"), "rows \"every:0\" are no A:B, every:N, last:N or I,..");
  EXPECT_EQ(refused("last:"), "rows \"last:\" are no A:B, every:N, last:N or I,..");
  EXPECT_EQ(refused("4:2"), "rows \"4:2\" are none of the 13");
  EXPECT_EQ(refused("5"), "rows \"5\": no query has position 5");
}

TEST(RowChoice, OfASampleIsDrawnFromThePositions) {
  RowChoice choice(13);
  choice.keep("last:2", position_of);
  choice.keep_sample(4, 3);
  const std::vector<std::size_t> rows = rows_of(choice), all = range(13, "last:2");
  EXPECT_EQ(rows.size(), 4U);
  EXPECT_TRUE(std::ranges::includes(all, rows));
}

TEST(RowChoice, OfASampleRisesAndDependsOnTheSeedAlone) {
  std::set<std::vector<std::size_t>> seen;
  std::set<std::size_t> drawn;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const std::vector<std::size_t> rows = sample(5, seed, "2:12");
    EXPECT_EQ(rows, sample(5, seed, "2:12"));
    ASSERT_EQ(rows.size(), 5U);
    EXPECT_TRUE(std::ranges::is_sorted(rows));
    EXPECT_EQ(std::set<std::size_t>(rows.begin(), rows.end()).size(), 5U);
    EXPECT_GE(rows.front(), 2U);
    EXPECT_LT(rows.back(), 12U);
    seen.insert(rows);
    drawn.insert(rows.begin(), rows.end());
  }
  EXPECT_GT(seen.size(), 30U);
  EXPECT_EQ(drawn.size(), 10U);
  EXPECT_EQ(sample(20, 1), rows_of(RowChoice(20)));
  EXPECT_THROW((void)sample(0, 1), RowChoiceError);
  EXPECT_THROW((void)sample(11, 1, "2:12"), RowChoiceError);
}

} // namespace tailmass::verify::cases
