// The words of an input error are one line of UTF-8, whatever the file holds.
#include "verify/input/input_error.hpp"

#include <gtest/gtest.h>

namespace tailmass::verify::input {
namespace {

TEST(InputError, SaysThePartsThatApply) {
  EXPECT_STREQ(InputError({"scores.npy", "layer0.scores", "[3, 17]"}, "NaN at key 12").what(),
               R"(scores.npy: tensor "layer0.scores", row [3, 17]: NaN at key 12)");
  EXPECT_STREQ(InputError({"scores.npy", "a"}, "bad").what(), R"(scores.npy: tensor "a": bad)");
  EXPECT_STREQ(InputError({"scores.npy"}, "bad").what(), "scores.npy: bad");
  EXPECT_STREQ(InputError({"", "a", "[]"}, "bad").what(), R"(tensor "a", row []: bad)");
  EXPECT_STREQ(InputError({"f", std::nullopt, "[1]"}, "bad").what(), "f: row [1]: bad");
  EXPECT_STREQ(InputError({"", std::nullopt, "[1]"}, "bad").what(), "row [1]: bad");
  EXPECT_STREQ(InputError({}, "bad").what(), "bad");
  EXPECT_STREQ(InputError({"f", ""}, "bad").what(), R"(f: tensor "": bad)");
}

TEST(InputError, KeepsItsParts) {
  const InputError error({"f\n", "a\n", "[3]"}, "why");
  EXPECT_EQ(error.file(), "f\n");
  EXPECT_EQ(error.tensor(), "a\n");
  EXPECT_EQ(error.row(), "[3]");
  EXPECT_EQ(error.reason(), "why");
  EXPECT_FALSE(InputError({"f"}, "why").tensor().has_value());
}

TEST(InputError, IsOneLine) {
  EXPECT_STREQ(InputError({"f\n", "a\r\n\x1b[2J"}, "b\x7f\tc").what(),
               R"(f\x0a: tensor "a\x0d\x0a\x1b[2J": b\x7f\x09c)");
}

TEST(InputError, ShowsUtf8AndEscapesWhatIsNot) {
  EXPECT_EQ(printable("\u00e9 \u2192 \U0001F600"), "\u00e9 \u2192 \U0001F600");
  EXPECT_EQ(printable("\xff\xc3"), R"(\xff\xc3)");
  EXPECT_EQ(printable("\xc0\xaf"), R"(\xc0\xaf)") << "overlong";
  EXPECT_EQ(printable("\xe0\x80\xaf"), R"(\xe0\x80\xaf)") << "overlong";
  EXPECT_EQ(printable("\xed\xa0\x80"), R"(\xed\xa0\x80)") << "surrogate";
  EXPECT_EQ(printable("\xf4\x90\x80\x80"), R"(\xf4\x90\x80\x80)") << "beyond U+10FFFF";
  EXPECT_EQ(printable("\xe2\x80"), R"(\xe2\x80)") << "cut short";
}

TEST(InputError, EscapesWhatBreaksOrReordersALine) {
  EXPECT_EQ(printable("\u0085\u009b"), R"(\xc2\x85\xc2\x9b)");
  EXPECT_EQ(printable("\u2028\u2029"), R"(\xe2\x80\xa8\xe2\x80\xa9)");
  EXPECT_EQ(printable("\u202e\u2066"), R"(\xe2\x80\xae\xe2\x81\xa6)");
  EXPECT_EQ(printable(std::string_view("a\0b", 3)), R"(a\x00b)");
}

TEST(InputError, CutsLongNamesBetweenCharacters) {
  EXPECT_EQ(printable("abcdef", 6), "abcdef");
  EXPECT_EQ(printable("abcdefg", 6), "abcdef...");
  EXPECT_EQ(printable("abcde\u00e9", 6), "abcde...");
  EXPECT_EQ(in_quotes(std::string(1000, 'x')).size(), 205U);
}

} // namespace
} // namespace tailmass::verify::input
