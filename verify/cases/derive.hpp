// Derives the parts of a case that its input does not have.
#pragma once

#include "theory/nouns/case.hpp"
#include "theory/theorems/theorem.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

namespace tailmass::verify::cases {

/// What a derived part is a function of: the same four always give the same bits.
struct Derivation {
  std::uint64_t seed = 0;
  std::string_view theorem;
  std::string_view row; ///< the row's place: tensor and leading indices
  std::size_t k = 0;
  /// Of a derived sample that is drawn; without one it stands for its model alone, which is anywhere in its
  /// range.
  std::optional<SampleShape> shape = std::nullopt;
};

/// Adds the parts among `needs` that `c` does not have. Parts that make the row's weights anew (temperatures,
/// the shift, the permutation, the box) and the centre come from (seed, theorem, row) alone, so that the
/// heads of a row share their exponentials; the others from k too. Searches get a query and keys by
/// derived_query_keys() where the case has none. Values are not derived here: see derived_values(). Parts
/// that cannot exist on the case (checkpoints where k >= n_f) are left out, and the theorem is then vacuous.
/// A sample comes from (seed, theorem) and its shape, or, without one, from row and k too.
void derive(Case& c, PartSet needs, const Derivation& from);

/// A query and keys of dimension 3 for scores that came without: key j is (s_j, two Gaussians), the query (1,
/// two small numbers), so that the exact scores are near the given ones, or for half of the rows (1, 0, 0),
/// so that they are the given ones; masks stay. From (seed, row). Null where a score is outside the domain of
/// QueryKeys.
[[nodiscard]] std::shared_ptr<const QueryKeys> derived_query_keys(const Scores& scores, std::uint64_t seed,
                                                                  std::string_view row);

/// A value matrix for scores that came without one: n x dimension, Gaussian, from (seed, name).
[[nodiscard]] std::shared_ptr<const Values> derived_values(std::size_t keys, std::size_t dimension,
                                                           std::uint64_t seed, std::string_view name);

} // namespace tailmass::verify::cases
