// The fenced blocks of a page of the manual.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace tailmass::reports::manual {

/// What stands between two fences: ```language title="title".
struct Block {
  std::string language;
  std::string title;
  std::vector<std::string> lines;

  /// Returns whether its commands are run: a terminal, whose output is shown, or a script, whose output is
  /// not.
  [[nodiscard]] bool is_run() const;
  /// Returns whether its title says that it takes long, as title="takes a minute": run among the slow tests.
  [[nodiscard]] bool is_slow() const;
  /// Returns whether it shows a file under its name.
  [[nodiscard]] bool is_file() const;
};

/// Returns the blocks of a page in their order; a fence that is not closed ends with the page.
[[nodiscard]] std::vector<Block> blocks_of(const std::filesystem::path& page);

/// Returns README.md and the pages of reports/manual, as paths from the project's folder, sorted.
[[nodiscard]] std::vector<std::string> pages_of_the_manual();

} // namespace tailmass::reports::manual
