// Every mutant is refuted by generated rows of some regime; a looser true statement is reported as surviving.
#include "properties/mutants/mutant_matrix.hpp"

#include "properties/generated/survey.hpp"
#include "properties/regimes/regimes.hpp"
#include "properties/relations/relations.hpp"
#include "properties/tests/regimes/run_property.hpp"
#include "theory/exact/distribution/softmax.hpp"
#include "theory/tests/sanitized.hpp"
#include "theory/theorems/catalogue.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace tailmass::properties::mutants {

namespace {

MutantMatrix matrix_of(std::span<const Theorem* const> theorems, std::size_t cases_each,
                       unsigned threads = 0) {
  MatrixOptions options;
  options.cases_each = cases_each;
  options.threads = threads;
  options.seed = regimes::global_seed();
  return mutant_matrix(regimes::regimes(), theorems, options);
}

/// tau <= 2, which is true.
void twice(Evaluator<Ball>& row, const Case& /*c*/, Sides<Ball>& out) {
  out.at_most("tau <= 2", [&] { return Both<Ball>{exact::tail_mass(row), Ball(2)}; });
}
/// tau <= 0, which is false wherever something is dropped.
void nothing(Evaluator<Ball>& row, const Case& /*c*/, Sides<Ball>& out) {
  out.at_most("tau <= 0", [&] { return Both<Ball>{exact::tail_mass(row), Ball(0)}; });
}

constexpr Mutant two_mutants[] = {{"looser", "2 for 1", {.balls = twice}, nullptr},
                                  {"false", "0 for 1", {.balls = nothing}, nullptr}};
const Theorem half_true = {
    .id = "made-up",
    .words = "made up",
    .section = 0,
    .statement = "tau <= 1",
    .equality_case = "never",
    .source = "B",
    .scope = Scope::head,
    .needs = {},
    .hypotheses = {},
    .sides = {},
    .witness = nullptr,
    .no_witness_because = "made up",
    .mutants = two_mutants,
};

} // namespace

// As many cases as the property of the theorems tries, and never fewer than 40, which few would not do with;
// most die with the first few. Sanitizers see the same code with fewer cases. Those of the Gaussian model are
// refuted on samples, not on rows: verify/tests does that.
TEST(Mutants, AreAllRefutedByGeneratedRows) {
  const MutantMatrix matrix =
      matrix_of(generated::row_theorems(),
                tests::sanitized ? 4 : std::max<std::size_t>(regimes::cases_of_a_regime(), 40));
  EXPECT_TRUE(tests::sanitized || matrix.survivors().empty()) << text_of(matrix);
  EXPECT_GT(matrix.mutants.size(), 150U);
}

TEST(Mutants, OfRelationsAreAllRefuted) {
  const MutantMatrix matrix = matrix_of(relations::relations(), 8);
  EXPECT_TRUE(matrix.survivors().empty()) << text_of(matrix);
}

TEST(Mutants, SurviveWhereTheyAreTrue) {
  const Theorem* const one[] = {&half_true};
  const MutantMatrix matrix = matrix_of(one, 8);
  ASSERT_EQ(matrix.survivors().size(), 1U);
  EXPECT_EQ(matrix.survivors()[0]->mutant->name, "looser");
  EXPECT_GT(matrix.mutants[1].killers(), regimes::regimes().size() - 3);
  const std::string text = text_of(matrix);
  EXPECT_NE(text.find("1 of 2 survive\n  made-up: looser: 2 for 1\n"), std::string::npos) << text;
}

TEST(Mutants, DieOfTheSameCasesWhateverTheThreads) {
  const Theorem* const one[] = {find_theorem("gap-bound")};
  const MutantMatrix a = matrix_of(one, 6, 1), b = matrix_of(one, 6, 3);
  for (std::size_t m = 0; m < a.mutants.size(); ++m)
    EXPECT_EQ(a.mutants[m].first, b.mutants[m].first);
}

} // namespace tailmass::properties::mutants
