// Pages that show a terminal: their commands, run in order in a folder, print what is shown.
#include "reports/tests/manual/blocks.hpp"
#include "reports/tests/programs.hpp"
#include "theory/tests/source_path.hpp"
#include "verify/tests/input/samples.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tailmass::reports::manual {
namespace fs = std::filesystem;
using tests::source_path;

namespace {

/// A line after "$ ", or a script; and the lines shown below it, in which "..." stands for any.
struct Shown {
  std::string command;
  std::vector<std::string> lines;
};

/// The commands of a terminal, in their order.
std::vector<Shown> shown_by(const Block& terminal) {
  std::vector<Shown> shown;
  for (const std::string& line : terminal.lines)
    if (line.starts_with("$ "))
      shown.push_back({.command = line.substr(2), .lines = {}});
    else if (!shown.empty())
      shown.back().lines.push_back(line);
  return shown;
}

/// Whether a printed line is the one shown, in which "..." is any number of letters.
bool is_line_as_shown(std::string_view shown, std::string_view printed) {
  const std::size_t gap = shown.find("...");
  if (gap == std::string_view::npos)
    return shown == printed;
  if (!printed.starts_with(shown.substr(0, gap)))
    return false;
  for (std::size_t left_out = gap; left_out <= printed.size(); ++left_out)
    if (is_line_as_shown(shown.substr(gap + 3), printed.substr(left_out)))
      return true;
  return false;
}

/// Whether the printed lines are those shown, in which a line "..." is any number of lines.
bool is_as_shown(std::span<const std::string> shown, std::span<const std::string> printed) {
  if (shown.empty())
    return printed.empty();
  if (shown.front() == "...") {
    for (std::size_t left_out = 0; left_out <= printed.size(); ++left_out)
      if (is_as_shown(shown.subspan(1), printed.subspan(left_out)))
        return true;
    return false;
  }
  return !printed.empty() && is_line_as_shown(shown.front(), printed.front()) &&
         is_as_shown(shown.subspan(1), printed.subspan(1));
}

/// Whether a line tells how far a run has come, as one that takes long does on standard error: "908/1056 rows
/// ..".
bool tells_progress(std::string_view line) {
  constexpr std::string_view digits = "0123456789";
  const std::size_t slash = line.find_first_not_of(digits);
  if (slash == 0 || slash == std::string_view::npos || line[slash] != '/')
    return false;
  const std::size_t end = line.find_first_not_of(digits, slash + 1);
  return end != slash + 1 && end != std::string_view::npos && line[end] == ' ';
}

void write(const fs::path& path, const std::vector<std::string>& lines) {
  fs::create_directories(path.parent_path());
  std::ofstream(path) << fmt::format("{}\n", fmt::join(lines, "\n"));
}

/// A folder in which the project's own stand beside what commands make, with the programs under test on PATH.
/// A `make` tells what it would do: what targets do is for the gates that call them.
class Terminal {
public:
  Terminal() {
    for (const char* name : {"Makefile", "reports", "theory", "verify", "properties"})
      fs::create_symlink(source_path(name), folder_.path() / name);
    fs::create_directory(folder_.path() / "bin");
    fs::create_symlink(tests::tailmass_program(), folder_.path() / "bin/tailmass");
    fs::create_symlink(tests::python_program(), folder_.path() / "bin/python3");
    write(path() / "bin/make", {"#!/bin/sh", "exec /usr/bin/make --dry-run \"$@\""});
    fs::permissions(path() / "bin/make", fs::perms::owner_all);
  }
  [[nodiscard]] const fs::path& path() const { return folder_.path(); }
  /// Runs a script; its exit status.
  int run(const std::string& script) const {
    write(path() / "script.sh", {script});
    return std::system(
        fmt::format("cd '{}' && HOME=\"$PWD\" PATH=\"$PWD/bin:$PATH\" bash -e script.sh > printed 2>&1",
                    path().string())
            .c_str());
  }
  /// What the last script wrote, on standard output and standard error, without spaces at the ends of lines
  /// and without how far it had come.
  [[nodiscard]] std::vector<std::string> printed() const {
    std::ifstream file(path() / "printed");
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) {
      line.erase(line.find_last_not_of(" \r") + 1);
      if (!tells_progress(line))
        lines.push_back(line);
    }
    return lines;
  }

private:
  samples::Folder folder_;
};

