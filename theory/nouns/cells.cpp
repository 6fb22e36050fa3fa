// Domain check and opening order of cells.
#include "theory/nouns/cells.hpp"

#include "theory/nouns/domain_error.hpp"
#include "theory/numbers/assumed_arithmetic.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tailmass {

Cells::Cells(const QueryKeys& query_keys, std::vector<Cell> cells)
    : cells_(std::move(cells)), by_upper_(cells_.size()) {
  const AssumedArithmetic assumed;
  enum State : unsigned char { masked, missing, seen };
  std::vector<State> states(query_keys.size(), masked);
  for (const Key key : query_keys.unmasked())
    states[key] = missing;
  for (const Cell& cell : cells_) {
    if (cell.keys.empty())
      throw DomainError("a cell has no keys");
    if (!std::isfinite(cell.upper))
      throw DomainError("a cell's upper bound is not finite");
    for (const Key key : cell.keys) {
      if (key >= states.size() || states[key] != missing)
        throw DomainError("cells do not partition the unmasked keys", key);
      states[key] = seen;
    }
  }
  if (const auto left = std::ranges::find(states, missing); left != states.end())
    throw DomainError("cells leave a key out", static_cast<std::size_t>(left - states.begin()));
  std::iota(by_upper_.begin(), by_upper_.end(), std::size_t{0});
  std::ranges::stable_sort(by_upper_, std::ranges::greater{},
                           [&](std::size_t cell) { return cells_[cell].upper; });
}

} // namespace tailmass
