// A search opened cell by cell to the end.
#include "theory/exact/search/search_steps.hpp"

#include <algorithm>

namespace tailmass::exact {

std::vector<OpenedCells> opened_cells(const QueryKeys& query_keys, const Cells& cells) {
  const QueryKeysScores& scores = query_keys.derived<QueryKeysScores>();
  const auto by_rank = [&](Key key) { return scores.rank(key); };
  std::vector<OpenedCells> states;
  std::vector<Key> scored;
  for (std::size_t t = 0; t < cells.all().size(); ++t) {
    const Cell& cell = next_cell(cells, t);
    const auto middle = static_cast<std::ptrdiff_t>(scored.size());
    scored.insert(scored.end(), cell.keys.begin(), cell.keys.end());
    std::ranges::sort(scored.begin() + middle, scored.end(), {}, by_rank);
    std::ranges::inplace_merge(scored, scored.begin() + middle, {}, by_rank);
    const bool flat =
        std::ranges::all_of(cell.keys, [&](Key key) { return scores.compare(key, cell.upper) == 0; });
    states.push_back({.opened = t + 1, .scored = scored, .flat = flat, .rest_flat = true});
  }
  for (std::size_t t = states.size() - 1; t > 0; --t)
    states[t - 1].rest_flat = states[t].rest_flat && states[t].flat;
  return states;
}

Key best_of(const QueryKeys& query_keys, const Cell& cell) {
  const QueryKeysScores& scores = query_keys.derived<QueryKeysScores>();
  return *std::ranges::min_element(cell.keys, {}, [&](Key key) { return scores.rank(key); });
}

std::optional<ScoreGap> score_gap(const QueryKeys& query_keys, const Cells& cells, const OpenedCells& state,
                                  std::size_t k) {
  if (state.scored.size() < k)
    return std::nullopt;
  ScoreGap gap{.kth = state.scored[k - 1], .next_key = {}, .next_bound = 0};
  if (state.scored.size() > k)
    gap.next_key = state.scored[k];
  if (state.opened < cells.all().size()) {
    gap.next_bound = next_cell(cells, state.opened).upper;
    if (gap.next_key && query_keys.derived<QueryKeysScores>().compare(*gap.next_key, gap.next_bound) < 0)
      gap.next_key.reset();
  }
  return gap;
}

} // namespace tailmass::exact
