// What a long run tells of its faults before it is done.
#include "reports/commands/wrong_so_far.hpp"

#include <gtest/gtest.h>

namespace tailmass::reports::commands {

TEST(WrongSoFar, CountsAndKeepsTheFirst) {
  WrongSoFar wrong;
  verify::record::Record right;
  right.kernel = {{.check = "kernel-lse", .bound = "b", .held = 3}};
  wrong.add(right);
  EXPECT_EQ(wrong.text(), "");
  verify::record::Record stored;
  stored.consistency = {{.check = "stored-scores", .bound = "b", .held = 1, .exceeded = 2}};
  wrong.add(stored);
  EXPECT_EQ(wrong.text(), "2 wrong");
  for (const char* message : {"f: row [0]: a", "f: row [1]: b"}) {
    verify::record::Record row;
    row.kernel = {{.check = "kernel-lse", .bound = "b", .exceeded = 1}};
    row.kernel[0].failures = {{.tensor = "t", .row = "[0]", .message = message, .cause = {}}};
    wrong.add(row);
  }
  EXPECT_EQ(wrong.text(), "4 wrong, first f: row [0]: a");
}

} // namespace tailmass::reports::commands
