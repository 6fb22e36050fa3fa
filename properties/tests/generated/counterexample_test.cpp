// A counterexample is shrunk, stored and can be replayed; a fault is one whatever the theorem.
#include "properties/generated/counterexample.hpp"

#include "properties/generated/survey.hpp"
#include "properties/regimes/regimes.hpp"
#include "properties/tests/regimes/run_property.hpp"
#include "theory/exact/distribution/softmax.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/catalogue.hpp"
#include "verify/campaign/replay.hpp"
#include "verify/cases/case_file.hpp"
#include "verify/judge/judge.hpp"

#include <algorithm>
#include <gtest/gtest.h>

#include <unistd.h>

namespace tailmass::properties::generated {

namespace {

/// A folder of this test alone, removed with it.
class Folder {
public:
  Folder() : path_(std::filesystem::temp_directory_path() / ("tailmass-" + std::to_string(getpid()))) {}
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
  std::filesystem::path path_;
};

/// tau <= 1/4, false of many rows.
void quarter(Evaluator<Ball>& row, const Case& /*c*/, Sides<Ball>& out) {
  out.at_most("tau <= 1/4", [&] { return Both<Ball>{exact::tail_mass(row), Ball(0.25)}; });
}

Theorem made_up(std::string_view id) {
  Theorem theorem = *find_theorem("tv-is-tail-mass");
  theorem.id = id;
  theorem.sides = {.balls = quarter};
  return theorem;
}

regimes::Generated wide_case() {
  regimes::Recipe recipe = regimes::draw_recipe(*regimes::find_regime("gaussian"), 1, 5);
  recipe.n = 90;
  recipe.k = 3;
  recipe.head = regimes::HeadRule::random;
  recipe.parameters = {0.5};
  Case c = regimes::grow(recipe);
  return {.seed = 1, .index = 5, .recipe = std::move(recipe), .c = std::move(c)};
}

} // namespace

TEST(Counterexample, IsShrunkToTheFewestKeys) {
  const Theorem theorem = made_up("made-up");
  const regimes::Generated found = wide_case();
  verify::judge::Judge judge;
  const auto fault = fault_among(judged(judge, theorem, found.c, found.recipe), found.c);
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->verdict, verify::judge::Verdict::refuted);
  const Folder folder;
  const std::string text = kept_counterexample(theorem, found, *fault, folder.path());
  EXPECT_NE(text.find("n = 2, k = 1, scores 0x0p+0, 0x0p+0"), std::string::npos) << text;
  EXPECT_EQ(text.find("tailmass replay"), std::string::npos) << "the catalogue does not have it";
}

TEST(Counterexample, IsStoredForReplay) {
  // The catalogue's own theorem, of which a fault is pretended: the files are those that a true one would
  // have.
  const Theorem& theorem = *find_theorem("gap-bound");
  const regimes::Generated found = wide_case();
  const verify::judge::Judgement pretended{
      .claim = "tau", .verdict = verify::judge::Verdict::refuted, .reason = "pretended"};
  const Folder folder;
  const std::string text = kept_counterexample(theorem, found, pretended, folder.path(), 20);
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    ++files;
    EXPECT_NE(text.find("tailmass replay " + entry.path().string()), std::string::npos);
    const verify::cases::StoredCase stored = verify::cases::read_case_file(entry.path());
    EXPECT_EQ(stored.theorem, "gap-bound");
    EXPECT_EQ(stored.origin.tensor, "gaussian");
    EXPECT_TRUE(std::ranges::equal(stored.c.scores->all(), found.c.scores->all()));
    EXPECT_EQ(verify::campaign::replay(stored).front().verdict, verify::judge::Verdict::proved);
  }
  EXPECT_EQ(files, 2U);
}

TEST(Fault, IsUndecidedUnlessScoresAreTooFarApart) {
  const std::vector<verify::judge::Judgement> open{
      {.claim = "a", .verdict = verify::judge::Verdict::proved},
      {.claim = "b", .verdict = verify::judge::Verdict::undecided}};
  const std::vector<verify::judge::Judgement> refuted{
      {.claim = "a", .verdict = verify::judge::Verdict::refuted}};
  EXPECT_TRUE(fault_among(open, top_k_case({0, -2800}, 1)));
  EXPECT_FALSE(fault_among(open, top_k_case({0, -2900}, 1)));
  EXPECT_TRUE(fault_among(refuted, top_k_case({0, -2900}, 1)));
  EXPECT_FALSE(
      fault_among({{.claim = "a", .verdict = verify::judge::Verdict::agrees}}, top_k_case({0, 0}, 1)));
}

TEST(RunProperty, ReportsTheFirstFaultWithItsIndex) {
  const regimes::Regime& regime = *regimes::find_regime("uniform");
  std::size_t tried = 0;
  std::uint64_t index = 0;
  const auto fault = regimes::first_fault(regime, "test", 50, [&](const regimes::Generated& on) {
    index = on.index;
    return ++tried == 7 ? std::optional<std::string>("broken\n") : std::nullopt;
  });
  ASSERT_TRUE(fault);
  EXPECT_EQ(tried, 7U) << "RapidCheck must not shrink";
  EXPECT_NE(fault->find("broken\nthis case alone: TAILMASS_SEED=1 TAILMASS_INDEX=" + std::to_string(index)),
            std::string::npos)
      << *fault;
}

TEST(RunProperty, GivesEachPropertyAndRegimeAStreamOfItsOwn) {
  const auto indices = [](std::string_view regime, std::string_view property) {
    std::vector<std::uint64_t> all;
    EXPECT_FALSE(
        regimes::first_fault(*regimes::find_regime(regime), property, 20, [&](const regimes::Generated& on) {
          all.push_back(on.index);
          return std::optional<std::string>();
        }));
    return all;
  };
  const auto first = indices("uniform", "one");
  EXPECT_EQ(first.size(), 20U);
  EXPECT_EQ(first, indices("uniform", "one"));
  EXPECT_NE(first, indices("uniform", "another"));
  EXPECT_NE(first, indices("subnormal", "one"));
}

TEST(RunProperty, TakesAnExceptionForAFault) {
  const auto fault = regimes::first_fault(*regimes::find_regime("uniform"), "test", 5,
                                          [](const regimes::Generated&) -> std::optional<std::string> {
                                            throw std::runtime_error("out of order");
                                          });
  ASSERT_TRUE(fault);
  EXPECT_NE(fault->find("out of order"), std::string::npos);
}

} // namespace tailmass::properties::generated
