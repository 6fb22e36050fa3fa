// The stored cases, judged before anything new is tried: theorems hold on them, mutants are refuted.
#include "properties/hunt/journal.hpp"
#include "theory/tests/source_path.hpp"
#include "theory/theorems/catalogue.hpp"
#include "verify/campaign/replay.hpp"
#include "verify/input/input_error.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace tailmass::properties::hunt {

namespace {

const std::filesystem::path corpus = tests::source_path("properties/corpus");

std::size_t count_of(const std::vector<verify::judge::Judgement>& judgements,
                     verify::judge::Verdict verdict) {
  return static_cast<std::size_t>(
      std::ranges::count(judgements, verdict, &verify::judge::Judgement::verdict));
}

std::string place_of(const verify::cases::StoredCase& stored) {
  return stored.theorem + (stored.mutant ? " " + *stored.mutant : "") + " of " + stored.origin.tensor +
         stored.origin.row;
}

} // namespace

TEST(Corpus, TheoremsHoldAndMutantsAreRefuted) {
  std::size_t theorems = 0, mutants = 0;
  for (const verify::cases::StoredCase& stored : read_corpus(corpus).cases) {
    const std::vector<verify::judge::Judgement> judgements = verify::campaign::replay(stored);
    EXPECT_LT(count_of(judgements, verify::judge::Verdict::vacuous), judgements.size())
        << place_of(stored) << " breaks a hypothesis";
    if (stored.mutant) {
      EXPECT_GT(count_of(judgements, verify::judge::Verdict::refuted), 0U) << place_of(stored);
    } else {
      EXPECT_EQ(count_of(judgements, verify::judge::Verdict::refuted) +
                    count_of(judgements, verify::judge::Verdict::undecided),
                0U)
          << place_of(stored);
    }
    ++(stored.mutant ? mutants : theorems);
  }
  EXPECT_GE(theorems, 17U);
  EXPECT_GE(mutants, 13U);
}

TEST(Corpus, AStaleCaseIsAnErrorAndNoCaseLess) {
  const std::filesystem::path folder = std::filesystem::path(::testing::TempDir()) / "stale-corpus";
  std::filesystem::create_directories(folder);
  const auto first = std::filesystem::directory_iterator(corpus)->path();
  std::ifstream in(first);
  std::string text(std::istreambuf_iterator<char>(in), {});
  const std::string schema = "tailmass.case/1";
  ASSERT_NE(text.find(schema), std::string::npos);
  std::ofstream(folder / "a.json") << text.replace(text.find(schema), schema.size(), "tailmass.case/0");
  EXPECT_THROW((void)read_corpus(folder), verify::input::InputError);
  std::filesystem::remove_all(folder);
}

} // namespace tailmass::properties::hunt
