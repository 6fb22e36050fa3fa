// How often generated rows meet the theorems, and what was found then.
#pragma once

#include "properties/regimes/recipe.hpp"
#include "verify/campaign/row_workers.hpp"
#include "verify/record/record.hpp"

namespace tailmass::verify::judge {
class Judge;
} // namespace tailmass::verify::judge

namespace tailmass::properties::generated {

/// How a theorem fared on the cases of one regime.
struct Meeting {
  std::size_t cases = 0;
  std::size_t met = 0;          ///< cases that meet its hypotheses, the numerical ones too
  verify::record::Tally claims; ///< verdicts of its claims on all of them

  /// One case more.
  void enter(const std::vector<verify::judge::Judgement>& judgements);
  void add(const Meeting& other);
};

/// A generated case on which a theorem did not hold.
struct GeneratedFailure {
  const regimes::Regime* regime;
  std::uint64_t index;
  const Theorem* theorem;
  verify::judge::Judgement judgement;
};

/// Every theorem on every regime.
struct Survey {
  std::uint64_t seed = 0;
  std::size_t cases_each = 0; ///< cases of each regime
  std::vector<const regimes::Regime*> regimes;
  std::vector<const Theorem*> theorems;
  std::vector<std::vector<Meeting>> meetings; ///< by regime, then by theorem
  std::vector<GeneratedFailure> failures;

  /// A theorem over all regimes.
  [[nodiscard]] Meeting of_theorem(std::size_t theorem) const;
};

struct SurveyOptions : verify::campaign::WorkOptions {
  std::uint64_t seed = 1;
  std::size_t cases_each = 20;
};

/// The theorems that speak of single rows, in the order of the catalogue: all but those of the Gaussian
/// model.
[[nodiscard]] std::vector<const Theorem*> row_theorems();

/// What a theorem says of a grown case: its judgements, a single vacuous one where it is not met. The judge
/// shares exponentials between theorems that are asked of one case.
[[nodiscard]] std::vector<verify::judge::Judgement>
judged(verify::judge::Judge& judge, const Theorem& theorem, const Case& grown, const regimes::Recipe& recipe);

/// Judges the theorems on the first `cases_each` recipes of every regime, on all cores. The result does not
/// depend on their number.
[[nodiscard]] Survey survey(std::span<const regimes::Regime* const> regimes,
                            std::span<const Theorem* const> theorems, const SurveyOptions& options);

} // namespace tailmass::properties::generated
