// Every metamorphic relation holds on every regime, and each of its mutants is refuted by some.
#include "properties/generated/counterexample.hpp"
#include "properties/generated/survey.hpp"
#include "properties/relations/relations.hpp"
#include "properties/tests/regimes/each_regime.hpp"
#include "properties/tests/regimes/run_property.hpp"
#include "verify/judge/judge.hpp"

#include <set>

namespace tailmass::properties::relations {

class Relations : public regimes::EachRegime {};

TEST_P(Relations, Hold) {
  const auto fault = regimes::first_fault(
      *GetParam(), "relations", regimes::cases_of_a_regime() / 2, [&](const regimes::Generated& on) {
        verify::judge::Judge judge;
        for (const Theorem* relation : relations())
          if (const auto fault_of =
                  generated::fault_among(generated::judged(judge, *relation, on.c, on.recipe), on.c))
            return std::optional(
                generated::kept_counterexample(*relation, on, *fault_of, "tailmass-failures"));
        return std::optional<std::string>();
      });
  EXPECT_FALSE(fault) << *fault;
}

INSTANTIATE_TEST_SUITE_P(On, Relations, regimes::each_regime(), regimes::regime_name);

TEST(RelationList, HasWordsAndMutants) {
  std::set<std::string_view> ids;
  for (const Theorem* relation : relations()) {
    EXPECT_TRUE(ids.insert(relation->id).second) << relation->id;
    EXPECT_FALSE(relation->statement.empty() || relation->mutants.empty()) << relation->id;
  }
}

TEST(RelationList, IsMetByMostRegimes) {
  generated::SurveyOptions options;
  options.cases_each = 6;
  const generated::Survey all = generated::survey(regimes::regimes(), relations(), options);
  for (std::size_t t = 0; t < all.theorems.size(); ++t) {
    const generated::Meeting meeting = all.of_theorem(t);
    EXPECT_LE(1 - static_cast<double>(meeting.met) / static_cast<double>(meeting.cases), 0.45)
        << all.theorems[t]->id;
  }
}

} // namespace tailmass::properties::relations
