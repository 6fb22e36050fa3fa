// Judging mutants.
#include "verify/campaign/mutants.hpp"

#include "verify/judge/judge.hpp"

#include <algorithm>

namespace tailmass {

namespace {

/// The verdict that says most about a mutant's life: refuted, else undecided, else whatever else was found.
Verdict verdict_of(const std::vector<Judgement>& judgements) {
  for (const Verdict verdict : {Verdict::refuted, Verdict::undecided})
    if (std::ranges::find(judgements, verdict, &Judgement::verdict) != judgements.end())
      return verdict;
  return judgements.front().verdict;
}

} // namespace

std::vector<MutantRecord> judge_mutants(std::span<const Theorem* const> theorems) {
  std::vector<MutantRecord> records;
  Judge judge;
  for (const Theorem* theorem : theorems)
    for (const Mutant& mutant : theorem->mutants) {
      const Case c = mutant.refuting_case();
      records.push_back({.theorem = std::string(theorem->id),
                         .name = std::string(mutant.name),
                         .change = std::string(mutant.change),
                         .verdict = verdict_of(judge.judge(*theorem, mutant, c))});
    }
  return records;
}

} // namespace tailmass
