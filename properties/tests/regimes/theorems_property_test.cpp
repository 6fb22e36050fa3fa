// Every theorem that speaks of rows holds on every regime, by the judge.
#include "properties/generated/counterexample.hpp"
#include "properties/generated/survey.hpp"
#include "properties/tests/regimes/each_regime.hpp"
#include "properties/tests/regimes/run_property.hpp"
#include "verify/judge/judge.hpp"

namespace tailmass::properties::regimes {

class Theorems : public EachRegime {};

TEST_P(Theorems, Hold) {
  const std::vector<const Theorem*> theorems = generated::row_theorems();
  std::size_t met = 0;
  constexpr std::size_t more = 4; // times the cases of what costs more to try
  const auto fault =
      first_fault(*GetParam(), "theorems", more * cases_of_a_regime(), [&](const Generated& on) {
        verify::judge::Judge
            judge; // of this case alone, so that the theorems share what it computes of the row
        for (const Theorem* theorem : theorems) {
          const std::vector<verify::judge::Judgement> judgements =
              generated::judged(judge, *theorem, on.c, on.recipe);
          if (const auto fault_of = generated::fault_among(judgements, on.c))
            return std::optional(
                generated::kept_counterexample(*theorem, on, *fault_of, "tailmass-failures"));
          met += judgements.front().verdict == verify::judge::Verdict::vacuous ? 0 : 1;
        }
        return std::optional<std::string>();
      });
  EXPECT_FALSE(fault) << *fault;
  RecordProperty("judged", static_cast<int>(met));
}

INSTANTIATE_TEST_SUITE_P(On, Theorems, each_regime(), regime_name);

} // namespace tailmass::properties::regimes
