// A progress line says how far and how long, and only a terminal sees it.
#include "reports/text/progress.hpp"

#include <gtest/gtest.h>

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

TEST(Progress, IsSilentWhereStandardErrorIsNoTerminal) {
  testing::internal::CaptureStderr();
  {
    Progress progress("rows");
    progress.update(1, 2);
    progress.update(2, 2);
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

} // namespace tailmass::reports::text
