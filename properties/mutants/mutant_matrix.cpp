// Mutants judged on generated rows.
#include "properties/mutants/mutant_matrix.hpp"

#include "verify/judge/judge.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace tailmass::properties::mutants {

namespace {

bool is_refuted(const std::vector<verify::judge::Judgement>& judgements) {
  return std::ranges::find(judgements, verify::judge::Verdict::refuted, &verify::judge::Judgement::verdict) !=
         judgements.end();
}

bool meets_hypotheses(const Theorem& theorem, const Case& c) {
  return std::ranges::all_of(theorem.hypotheses, [&](const Hypothesis& h) { return h.holds(c); });
}

/// By mutant, in the order of the theorems: the first case of the regime that refutes it.
using Firsts = std::vector<std::optional<std::size_t>>;

Firsts first_kills(const regimes::Regime& regime, std::span<const Theorem* const> theorems,
                   std::size_t mutants, const MatrixOptions& options) {
  Firsts first(mutants);
  for (std::size_t index = 0; index < options.cases_each; ++index) {
    const regimes::Generated on = regimes::generated(regime, options.seed, index);
    verify::judge::Judge judge;
    std::size_t next = 0;
    for (const Theorem* theorem : theorems) {
      const std::span<std::optional<std::size_t>> own(first.begin() + static_cast<std::ptrdiff_t>(next),
                                                      theorem->mutants.size());
      next += own.size();
      if (std::ranges::all_of(own, [](const auto& kill) { return kill.has_value(); }))
        continue;
      const Case c = regimes::completed(on.c, *theorem, on.recipe);
      if (!meets_hypotheses(*theorem, c))
        continue;
      for (std::size_t m = 0; m < own.size(); ++m)
        if (!own[m] && is_refuted(judge.judge(*theorem, theorem->mutants[m], c)))
          own[m] = index;
    }
  }
  return first;
}

} // namespace

bool MutantKills::survives() const {
  return killers() == 0;
}
std::size_t MutantKills::killers() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(first, [](const auto& kill) { return kill.has_value(); }));
}

std::vector<const MutantKills*> MutantMatrix::survivors() const {
  std::vector<const MutantKills*> alive;
  for (const MutantKills& mutant : mutants)
    if (mutant.survives())
      alive.push_back(&mutant);
  return alive;
}

MutantMatrix mutant_matrix(std::span<const regimes::Regime* const> regimes,
                           std::span<const Theorem* const> theorems, const MatrixOptions& options) {
  MutantMatrix matrix{.seed = options.seed,
                      .cases_each = options.cases_each,
                      .regimes = {regimes.begin(), regimes.end()},
                      .mutants = {}};
  for (const Theorem* theorem : theorems)
    for (const Mutant& mutant : theorem->mutants)
      matrix.mutants.push_back({theorem, &mutant, {}});
  verify::campaign::InOrder<Firsts> results([&](Firsts of_regime) {
    for (std::size_t m = 0; m < of_regime.size(); ++m)
      matrix.mutants[m].first.push_back(of_regime[m]);
  });
  verify::campaign::share_rows(regimes.size(), options, [&] {
    return [&](std::size_t r) {
      results.enter(r, first_kills(*regimes[r], theorems, matrix.mutants.size(), options));
    };
  });
  return matrix;
}

std::string text_of(const MutantMatrix& matrix) {
  std::string text = fmt::format("first of {} cases of a regime that refutes a mutant, seed {}\n",
                                 matrix.cases_each, matrix.seed);
  for (std::size_t r = 0; r < matrix.regimes.size(); ++r)
    text += fmt::format("{:>4}  {}\n", r + 1, matrix.regimes[r]->name);
  std::size_t width = 0;
  const auto name = [](const MutantKills& mutant) {
    return fmt::format("{}: {}", mutant.theorem->id, mutant.mutant->name);
  };
  for (const MutantKills& mutant : matrix.mutants)
    width = std::max(width, name(mutant).size());
  text += fmt::format("{:{}}", "", width);
  for (std::size_t r = 0; r < matrix.regimes.size(); ++r)
    text += fmt::format("{:>4}", r + 1);
  text += '\n';
  for (const MutantKills& mutant : matrix.mutants) {
    text += fmt::format("{:{}}", name(mutant), width);
    for (const auto& first : mutant.first)
      text += fmt::format("{:>4}", first ? std::to_string(*first) : ".");
    text += '\n';
  }
  const auto alive = matrix.survivors();
  text += fmt::format("{} of {} survive\n", alive.size(), matrix.mutants.size());
  for (const MutantKills* mutant : alive)
    text += fmt::format("  {}: {}\n", name(*mutant), mutant->mutant->change);
  return text;
}

} // namespace tailmass::properties::mutants
