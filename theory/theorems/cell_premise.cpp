// The premise of both certified searches, asked and broken.
#include "theory/theorems/cell_premise.hpp"

#include "theory/exact/search/search_steps.hpp"

#include <algorithm>

namespace tailmass {

bool cells_bound_their_scores(const Case& c) {
  if (!c.query_keys)
    return false;
  const auto& scores = c.query_keys->derived<exact::QueryKeysScores>();
  return std::ranges::all_of(c.searches, [&](const Search& search) {
    return std::ranges::all_of(search.cells->all(), [&](const Cell& cell) {
      return scores.compare(exact::best_of(*c.query_keys, cell), cell.upper) <= 0;
    });
  });
}

Case with_bounds_below_scores(Case c) {
  for (Search& search : c.searches) {
    std::vector<Cell> cells = search.cells->all();
    for (Cell& cell : cells)
      cell.upper =
          not_above(c.query_keys->derived<exact::QueryKeysScores>()[exact::best_of(*c.query_keys, cell)]) - 1;
    search.cells = std::make_shared<const Cells>(*c.query_keys, std::move(cells));
  }
  return c;
}

} // namespace tailmass
