// README and manual: short where it should be, links that lead somewhere, commands that the command has.
#include "reports/tests/commands/verb_tree.hpp"
#include "theory/tests/source_path.hpp"
#include "theory/theorems/catalogue.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <regex>
#include <set>
#include <sstream>

namespace tailmass::reports::manual {
using namespace tailmass::tests;
using commands::all_verbs;
using commands::options_with_arguments;
using commands::verb_at;
using commands::VerbTree;
using commands::VerbWords;
namespace fs = std::filesystem;

namespace {

const fs::path source = source_path("");

std::string content(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// README and every other page of the four floors.
std::vector<fs::path> all_pages() {
  std::vector<fs::path> pages;
  for (const auto& entry : fs::directory_iterator(source))
    if (entry.path().extension() == ".md")
      pages.push_back(entry.path());
  for (const char* floor : {"theory", "verify", "properties", "reports"})
    for (const auto& entry : fs::recursive_directory_iterator(source / floor))
      if (entry.path().extension() == ".md")
        pages.push_back(entry.path());
  return pages;
}

std::vector<fs::path> manual_pages() {
  std::vector<fs::path> pages{source / "README.md"};
  for (const auto& entry : fs::directory_iterator(source / "reports/manual"))
    pages.push_back(entry.path());
  return pages;
}

/// What the first group matches, line by line: the standard library's regex overflows the stack on a whole
/// page.
std::vector<std::string> matches(const std::string& text, const char* pattern) {
  const std::regex regex(pattern);
  std::vector<std::string> found;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    for (std::sregex_iterator at(line.begin(), line.end(), regex), end; at != end; ++at)
      found.push_back((*at)[1].str());
  return found;
}

/// The text without its fenced blocks, in which nothing is a link.
std::string prose(const std::string& text) {
  std::string found;
  bool fenced = false;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const bool fence = line.find("```") != std::string::npos;
    if (!fence && !fenced)
      found += line + "\n";
    fenced = fenced != fence;
  }
  return found;
}

/// What stands between two backticks of prose, on one line or over its end.
std::vector<std::string> code_spans(const std::string& text) {
  std::vector<std::string> spans;
  std::istringstream parts(prose(text));
  bool code = false;
  for (std::string part; std::getline(parts, part, '`'); code = !code)
    if (code)
      spans.push_back(part);
  return spans;
}

/// Where the links and pictures of a page lead, but for other sites.
std::vector<std::string> links(const fs::path& page) {
  const std::string text = prose(content(page));
  std::vector<std::string> targets = matches(text, R"(\]\(([^)\s]+)\))");
  for (const std::string& image : matches(text, R"rx(src="([^"]+)")rx"))
    targets.push_back(image);
  std::erase_if(targets, [](const std::string& target) { return target.starts_with("http"); });
  return targets;
}

/// The anchors of a page's headings, as GitHub and GitLab make them.
std::set<std::string> anchors(const fs::path& page) {
  std::set<std::string> found;
  for (const std::string& heading : matches(prose(content(page)), R"(^#+ (.*)$)")) {
    std::string anchor;
    for (const char letter : heading) {
      if (std::isalnum(static_cast<unsigned char>(letter)) || letter == '-' || letter == '_')
        anchor += static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
      else if (letter == ' ')
        anchor += '-';
    }
    found.insert(anchor);
  }
  return found;
}

/// Commands in fenced blocks and in code: what follows "tailmass ", up to a comment or a redirection.
std::vector<std::vector<std::string>> commands(const std::string& text) {
  std::vector<std::string> lines = matches(text, R"(^ *(?:\S*/)?tailmass ([a-z-][^\n#>|]*))");
  const std::string command = "tailmass ";
  for (const std::string& code : code_spans(text))
    if (code.starts_with(command + "-") || (code.starts_with(command) && std::islower(code[command.size()])))
      lines.push_back(code.substr(command.size()));
  std::vector<std::vector<std::string>> found;
  for (const std::string& line : lines) {
    std::istringstream stream(line);
    found.emplace_back(std::istream_iterator<std::string>(stream), std::istream_iterator<std::string>());
  }
  return found;
}

/// The options of a verb that a text names.
std::vector<std::string> options_in(const std::vector<std::string>& words) {
  std::vector<std::string> options;
  for (const std::string& word : words)
    if (word.starts_with("--"))
      options.push_back(word.substr(0, word.find('=')));
  return options;
}

bool has_option(const VerbWords& verb, const std::string& option) {
  static VerbTree tree;
  return verb_at(tree.app, verb).get_option_no_throw(option) != nullptr;
}

bool any_has_option(const std::string& option) {
  static const std::vector<VerbWords> verbs = all_verbs();
  return option == "--version" ||
         std::ranges::any_of(verbs, [&](const VerbWords& verb) { return has_option(verb, option); });
}

/// Whether a text has the option's name, and not only as the beginning of another.
bool names_option(const std::string& text, const std::string& option) {
  for (std::size_t at = text.find(option); at != std::string::npos; at = text.find(option, at + 1)) {
    const char next = at + option.size() < text.size() ? text[at + option.size()] : ' ';
    if (!std::islower(static_cast<unsigned char>(next)) && next != '-')
      return true;
  }
  return false;
}

/// The verb that the words begin with, none where there is no such.
VerbWords verb_of(const std::vector<std::string>& words) {
  for (const VerbWords& verb : all_verbs())
    if (words.size() >= verb.size() && std::equal(verb.begin(), verb.end(), words.begin()))
      return verb;
  return {};
}

/// What is wrong with a command of a page, empty where nothing is.
std::string fault_of(const std::vector<std::string>& words) {
  if (words.front() == "VERB")
    return {};
  if (words.front().starts_with("--"))
    return any_has_option(words.front()) ? "" : "no option " + words.front();
  const VerbWords verb = verb_of(words);
  const bool of_several = words.size() == 1 && words.front() == "study";
  if (verb.empty() && !of_several)
    return "no such verb";
  for (const std::string& option : options_in(words))
    if (!has_option(verb, option))
      return "no option " + option;
  return {};
}

/// The page of a verb, and the pages of the manual that it refers to.
std::string manual_of(const VerbWords& verb) {
  const fs::path page = source / "reports/manual" / (verb.front() + ".md");
  std::string text = content(page);
  for (const std::string& target : links(page))
    if (target.find('/') == std::string::npos)
      text += content(page.parent_path() / target);
  return text;
}

} // namespace

TEST(Readme, IsReadInAMinute) {
  EXPECT_LE(fs::file_size(source / "README.md"), 8'192U);
}

TEST(Readme, ItsPictureIsOfTodaysCatalogue) { // reports/tests/page/pictures.py takes it
  const std::string headline =
      std::string("Description\0All ", 16) + fmt::format("{} theorems held.", catalogue().size());
  EXPECT_NE(content(source / "reports/page/summary.png").find(headline), std::string::npos) << headline;
}

TEST(Manual, EveryLinkOfEveryPageLeadsSomewhere) {
  std::size_t followed = 0;
  for (const fs::path& page : all_pages())
    for (const std::string& target : links(page)) {
      const std::size_t hash = target.find('#');
      const std::string file = target.substr(0, hash);
      const fs::path path = file.empty() ? page : page.parent_path() / file;
      EXPECT_TRUE(fs::exists(path)) << page << ": " << target;
      if (hash != std::string::npos && path.extension() == ".md") {
        EXPECT_TRUE(anchors(path).contains(target.substr(hash + 1))) << page << ": " << target;
      }
      ++followed;
    }
  EXPECT_GT(followed, 60U);
}

TEST(Manual, EveryPageIsInTheIndexAndTheIndexInTheReadme) {
  std::set<std::string> listed;
  for (const std::string& target : links(source / "reports/manual/index.md"))
    listed.insert(target);
  for (const auto& entry : fs::directory_iterator(source / "reports/manual"))
    EXPECT_TRUE(entry.path().filename() == "index.md" || listed.contains(entry.path().filename()))
        << entry.path();
  EXPECT_NE(content(source / "README.md").find("(reports/manual/index.md)"), std::string::npos);
}

TEST(Manual, EveryPageIsInTheSite) {
  const std::string site = content(source / "reports/site/mkdocs.yml");
  for (const auto& entry : fs::directory_iterator(source / "reports/manual"))
    EXPECT_NE(site.find(": " + entry.path().filename().string() + "\n"), std::string::npos) << entry.path();
}

TEST(Manual, EveryCommandNamesAVerbAndItsOptions) {
  std::size_t checked = 0;
  for (const fs::path& page : all_pages())
    for (const std::vector<std::string>& words : commands(content(page))) {
      EXPECT_EQ(fault_of(words), "") << page << ": tailmass " << fmt::format("{}", fmt::join(words, " "));
      ++checked;
    }
  EXPECT_GT(checked, 50U);
}

TEST(Manual, EveryOptionInCodeIsOne) {
  const std::string plugin = content(source / "reports/python/tailmass/pytest_plugin.py");
  for (const fs::path& page : manual_pages())
    for (const std::string& code : code_spans(content(page)))
      for (const std::string& option : matches(code, "^(--[a-z-]+)"))
        EXPECT_TRUE(any_has_option(option) || plugin.find('"' + option + '"') != std::string::npos)
            << page << ": " << option;
}

TEST(Manual, EveryOptionOfAVerbIsOnItsPageOrOnOneThatThisRefersTo) {
  for (const VerbWords& verb : all_verbs()) {
    VerbTree tree;
    const std::string text = manual_of(verb);
    for (const CLI::Option* option : verb_at(tree.app, verb).get_options())
      if (option->nonpositional() && option->get_name() != "--help") {
        EXPECT_TRUE(names_option(text, option->get_name()))
            << fmt::format("{}", fmt::join(verb, " ")) << ": " << option->get_name();
      }
  }
}

TEST(Manual, TheMakefileHasWhatPagesMake) {
  const std::string makefile = "\n" + content(source / "Makefile");
  for (const fs::path& page : all_pages())
    for (const std::string& target : matches(content(page), R"((?:^|`)make ([a-z-]+))"))
      EXPECT_NE(makefile.find("\n" + target + ":"), std::string::npos) << page << ": make " << target;
}

TEST(Manual, ShowsFilesVerbatim) {
  const std::pair<const char*, const char*> shown[] = {
      {"library.md", "theory/tests/consumer/main.cpp"},
      {"library.md", "verify/tests/consumer/main.cpp"},
      {"bound.md", "theory/theorems/known_head_bound.cpp"},
  };
  for (const auto& [page, file] : shown) {
    const std::string program = content(source / file);
    ASSERT_FALSE(program.empty());
    EXPECT_NE(content(source / "reports/manual" / page).find("```cpp\n" + program + "```\n"),
              std::string::npos)
        << page;
  }
}

} // namespace tailmass::reports::manual
