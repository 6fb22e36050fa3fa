// Rows shared out to threads: each once, results in order, the first fault by row, stopping.
#include "verify/campaign/row_workers.hpp"

#include <gtest/gtest.h>
#include <memory>
#include <stdexcept>
#include <vector>

namespace tailmass::verify::campaign {

namespace {

/// Runs `total` rows and keeps the results as they are merged.
std::vector<std::size_t> squares(std::size_t total, const WorkOptions& options) {
  std::vector<std::size_t> merged;
  InOrder<std::size_t> results([&](std::size_t square) { merged.push_back(square); });
  share_rows(total, options, [&] { return [&](std::size_t index) { results.enter(index, index * index); }; });
  EXPECT_EQ(results.merged(), merged.size());
  return merged;
}

WorkOptions shared_by(unsigned threads) {
  WorkOptions options;
  options.threads = threads;
  return options;
}

} // namespace

TEST(RowWorkers, ResultsComeInTheOrderOfTheRows) {
  for (const unsigned threads : {1U, 2U, 5U}) {
    const std::vector<std::size_t> merged = squares(100, shared_by(threads));
    ASSERT_EQ(merged.size(), 100U);
    for (std::size_t i = 0; i < merged.size(); ++i)
      EXPECT_EQ(merged[i], i * i);
  }
  EXPECT_TRUE(squares(0, shared_by(2)).empty());
}

TEST(RowWorkers, ALateRowHoldsBackTheOnesAfterIt) {
  std::vector<int> merged;
  InOrder<int> results([&](int result) { merged.push_back(result); });
  results.enter(2, 20);
  results.enter(1, 10);
  EXPECT_TRUE(merged.empty());
  results.enter(0, 0);
  EXPECT_EQ(merged, (std::vector{0, 10, 20}));
  results.enter(4, 40);
  EXPECT_EQ(results.merged(), 3U);
}

TEST(RowWorkers, EachThreadHasItsOwnWorkerAndTheFirstFaultByRowIsThrown) {
  std::atomic<int> workers = 0;
  EXPECT_EQ(share_rows(10, shared_by(3),
                       [&] {
                         ++workers;
                         return [](std::size_t) {};
                       }),
            3U);
  EXPECT_EQ(workers, 3);
  std::atomic<bool> second_failed = false;
  try {
    share_rows(2, shared_by(2), [&] {
      return [&](std::size_t index) {
        if (index == 0)
          while (!second_failed)
            ;
        second_failed = true;
        throw std::runtime_error(std::to_string(index));
      };
    });
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "0");
  }
}

TEST(RowWorkers, NoRowIsBegunFarAheadOfASlowOne) {
  constexpr std::size_t total = 3 * most_rows_ahead;
  std::atomic<std::size_t> others = 0, farthest = 0;
  share_rows(total, shared_by(3), [&] {
    return [&](std::size_t index) {
      if (index == 0) {
        while (others < most_rows_ahead - 1) // all that may be begun before it is done
          ;
        EXPECT_EQ(farthest, most_rows_ahead - 1);
        return;
      }
      std::size_t before = farthest;
      while (before < index && !farthest.compare_exchange_weak(before, index))
        ;
      ++others;
    };
  });
  EXPECT_EQ(others, total - 1);
}

TEST(RowWorkers, AFaultEndsThoseThatWait) {
  std::atomic<std::size_t> others = 0;
  EXPECT_THROW(share_rows(3 * most_rows_ahead, shared_by(3),
                          [&] {
                            return [&](std::size_t index) {
                              if (index > 0) {
                                ++others;
                                return;
                              }
                              while (others < most_rows_ahead - 1)
                                ;
                              throw std::runtime_error("row 0");
                            };
                          }),
               std::runtime_error);
  EXPECT_EQ(others, most_rows_ahead - 1);
}

TEST(RowWorkers, StoppingFinishesTheRowInWork) {
  std::atomic<bool> stop = false;
  WorkOptions options = shared_by(1);
  options.stop = &stop;
  options.progress = [&](std::size_t done, std::size_t total) {
    EXPECT_EQ(total, 100U);
    stop = done == 7;
  };
  EXPECT_EQ(squares(100, options).size(), 7U);
}

} // namespace tailmass::verify::campaign
