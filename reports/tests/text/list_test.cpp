// The catalogue's texts hold every theorem's words, within the width.
#include "reports/text/list.hpp"
#include "reports/text/negative_list.hpp"
#include "reports/text/proofs.hpp"
#include "reports/text/quantity_table.hpp"

#include "theory/implementations.hpp"
#include "theory/tests/source_path.hpp"
#include "theory/theorems/catalogue.hpp"
#include "theory/theorems/negative_facts.hpp"

#include <algorithm>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <sstream>

namespace tailmass::reports::text {

namespace {

std::vector<std::string> listed_lines(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);)
    lines.push_back(line);
  return lines;
}

/// The text with every run of blanks and line breaks as one blank, as wrapping may have put it.
std::string flattened(const std::string& text) {
  std::istringstream stream(text);
  std::string flat;
  for (std::string word; stream >> word;)
    flat += (flat.empty() ? "" : " ") + word;
  return flat;
}

bool holds(const std::string& text, std::string_view words) {
  return flattened(text).find(flattened(std::string(words))) != std::string::npos;
}

void expect_within(const std::string& text, std::size_t width) {
  for (const std::string& line : listed_lines(text)) {
    EXPECT_LE(line.size(), width) << line;
    EXPECT_FALSE(line.ends_with(' ')) << line;
  }
}

} // namespace

TEST(Wrapped, BreaksAtBlanksAndCutsOnlyWhatIsTooLong) {
  using Lines = std::vector<std::string>;
  EXPECT_EQ(wrapped("", 5), Lines{""});
  EXPECT_EQ(wrapped("ab cd", 5), Lines{"ab cd"});
  EXPECT_EQ(wrapped("ab cd ef", 5), (Lines{"ab cd", "ef"}));
  EXPECT_EQ(wrapped("ab cdefgh", 5), (Lines{"ab", "cdefg", "h"}));
  EXPECT_EQ(wrapped("abcdefgh", 3), (Lines{"abc", "def", "gh"}));
  EXPECT_EQ(wrapped("a\u00e9\u00e9", 2), (Lines{"a", "\u00e9", "\u00e9"})); // no character is cut in two
}

TEST(List, HasALineForEveryTheoremUnderItsSection) {
  const std::string text = theorem_list();
  const std::vector<std::string> lines = listed_lines(text);
  for (const Theorem* theorem : catalogue()) {
    const std::string id(theorem->id);
    const auto line = std::ranges::find_if(
        lines, [&](const std::string& candidate) { return candidate.starts_with(id + " "); });
    ASSERT_NE(line, lines.end()) << id;
    EXPECT_TRUE(holds(text, id + " " + std::string(theorem->words) + " [" + theorem->source.at(0) +
                                (proof_of(theorem->id) ? ", Coq]" : "]")))
        << id;
  }
  const auto at = [&](const std::string& start) { return text.find("\n" + start); };
  EXPECT_TRUE(flattened(text).starts_with(proved_words() + " 1 Distribution level ")) << text.substr(0, 200);
  EXPECT_LT(at("entropy-bound"), at("2  Deterministic bounds from the ordered scores"));
  EXPECT_LT(at("2  Deterministic"), at("gap-bound"));
  EXPECT_LT(at("k-epsilon"), at("3  Output level"));
}

TEST(Words, AreFewAndHaveNoFormula) {
  for (const Theorem* theorem : catalogue()) {
    EXPECT_FALSE(theorem->words.empty()) << theorem->id;
    EXPECT_LE(theorem->words.size(), 60U) << theorem->id;
    EXPECT_EQ(theorem->words.find_first_of("<=|+/^{"), std::string_view::npos) << theorem->id;
  }
}

TEST(List, StaysWithinTheWidth) {
  for (std::size_t width = 60; width <= 140; width += 7)
    expect_within(theorem_list(width), width);
  EXPECT_EQ(theorem_list(3), theorem_list(60));
}

TEST(ListOne, HoldsAllThatIsSaidOfATheorem) {
  for (const Theorem* theorem : catalogue()) {
    const std::string text = theorem_page(*theorem, 80);
    expect_within(text, 80);
    EXPECT_TRUE(text.starts_with(std::string(theorem->id) + "\n")) << theorem->id;
    EXPECT_TRUE(holds(text, "statement " + std::string(theorem->statement)));
    EXPECT_TRUE(holds(text, "equality case " + std::string(theorem->equality_case)));
    for (const Hypothesis& hypothesis : theorem->hypotheses)
      EXPECT_TRUE(holds(text, hypothesis.text)) << hypothesis.text;
    EXPECT_TRUE(holds(text, theorem->no_witness_because));
    for (const Mutant& mutant : theorem->mutants)
      EXPECT_TRUE(holds(text, std::string(mutant.name) + " " + std::string(mutant.change))) << mutant.name;
  }
}

