// Which regimes refute which mutants.
#pragma once

#include "properties/regimes/recipe.hpp"
#include "verify/campaign/row_workers.hpp"

#include <optional>

namespace tailmass::properties::mutants {

/// A false variant over the regimes.
struct MutantKills {
  const Theorem* theorem;
  const Mutant* mutant;
  std::vector<std::optional<std::size_t>> first; ///< by regime: the index of the first case that refutes it

  [[nodiscard]] bool survives() const;
  /// The number of regimes that refute it.
  [[nodiscard]] std::size_t killers() const;
};

struct MutantMatrix {
  std::uint64_t seed = 0;
  std::size_t cases_each = 0;
  std::vector<const regimes::Regime*> regimes;
  std::vector<MutantKills> mutants; ///< in the order of the theorems

  [[nodiscard]] std::vector<const MutantKills*> survivors() const;
};

struct MatrixOptions : verify::campaign::WorkOptions {
  std::uint64_t seed = 1;
  std::size_t cases_each = 20; ///< a regime's cases end for a mutant with the first that refutes it
};

/// Judges every mutant of the theorems on the first `cases_each` recipes of every regime, on all cores.
[[nodiscard]] MutantMatrix mutant_matrix(std::span<const regimes::Regime* const> regimes,
                                         std::span<const Theorem* const> theorems,
                                         const MatrixOptions& options);

/// The matrix as text for people: a line a mutant, a column a regime, a dot where none of its cases refutes
/// it, and the survivors last.
[[nodiscard]] std::string text_of(const MutantMatrix& matrix);

} // namespace tailmass::properties::mutants
