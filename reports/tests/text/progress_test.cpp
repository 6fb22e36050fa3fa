// A progress line says how far and how long: drawn on a terminal, now and then elsewhere.
#include "reports/text/progress.hpp"

#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace tailmass::reports::text {

TEST(Progress, ALineTellsHowFarAndHowLong) {
  EXPECT_EQ(progress_line(0, 416, "rows", 0.2), "[....................]  0/416 rows  0 s");
  EXPECT_EQ(progress_line(212, 416, "rows", 11),
            "[##########..........]  212/416 rows  11 s, about 11 s left");
  EXPECT_EQ(progress_line(1, 100, "rows", 4),
            "[....................]  1/100 rows  4 s, about 6 min 36 s left");
  EXPECT_EQ(progress_line(416, 416, "rows", 65), "[####################]  416/416 rows  1 min 05 s");
  EXPECT_EQ(progress_line(0, 0, "rows", 0), "[....................]  0/0 rows  0 s");
}

namespace {

/// What is written of updates at these seconds, row by row of ten.
std::string written(bool terminal, bool quiet, const std::vector<double>& seconds) {
  std::string text;
  double now = 0;
  {
    Progress progress("rows", quiet,
                      {.terminal = terminal,
                       .write = [&](const std::string& more) { text += more; },
                       .now =
                           [&] {
                             return ProgressDisplay::Clock::time_point(
                                 std::chrono::duration_cast<ProgressDisplay::Clock::duration>(
                                     std::chrono::duration<double>(now)));
                           }});
    std::size_t done = 0;
    for (const double second : seconds) {
      now = second;
      progress.update(++done, 10);
    }
  }
  return text;
}

} // namespace

TEST(Progress, IsALineEveryTenSecondsWhereThereIsNoTerminal) {
  EXPECT_EQ(written(false, false, {1, 9.9}), "");
  EXPECT_EQ(written(false, false, {1, 10, 11, 19.9, 20, 25, 45, 50}), "2/10 rows  10 s, about 40 s left\n"
                                                                      "5/10 rows  20 s, about 20 s left\n"
                                                                      "7/10 rows  45 s, about 19 s left\n");
}

TEST(Progress, IsDrawnTenTimesASecondOnATerminalAndErased) {
  EXPECT_EQ(written(true, false, {0, 0.05, 0.2}),
            "\r\x1b[K[##..................]  1/10 rows  0 s, about 0 s left"
            "\r\x1b[K[######..............]  3/10 rows  0 s, about 0 s left"
            "\r\x1b[K");
  EXPECT_EQ(written(true, false, {}), "");
}

TEST(Progress, QuietIsSilent) {
  EXPECT_EQ(written(true, true, {0, 20}), "");
  EXPECT_EQ(written(false, true, {0, 20}), "");
}

TEST(Progress, OfAShortRunIsNoneWhereStandardErrorIsNoTerminal) {
  testing::internal::CaptureStderr();
  {
    Progress progress("rows");
    progress.update(1, 2);
    progress.update(2, 2);
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

} // namespace tailmass::reports::text
