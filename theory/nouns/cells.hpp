// Cells of keys whose scores are bounded above before they are computed.
#pragma once

#include "theory/nouns/query_keys.hpp"

namespace tailmass {

/// n_j keys and a bound U_j that none of their scores exceeds.
struct Cell {
  std::vector<Key> keys;
  double upper = 0;
};

/// Every unmasked key of a row in exactly one nonempty cell. Immutable. That the bounds hold is what a judge
/// checks; here they are only finite.
class Cells {
public:
  /// Throws DomainError where the cells do not partition the unmasked keys or a bound is not finite.
  Cells(const QueryKeys& query_keys, std::vector<Cell> cells);

  [[nodiscard]] const std::vector<Cell>& all() const { return cells_; }
  /// Indices of the cells in the order a search opens them: by descending bound, the lower index first among
  /// equal ones.
  [[nodiscard]] std::span<const std::size_t> by_upper() const { return by_upper_; }

private:
  std::vector<Cell> cells_;
  std::vector<std::size_t> by_upper_;
};

/// A certified search to be judged step by step.
struct Search {
  std::size_t k = 1;                  ///< size of the head, 1 <= k <= n_f
  std::size_t growth = 0;             ///< keys that mc-search's head grows by with every cell after the first
  double epsilon = 0.01;              ///< tail mass that delta-k-search asks for, in (0, 1)
  std::shared_ptr<const Cells> cells; ///< never null in a checked case
};

} // namespace tailmass
