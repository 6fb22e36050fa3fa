// The premise of both certified searches, asked and broken.
#include "theory/theorems/cell_premise.hpp"

#include "theory/exact/search/search_steps.hpp"

#include <algorithm>

namespace tailmass {

bool cells_bound_their_scores(const Case& c) {
  if (!c.keyed)
    return false;
  const auto& scores = c.keyed->derived<exact::KeyedScores>();
  return std::ranges::all_of(c.searches, [&](const Search& search) {
    return std::ranges::all_of(search.cells->all(), [&](const Cell& cell) {
      return scores.compare(exact::best_of(*c.keyed, cell), cell.upper) <= 0;
    });
  });
}

Case with_bounds_below_scores(Case c) {
  for (Search& search : c.searches) {
    std::vector<Cell> cells = search.cells->all();
    for (Cell& cell : cells)
      cell.upper = not_above(c.keyed->derived<exact::KeyedScores>()[exact::best_of(*c.keyed, cell)]) - 1;
    search.cells = std::make_shared<const Cells>(*c.keyed, std::move(cells));
  }
  return c;
}

} // namespace tailmass
