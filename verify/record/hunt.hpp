// What a hunt found, as the record has it.
#pragma once

#include "verify/judge/verdict.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tailmass::verify::record {

/// A case that a hunt reports.
struct HuntedCase {
  std::size_t n = 0;
  std::size_t k = 0;
  double score = 0;      ///< certified: see HuntedGoal
  std::string operation; ///< what made it: a move's name, "random", "bisection", "esch" ..
  std::string case_file; ///< empty where none is kept
  std::string command;   ///< what judges it again
};

/// How far a hunt came with one goal.
enum class HuntOutcome {
  attained,   ///< a bound with a case that the judge finds tight
  approached, ///< a bound with a slack of at most 1e-9
  slack,      ///< a bound whose least slack found is larger
  agrees,     ///< an identity that no case found contradicts
  within,     ///< an implementation whose error stayed within its bound
  no_case,    ///< no case had a score
  undecided,  ///< the judge could not decide the best case
  refuted     ///< a case contradicts it, by proof
};
inline constexpr std::array all_outcomes{
    HuntOutcome::attained, HuntOutcome::approached, HuntOutcome::slack,     HuntOutcome::agrees,
    HuntOutcome::within,   HuntOutcome::no_case,    HuntOutcome::undecided, HuntOutcome::refuted};
[[nodiscard]] std::string_view name_of(HuntOutcome outcome);

/// One claim, or one implementation, after a hunt.
struct HuntedGoal {
  std::string objective; ///< theorem, theorem/mutant or implementation
  std::string claim;     ///< empty of an implementation
  HuntOutcome outcome = HuntOutcome::no_case;
  judge::Verdict verdict = judge::Verdict::vacuous; ///< of the judge on the worst case
  /// Measures the worst case: of a bound the slack ln(rhs/lhs); of an identity the discrepancy over its
  /// proven accuracy; of an implementation error over bound.
  std::optional<double> measure = std::nullopt;
  std::size_t evaluations = 0; ///< of the objective, all goals together
  std::size_t found_at = 0;    ///< how many had been made when the worst case was found
  std::optional<HuntedCase> worst = std::nullopt;
  std::optional<HuntedCase> minimal = std::nullopt; ///< shrunk, with at least the fraction kept
  std::string reason = {};
};

/// What killed a mutant, or nothing did.
struct HuntedMutant {
  std::string theorem;
  std::string name;
  std::string change;
  bool by_case = false;    ///< of the Gaussian model: by its sample
  std::size_t regimes = 0; ///< regimes with a case that refutes it
  std::string first_regime = {};
  std::optional<std::size_t> first_index = std::nullopt;
  std::optional<std::size_t> evaluations = std::nullopt; ///< that the hunt needed; nothing where it failed
  std::size_t spent = 0;                                 ///< evaluations that the hunt made of it in all
  [[nodiscard]] bool refuted() const { return by_case || regimes > 0 || evaluations; }
  /// Whether it withstood a hunt: what was not tried survives nothing.
  [[nodiscard]] bool survives() const { return !refuted() && spent > 0; }
};

/// A hunt beside random sampling with as many evaluations.
struct Duel {
  std::string objective;
  std::vector<double> hunt;   ///< best error over bound, by seed
  std::vector<double> random; ///< the same of random rows
  /// Whether the hunt found more on average over the seeds.
  [[nodiscard]] bool won() const;
  /// Whether an error exceeded its proven bound.
  [[nodiscard]] bool breaks_bound() const;
};

/// A hunt.
struct HuntRecord {
  double fraction = 0; ///< of the score that a minimal case keeps at least
  std::optional<std::size_t> budget =
      std::nullopt; ///< evaluations of each objective; nothing where time was given
  std::size_t evaluations = 0;
  std::vector<HuntedGoal> sharpness;
  std::vector<HuntedMutant> mutants;
  std::vector<Duel> duels;
  std::string journal = {};
};

/// 0 of none.
[[nodiscard]] double mean_of(std::span<const double> x);

} // namespace tailmass::verify::record
