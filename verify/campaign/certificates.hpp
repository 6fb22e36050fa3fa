// The bounds of the tail mass that `certify` tries on a row.
#pragma once

#include "theory/nouns/scores.hpp"
#include "verify/record/row_record.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tailmass {

namespace exact {
class RankedWeights;
} // namespace exact

/// A bound with its parameter, by which `certify` names it.
struct Certificate {
  std::string_view id;
  std::string_view theorem; ///< of the catalogue
  std::string_view meaning; ///< what it knows of a row, in words
  /// For each epsilon the least number of keys that it needs to certify a tail mass of at most epsilon: k of
  /// a Top-k head, or the keys in the pages kept. Exact. Throws DomainError unless 0 < epsilon < 1.
  std::vector<std::size_t> (*sizes)(const exact::RankedWeights&, std::span<const double> epsilons);
};

/// All of them, in the order in which they are reported. `gap-threshold` is not among them, for it certifies
/// the same k as `gap-bound`.
[[nodiscard]] std::span<const Certificate> certificates();

/// The sizes that each certificate gives, by epsilon.
[[nodiscard]] std::vector<ById<std::size_t>> certified_sizes(const Scores& scores,
                                                             std::span<const double> epsilons);

} // namespace tailmass
