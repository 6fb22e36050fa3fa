// Blocks of the pages that show a terminal: their commands, run in order in a folder, print what is shown.
#include "reports/tests/programs.hpp"
#include "theory/tests/source_path.hpp"
#include "verify/tests/input/samples.hpp"

#include <filesystem>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <fstream>
#include <gtest/gtest.h>
#include <span>
#include <sstream>
#include <string>
#include <vector>

namespace tailmass::reports::manual {
namespace fs = std::filesystem;
using tests::source_path;

namespace {

/// A line after "$ ", and the lines shown below it; "..." stands for any lines.
struct Shown {
  std::string command;
  std::vector<std::string> lines;
};

std::vector<std::string> lines_of(std::istream& in) {
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) {
    line.erase(line.find_last_not_of(" \r") + 1);
    lines.push_back(line);
  }
  return lines;
}

/// The commands of all console blocks of a page, in their order.
std::vector<Shown> shown_on(const fs::path& page) {
  std::ifstream file(page);
  std::vector<Shown> shown;
  bool inside = false;
  for (const std::string& line : lines_of(file))
    if (line.starts_with("```"))
      inside = line == "```console";
    else if (inside && line.starts_with("$ "))
      shown.push_back({.command = line.substr(2), .lines = {}});
    else if (inside && !shown.empty())
      shown.back().lines.push_back(line);
  return shown;
}

/// Files that a page shows under their names, ```c title="lse.c".
void write_files_of(const fs::path& page, const fs::path& folder) {
  std::ifstream file(page);
  std::ofstream out;
  for (const std::string& line : lines_of(file))
    if (line.starts_with("```")) {
      out.close();
      if (const std::size_t space = line.find(" title="); space != std::string::npos)
        out.open(folder / line.substr(space + 8, line.size() - space - 9));
    } else if (out.is_open()) {
      out << line << "\n";
    }
}

/// Whether the printed lines are those shown, in which "..." is any number of lines.
bool is_as_shown(std::span<const std::string> shown, std::span<const std::string> printed) {
  if (shown.empty())
    return printed.empty();
  if (shown.front() == "...") {
    for (std::size_t left_out = 0; left_out <= printed.size(); ++left_out)
      if (is_as_shown(shown.subspan(1), printed.subspan(left_out)))
        return true;
    return false;
  }
  return !printed.empty() && shown.front() == printed.front() &&
         is_as_shown(shown.subspan(1), printed.subspan(1));
}

/// A folder in which the project's own stand beside what commands make, with the programs under test on PATH.
class Terminal {
public:
  Terminal() {
    for (const char* name : {"reports", "theory", "verify", "properties"})
      fs::create_directory_symlink(source_path(name), folder_.path() / name);
    fs::create_directory(folder_.path() / "bin");
    fs::create_symlink(tests::tailmass_program(), folder_.path() / "bin/tailmass");
    fs::create_symlink(tests::python_program(), folder_.path() / "bin/python3");
  }
  [[nodiscard]] const fs::path& path() const { return folder_.path(); }
  [[nodiscard]] std::vector<std::string> run(const std::string& command) const {
    std::ofstream(path() / "command.sh") << command << "\n";
    // What it exits with is shown by its own words.
    [[maybe_unused]] const int status = std::system(
        fmt::format("cd '{}' && PATH=\"$PWD/bin:$PATH\" bash command.sh > printed 2> told", path().string())
            .c_str());
    std::ifstream printed(path() / "printed");
    return lines_of(printed);
  }

private:
  samples::Folder folder_;
};

class Console : public testing::TestWithParam<std::string> {};

} // namespace

TEST_P(Console, PrintsWhatThePageShows) {
  const fs::path page = source_path(GetParam());
  const Terminal terminal;
  write_files_of(page, terminal.path());
  for (const Shown& each : shown_on(page)) {
    const std::vector<std::string> printed = terminal.run(each.command);
    EXPECT_TRUE(is_as_shown(each.lines, printed)) << GetParam() << ": $ " << each.command << "\n"
                                                  << fmt::format("{}", fmt::join(printed, "\n"));
  }
}

TEST(ConsoleLines, AreThoseShown) {
  const auto as_shown = [](std::vector<std::string> shown, std::vector<std::string> printed) {
    return is_as_shown(shown, printed);
  };
  EXPECT_TRUE(as_shown({"a", "...", "c"}, {"a", "b", "b", "c"}));
  EXPECT_TRUE(as_shown({"a", "..."}, {"a"}));
  EXPECT_FALSE(as_shown({"a", "...", "c"}, {"a", "b"}));
  EXPECT_FALSE(as_shown({"a"}, {"a", "b"}));
  EXPECT_FALSE(as_shown({"a", "b"}, {"a"}));
}

/// The pages that have such blocks.
std::vector<std::string> pages_with_consoles() {
  std::vector<std::string> pages;
  if (!shown_on(source_path("README.md")).empty())
    pages.emplace_back("README.md");
  for (const auto& entry : fs::directory_iterator(source_path("reports/manual")))
    if (!shown_on(entry.path()).empty())
      pages.push_back("reports/manual/" + entry.path().filename().string());
  return pages;
}

INSTANTIATE_TEST_SUITE_P(Pages, Console, testing::ValuesIn(pages_with_consoles()),
                         [](const testing::TestParamInfo<std::string>& page) {
                           return fs::path(page.param).stem().string();
                         });

} // namespace tailmass::reports::manual