TEST(ListOne, NamesPartsSourceAndClaims) {
  const std::string norm = theorem_page(*find_theorem("norm-bound"));
  EXPECT_NE(norm.find("\nneeds          scores, head, values, centre\n"), std::string::npos) << norm;
  EXPECT_NE(norm.find("\nsource         the paper, Prop 5.1\n"), std::string::npos);
  EXPECT_NE(norm.find("\nsection        3, Output level\n"), std::string::npos);
  EXPECT_NE(
      norm.find("\nclaims         |err| <= 2 C tau\n               |err| <= 2 tau max |v_j - centre|\n"),
      std::string::npos);
  EXPECT_TRUE(holds(norm, "proof for all rows, by Coq: norm_bound in theory/proofs/theorems/norm_bound.v"))
      << norm;
  EXPECT_TRUE(holds(theorem_page(*find_theorem("gaussian-tail-mass")), "proof none for all rows"));
  const std::string simple = theorem_page(*find_theorem("gap-bound-simple"));
  EXPECT_NE(simple.find("\nno witness     "), std::string::npos);
  EXPECT_NE(simple.find("\nclaims         tau <= "), std::string::npos);
  EXPECT_NE(theorem_page(*find_theorem("kl-pythagoras")).find("\nsource         beyond the paper\n"),
            std::string::npos);
  EXPECT_NE(theorem_page(*find_theorem("kl-pythagoras")).find("\nhypotheses     none\n"), std::string::npos);
}

TEST(Markdown, HoldsEveryTheoremAndNothingThatRendersAsMarkup) {
  const std::string page = catalogue_markdown();
  EXPECT_TRUE(page.starts_with("# The theorems\n"));
  EXPECT_TRUE(page.ends_with("\n"));
  for (const Theorem* theorem : catalogue()) {
    EXPECT_NE(page.find("\n### " + std::string(theorem->id) + "\n\n```text\n"), std::string::npos)
        << theorem->id;
    EXPECT_TRUE(holds(page, "```text " + std::string(theorem->statement) + " ```")) << theorem->id;
    EXPECT_TRUE(holds(page, "equality case: `" + std::string(theorem->equality_case) + "`")) << theorem->id;
    for (const Hypothesis& hypothesis : theorem->hypotheses)
      EXPECT_TRUE(holds(page, "hypothesis: `" + std::string(hypothesis.text) + "`")) << hypothesis.text;
    for (const Mutant& mutant : theorem->mutants)
      EXPECT_TRUE(holds(page, "`" + std::string(mutant.name) + "`: `" + std::string(mutant.change) + "`"));
    // A backtick would end the code that keeps formulas from being read as markup.
    for (const std::string_view words :
         {theorem->statement, theorem->equality_case, theorem->no_witness_because})
      EXPECT_EQ(words.find('`'), std::string_view::npos) << theorem->id;
  }
  EXPECT_EQ(std::ranges::count(page, '`') % 2, 0);
}

TEST(Markdown, TheCommittedPageIsTheCatalogueOfToday) {
  std::ifstream file(tests::source_path("theory/catalogue.md"), std::ios::binary);
  const std::string page{std::istreambuf_iterator<char>(file), {}};
  EXPECT_TRUE(page == catalogue_markdown()) << "`make catalogue`";
}

TEST(Quantities, TheCommittedPageIsTheListOfToday) {
  std::ifstream file(tests::source_path("reports/manual/quantities.md"), std::ios::binary);
  const std::string page{std::istreambuf_iterator<char>(file), {}};
  EXPECT_TRUE(page == quantities_markdown()) << "`make catalogue`";
}

TEST(Quantities, ThePageHasEveryImplementationAndAReasonForEveryHole) {
  const std::string page = quantities_markdown();
  std::size_t forms = 0, holes = 0;
  std::istringstream lines(page);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("| `"))
      continue;
    const auto count = [&](const std::string& cell) {
      std::size_t found = 0;
      for (std::size_t at = line.find(cell); at != std::string::npos; at = line.find(cell, at + 1))
        ++found;
      return found;
    };
    forms += count("| yes ") - 1; // the definition
    holes += count("| no ");
    EXPECT_EQ(count("| no ") > 0, !line.ends_with("|  |")) << line;
  }
  EXPECT_EQ(forms, implementations().size());
  EXPECT_EQ(forms + holes, 4 * static_cast<std::size_t>(std::ranges::count(page, '\n') - 8));
}

TEST(List, EndsWithWhatDoesNotHold) {
  const std::string text = theorem_list();
  const std::string markdown = catalogue_markdown();
  EXPECT_LT(text.find("\nvertex-softmax"), text.find("\nWhat does not hold\n"));
  std::string pages;
  for (const NegativeFact& fact : negative_facts()) {
    EXPECT_TRUE(holds(text, std::string(fact.id) + " " + std::string(fact.tempting))) << fact.id;
    const std::string page = negative_page(fact, 80);
    expect_within(page, 80);
    EXPECT_TRUE(holds(page, std::string(fact.id) + " not true " + std::string(fact.tempting))) << fact.id;
    EXPECT_TRUE(holds(page, "instance " + fact.instance)) << fact.id;
    EXPECT_TRUE(
        holds(markdown, "### " + std::string(fact.id) + " ```text not true: " + std::string(fact.tempting)));
    EXPECT_TRUE(holds(markdown, "instance: `" + fact.instance + "`")) << fact.id;
    pages += page;
  }
  EXPECT_TRUE(holds(pages,
                    "instance p = (0.5, 0.3, 0.2), v = (0, 1, -1.5) figures |err| at k = 1: 0; |err| at k = "
                    "2: 0.375; |err| at k = 3: 0 "));
  EXPECT_TRUE(holds(pages, "|err| of the first key: 0.65; |err| of the second key: 0.35 "));
  EXPECT_EQ(pages.find("does not refute"), std::string::npos);
}

TEST(SectionTitle, IsThereForEverySectionInUse) {
  for (const Theorem* theorem : catalogue())
    EXPECT_NE(section_title(theorem->section), "Other") << theorem->id;
  EXPECT_EQ(section_title(99), "Other");
}

} // namespace tailmass::reports::text
