// Theorems on generated rows, counted.
#include "properties/generated/survey.hpp"

#include "theory/theorems/catalogue.hpp"
#include "verify/judge/judge.hpp"

#include <algorithm>
#include <cmath>

namespace tailmass::properties::generated {

namespace {

/// What one case gave, theorem by theorem.
using CaseResult = std::vector<std::vector<verify::judge::Judgement>>;

} // namespace

void Meeting::enter(const std::vector<verify::judge::Judgement>& judgements) {
  ++cases;
  met += judgements.front().verdict == verify::judge::Verdict::vacuous ? 0 : 1;
  for (const verify::judge::Judgement& judgement : judgements)
    claims.add(judgement.verdict);
}

void Meeting::add(const Meeting& other) {
  cases += other.cases;
  met += other.met;
  claims.add(other.claims);
}

Meeting Survey::of_theorem(std::size_t theorem) const {
  Meeting all;
  for (const std::vector<Meeting>& of_regime : meetings)
    all.add(of_regime[theorem]);
  return all;
}

std::vector<const Theorem*> row_theorems() {
  std::vector<const Theorem*> theorems;
  std::ranges::copy_if(catalogue(), std::back_inserter(theorems),
                       [](const Theorem* theorem) { return theorem->scope != Scope::model; });
  return theorems;
}

std::vector<verify::judge::Judgement> judged(verify::judge::Judge& judge, const Theorem& theorem,
                                             const Case& grown, const regimes::Recipe& recipe) {
  return judge.judge(theorem, regimes::completed(grown, theorem, recipe));
}

Survey survey(std::span<const regimes::Regime* const> regimes, std::span<const Theorem* const> theorems,
              const SurveyOptions& options) {
  Survey result{.seed = options.seed,
                .cases_each = options.cases_each,
                .regimes = {regimes.begin(), regimes.end()},
                .theorems = {theorems.begin(), theorems.end()},
                .meetings = std::vector(regimes.size(), std::vector<Meeting>(theorems.size())),
                .failures = {}};
  std::size_t merged = 0;
  verify::campaign::InOrder<CaseResult> results([&](CaseResult of_case) {
    const std::size_t regime = merged / options.cases_each, index = merged % options.cases_each;
    ++merged;
    for (std::size_t t = 0; t < theorems.size(); ++t) {
      result.meetings[regime][t].enter(of_case[t]);
      for (verify::judge::Judgement& judgement : of_case[t])
        if (judgement.verdict == verify::judge::Verdict::refuted ||
            judgement.verdict == verify::judge::Verdict::undecided)
          result.failures.push_back({regimes[regime], index, theorems[t], std::move(judgement)});
    }
  });
  verify::campaign::share_rows(regimes.size() * options.cases_each, options, [&] {
    return [&, judge = std::make_shared<verify::judge::Judge>()](std::size_t place) {
      const regimes::Regime& regime = *regimes[place / options.cases_each];
      const regimes::Recipe recipe = regimes::draw_recipe(regime, options.seed, place % options.cases_each);
      const Case grown = regimes::grow(recipe);
      CaseResult of_case;
      for (const Theorem* theorem : theorems)
        of_case.push_back(judged(*judge, *theorem, grown, recipe));
      results.enter(place, std::move(of_case));
    };
  });
  return result;
}

} // namespace tailmass::properties::generated
