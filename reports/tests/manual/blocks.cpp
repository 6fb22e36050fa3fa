// Fences are lines that begin with ```; none of the pages nests them.
#include "reports/tests/manual/blocks.hpp"

#include "theory/tests/source_path.hpp"

#include <algorithm>
#include <fstream>

namespace tailmass::reports::manual {
namespace fs = std::filesystem;

bool Block::is_run() const {
  return language == "console" || language == "sh";
}

bool Block::is_slow() const {
  return is_run() && title.starts_with("takes ");
}

bool Block::is_file() const {
  return !is_run() && !title.empty();
}

namespace {

/// An open fence without its marks: language, and a title in quotation marks.
Block opened_by(const std::string& words) {
  Block block{.language = words.substr(0, words.find(' ')), .title = {}, .lines = {}};
  constexpr std::string_view mark = "title=\"";
  if (const std::size_t begin = words.find(mark); begin != std::string::npos) {
    block.title = words.substr(begin + mark.size());
    block.title.resize(block.title.find('"'));
  }
  return block;
}

} // namespace

std::vector<Block> blocks_of(const fs::path& page) {
  std::ifstream file(page);
  std::vector<Block> blocks;
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("```")) {
      inside = !inside;
      if (inside)
        blocks.push_back(opened_by(line.substr(3)));
    } else if (inside) {
      blocks.back().lines.push_back(line);
    }
  }
  return blocks;
}

std::vector<std::string> pages_of_the_manual() {
  std::vector<std::string> pages{"README.md"};
  for (const auto& entry : fs::directory_iterator(tests::source_path("reports/manual")))
    pages.push_back("reports/manual/" + entry.path().filename().string());
  std::ranges::sort(pages);
  return pages;
}

} // namespace tailmass::reports::manual
