// Shrinking, storing and telling a counterexample.
#include "properties/generated/counterexample.hpp"

#include "properties/generated/shrink.hpp"
#include "theory/theorems/catalogue.hpp"
#include "verify/cases/case_file.hpp"
#include "verify/judge/judge.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace tailmass::properties::generated {

namespace {

constexpr double widest_range = 4096 * 0.69314718;

std::string write(const std::filesystem::path& path, const Theorem& theorem, const regimes::Generated& found,
                  const Case& c) {
  const Case complete = regimes::completed(c, theorem, found.recipe);
  verify::cases::write_case_file(path, {.theorem = std::string(theorem.id),
                                        .mutant = {},
                                        .origin = {.file = {},
                                                   .tensor = std::string(found.recipe.regime->name),
                                                   .row = fmt::format("[{}]", found.index),
                                                   .k = c.head.size()},
                                        .c = complete});
  return path.string();
}

std::string numbers(std::span<const double> all) {
  constexpr std::size_t most = 24;
  std::string text;
  for (std::size_t i = 0; i < std::min(most, all.size()); ++i)
    text += fmt::format("{}{:a}", i == 0 ? "" : ", ", all[i]);
  return all.size() > most ? text + fmt::format(", .. ({} numbers)", all.size()) : text;
}

} // namespace

bool within_precision(const Scores& scores) {
  return scores.ranked(1) - scores.ranked(scores.finite_count()) <= widest_range;
}

std::optional<verify::judge::Judgement> fault_among(const std::vector<verify::judge::Judgement>& judgements,
                                                    const Case& c) {
  for (const verify::judge::Judgement& judgement : judgements)
    if (judgement.verdict == verify::judge::Verdict::refuted ||
        (judgement.verdict == verify::judge::Verdict::undecided && within_precision(*c.scores)))
      return judgement;
  return std::nullopt;
}

std::string kept_counterexample(const Theorem& theorem, const regimes::Generated& found,
                                const verify::judge::Judgement& fault, const std::filesystem::path& folder,
                                std::size_t budget) {
  const auto fails = [&](const Case& c) {
    if (theorem.needs.has<part::Values>() && !c.values)
      return false;
    verify::judge::Judge judge;
    const auto again = fault_among(judge.judge(theorem, regimes::completed(c, theorem, found.recipe)), c);
    return again && again->verdict == fault.verdict;
  };
  const Shrunk smallest = shrunk(found.c, fails, budget);
  std::string text =
      fmt::format("{} is {}: {}: {}\nseed {} index {}: {}\n", theorem.id, name_of(fault.verdict), fault.claim,
                  fault.reason, found.seed, found.index, regimes::description_of(found.recipe));
  text += fmt::format("after {} evaluations: n = {}, k = {}, scores {}\n", smallest.evaluations,
                      smallest.c.scores->size(), smallest.c.head.size(), numbers(smallest.c.scores->all()));
  if (find_theorem(theorem.id) != &theorem)
    return text;
  std::filesystem::create_directories(folder);
  const std::string name = fmt::format("{}-{}-{}", theorem.id, found.recipe.regime->name, found.index);
  const std::string as_found = write(folder / (name + "-found.json"), theorem, found, found.c);
  const std::string small = write(folder / (name + ".json"), theorem, found, smallest.c);
  return text +
         fmt::format("replay it: tailmass replay {}\nas it was found: tailmass replay {}\n", small, as_found);
}

} // namespace tailmass::properties::generated
