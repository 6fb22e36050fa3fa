// The matrix of mutants and killers.
#include "properties/hunt/mutant_hunt.hpp"

#include "properties/hunt/theorem_objective.hpp"
#include "properties/mutants/mutant_matrix.hpp"
#include "properties/regimes/regimes.hpp"
#include "verify/campaign/mutants.hpp"

#include <algorithm>

namespace tailmass::properties::hunt {

namespace {

bool of_the_model(const Theorem* theorem) {
  return theorem->scope == Scope::model;
}

void enter_kills(verify::record::HuntedMutant& record, const mutants::MutantKills& kills,
                 const mutants::MutantMatrix& matrix) {
  record.regimes = kills.killers();
  for (std::size_t r = 0; r < kills.first.size() && !record.first_index; ++r)
    if (kills.first[r]) {
      record.first_regime = matrix.regimes[r]->name;
      record.first_index = kills.first[r];
    }
}

/// The number of evaluations after which the hunt had refuted it.
std::optional<std::size_t> evaluations_of(const Hunted& hunted) {
  std::optional<std::size_t> least;
  for (std::size_t goal = 0; goal < hunted.best.size(); ++goal)
    if (hunted.reached[goal])
      least = std::min(least.value_or(hunted.best[goal]->evaluations), hunted.best[goal]->evaluations);
  return least;
}

} // namespace

std::vector<verify::record::HuntedMutant> hunt_mutants(std::span<const Theorem* const> theorems,
                                                       const MutantHuntOptions& options) {
  std::vector<verify::record::HuntedMutant> records;
  std::vector<const Theorem*> of_rows;
  std::ranges::copy_if(theorems, std::back_inserter(of_rows),
                       [](const Theorem* theorem) { return !of_the_model(theorem); });
  std::vector<std::unique_ptr<Objective>> objectives;
  for (const Theorem* theorem : of_rows)
    for (const Mutant& mutant : theorem->mutants) {
      if (options.stop && *options.stop)
        return records;
      objectives.push_back(std::make_unique<TheoremObjective>(*theorem, &mutant));
    }
  const std::vector<Hunted> hunted = hunt(objectives, options);
  if (options.part)
    return records;
  mutants::MatrixOptions properties;
  properties.threads = options.threads;
  properties.stop = options.stop;
  properties.seed = options.seed;
  properties.cases_each = options.cases_each;
  const mutants::MutantMatrix matrix = mutants::mutant_matrix(regimes::regimes(), of_rows, properties);
  std::size_t next = 0;
  for (const Theorem* theorem : theorems) {
    const std::vector<verify::record::MutantRecord> on_cases =
        of_the_model(theorem) ? verify::campaign::judge_mutants({&theorem, 1}, options.stop)
                              : std::vector<verify::record::MutantRecord>{};
    for (std::size_t m = 0; m < theorem->mutants.size(); ++m) {
      const Mutant& mutant = theorem->mutants[m];
      verify::record::HuntedMutant& record =
          records.emplace_back(verify::record::HuntedMutant{.theorem = std::string(theorem->id),
                                                            .name = std::string(mutant.name),
                                                            .change = std::string(mutant.change)});
      if (of_the_model(theorem)) {
        record.by_case = m < on_cases.size() && // else the hunt was stopped before it
                         on_cases[m].verdict == verify::judge::Verdict::refuted;
        continue;
      }
      enter_kills(record, matrix.mutants[next], matrix);
      record.evaluations = evaluations_of(hunted[next]);
      record.spent = hunted[next].evaluations;
      ++next;
    }
  }
  return records;
}

} // namespace tailmass::properties::hunt