/// Runs the blocks of a page, the slow ones only where they are asked for.
void expect_as_shown(const std::string& page, bool slow) {
  const Terminal terminal;
  const std::vector<Block> blocks = blocks_of(source_path(page));
  for (const Block& block : blocks)
    if (block.is_file())
      write(terminal.path() / block.title, block.lines);
  for (const Block& block : blocks) {
    if (!block.is_run() || (block.is_slow() && !slow))
      continue;
    if (block.language == "sh") {
      const std::string script = fmt::format("{}", fmt::join(block.lines, "\n"));
      EXPECT_EQ(terminal.run(script), 0) << page << ":\n"
                                         << script << "\n"
                                         << fmt::format("{}", fmt::join(terminal.printed(), "\n"));
      continue;
    }
    for (const Shown& each : shown_by(block)) {
      terminal.run(each.command); // what it exits with is shown by its own words
      EXPECT_TRUE(is_as_shown(each.lines, terminal.printed()))
          << page << ": $ " << each.command << "\n"
          << fmt::format("{}", fmt::join(terminal.printed(), "\n"));
    }
  }
}

class Console : public testing::TestWithParam<std::string> {};
class SlowConsole : public testing::TestWithParam<std::string> {};

} // namespace

TEST_P(Console, PrintsWhatThePageShows) {
  expect_as_shown(GetParam(), false);
}
TEST_P(SlowConsole, PrintsWhatThePageShows) {
  expect_as_shown(GetParam(), true);
}

TEST(ConsoleLines, AreThoseShown) {
  const auto as_shown = [](std::vector<std::string> shown, std::vector<std::string> printed) {
    return is_as_shown(shown, printed);
  };
  EXPECT_TRUE(as_shown({"a", "...", "c"}, {"a", "b", "b", "c"}));
  EXPECT_TRUE(as_shown({"a", "..."}, {"a"}));
  EXPECT_TRUE(as_shown({"a ... c ..."}, {"a b c d"}));
  EXPECT_FALSE(as_shown({"a ... c"}, {"a b c d"}));
  EXPECT_FALSE(as_shown({"a ... c"}, {"a c"}));
  EXPECT_FALSE(as_shown({"a", "...", "c"}, {"a", "b"}));
  EXPECT_FALSE(as_shown({"a"}, {"a", "b"}));
  EXPECT_FALSE(as_shown({"a", "b"}, {"a"}));
  EXPECT_TRUE(tells_progress("908/1056 rows  10 s, about 2 s left"));
  for (const char* line : {"rows", "3", "1/x rows", "/2 rows", "1/2", "0 of 8,704 numbers wrong", ""})
    EXPECT_FALSE(tells_progress(line)) << line;
}

namespace {

/// Pages, or languages, whose blocks other tests hold, and by what.
const std::map<std::string, std::string> held_elsewhere{
    {"bench.md text", "times of one machine; BenchPage holds what was timed"},
    {"bound.md cpp", "Manual.ShowsFilesVerbatim"},
    {"how-it-is-built.md text", "a drawing of the floors, which no command prints"},
    {"library.md cpp", "Manual.ShowsFilesVerbatim"},
    {"library.md text", "theory.Install"},
    {"python.md c", "reports/tests/python/manual_test.py"},
    {"python.md python", "reports/tests/python/manual_test.py"},
    {"python.md text", "reports/tests/python/manual_test.py"},
    {"python.md yaml", "reports/tests/python/manual_test.py"},
};

std::string page_and_language(const std::string& page, const Block& block) {
  return fs::path(page).filename().string() + " " + block.language;
}

std::vector<std::string> pages_with(bool (*is_one)(const Block&)) {
  std::vector<std::string> pages = pages_of_the_manual();
  std::erase_if(pages, [&](const std::string& page) {
    return std::ranges::none_of(blocks_of(source_path(page)), is_one);
  });
  return pages;
}

std::string stem_of(const testing::TestParamInfo<std::string>& page) {
  return fs::path(page.param).stem().string();
}

} // namespace

TEST(Manual, EveryBlockIsRunOrHeldByAnotherTest) {
  std::map<std::string, std::string> unused = held_elsewhere;
  for (const std::string& page : pages_of_the_manual())
    for (const Block& block : blocks_of(source_path(page)))
      if (!block.is_run() && !block.is_file()) {
        const std::string here = page_and_language(page, block);
        EXPECT_TRUE(held_elsewhere.contains(here)) << here << ":\n"
                                                   << fmt::format("{}", fmt::join(block.lines, "\n"));
        unused.erase(here);
      }
  EXPECT_TRUE(unused.empty()) << unused.begin()->first;
}

INSTANTIATE_TEST_SUITE_P(Pages, Console, testing::ValuesIn(pages_with([](const Block& block) {
                           return block.is_run() && !block.is_slow();
                         })),
                         stem_of);
INSTANTIATE_TEST_SUITE_P(Pages, SlowConsole,
                         testing::ValuesIn(pages_with([](const Block& block) { return block.is_slow(); })),
                         stem_of);

} // namespace tailmass::reports::manual
