// Judging mutants.
#include "verify/campaign/mutants.hpp"

#include "verify/judge/judge.hpp"

#include <algorithm>

namespace tailmass::verify::campaign {

namespace {

/// The verdict that says most about a mutant's life: refuted, else undecided, else whatever else was found.
judge::Verdict verdict_of(const std::vector<judge::Judgement>& judgements) {
  for (const judge::Verdict verdict : {judge::Verdict::refuted, judge::Verdict::undecided})
    if (std::ranges::find(judgements, verdict, &judge::Judgement::verdict) != judgements.end())
      return verdict;
  return judgements.front().verdict;
}

} // namespace

std::vector<record::MutantRecord> judge_mutants(std::span<const Theorem* const> theorems,
                                                const std::atomic<bool>* stop) {
  std::vector<record::MutantRecord> records;
  judge::Judge judge;
  for (const Theorem* theorem : theorems)
    for (const Mutant& mutant : theorem->mutants) {
      if (stop && *stop)
        return records;
      const Case c = mutant.refuting_case();
      records.push_back({.theorem = std::string(theorem->id),
                         .name = std::string(mutant.name),
                         .change = std::string(mutant.change),
                         .verdict = verdict_of(judge.judge(*theorem, mutant, c))});
    }
  return records;
}

} // namespace tailmass::verify::campaign
