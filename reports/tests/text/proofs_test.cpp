// The proofs by Coq, as far as they can be seen without Coq: names, sentences, and that none is left open.
#include "reports/text/proofs.hpp"

#include "theory/tests/source_path.hpp"
#include "theory/theorems/catalogue.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <regex>
#include <set>
#include <sstream>

namespace tailmass::reports::text {
namespace fs = std::filesystem;

namespace {

const fs::path proofs_path = tests::source_path("theory/proofs");

std::string content(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The text without its line breaks and repeated blanks.
std::string flat(std::string_view text) {
  std::istringstream stream{std::string(text)};
  std::string words;
  for (std::string word; stream >> word;)
    words += (words.empty() ? "" : " ") + word;
  return words;
}

fs::path file_of(const Proof& proof) {
  return proofs_path / "theorems" / (std::string(proof.coq) + ".v");
}

} // namespace

TEST(Proofs, EveryFileIsALineOfTheLedger) {
  std::set<std::string> files;
  for (const auto& entry : fs::directory_iterator(proofs_path / "theorems"))
    if (entry.path().extension() == ".v")
      files.insert(entry.path().stem());
  std::set<std::string> listed;
  for (const Proof& proof : proofs())
    listed.emplace(proof.coq);
  EXPECT_EQ(files, listed);
  EXPECT_GE(listed.size(), 27U);
}

TEST(Proofs, EachTheoremStandsInItsFileWithWitnessAndMutant) {
  for (const Proof& proof : proofs()) {
    const std::string text = content(file_of(proof));
    EXPECT_TRUE(std::regex_search(text, std::regex(fmt::format(R"((^|\n) *Theorem {}\b)", proof.coq))))
        << proof.coq;
    EXPECT_NE(text.find("\nExample witness"), std::string::npos) << proof.coq;
    EXPECT_NE(text.find("\nExample mutant_"), std::string::npos) << proof.coq;
    EXPECT_EQ(std::to_string(std::ranges::count(text, '\n')), proof.lines) << proof.coq;
  }
}

TEST(Proofs, EachFileQuotesTheCatalogue) {
  for (const Proof& proof : proofs())
    if (const Theorem* theorem = find_theorem(proof.id)) {
      const std::string start = flat(fmt::format("(* {}: {} *)", theorem->id, theorem->statement));
      EXPECT_TRUE(flat(content(file_of(proof))).starts_with(start)) << start;
    }
}

TEST(Proofs, NoneIsAdmitted) {
  const std::regex open(R"(\b(Admitted|admit|Axioms?|Parameters?|Conjecture|Abort|bypass_check)\b)");
  std::size_t files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(proofs_path))
    if (entry.path().extension() == ".v") {
      ++files;
      const std::string text = content(entry.path());
      EXPECT_FALSE(std::regex_search(text, open)) << entry.path();
    }
  EXPECT_GE(files, proofs().size() + 2);
}

// Who reads the page has read all that a theorem's statement is made of.
TEST(Proofs, ThePageHasEveryDefinition) {
  const std::string page = content(tests::source_path("reports/manual/proofs.md"));
  const std::regex definition(R"((Definition|Fixpoint) (\w+))");
  std::size_t count = 0;
  for (const char* name : {"rows.v", "values.v"}) {
    const std::string text = content(proofs_path / "definitions" / name);
    for (std::sregex_iterator at(text.begin(), text.end(), definition), end; at != end; ++at, ++count)
      EXPECT_TRUE(std::regex_search(page, std::regex("`" + (*at)[2].str() + "\\b"))) << (*at)[2];
  }
  EXPECT_GE(count, 40U);
}

TEST(Proofs, AreCounted) {
  EXPECT_EQ(proof_of("gap-bound")->coq, "gap_bound");
  EXPECT_EQ(proof_of("gaussian-tail-mass"), nullptr);
  const auto listed =
      std::ranges::count_if(proofs(), [](const Proof& each) { return find_theorem(each.id); });
  EXPECT_TRUE(proved_words().starts_with(
      fmt::format("{} theorems: {} proved for all rows, by machine (Coq); ", catalogue().size(), listed)))
      << proved_words();
}

} // namespace tailmass::reports::text
