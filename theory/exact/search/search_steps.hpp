// A search opened cell by cell to the end, for whoever judges every step of it.
#pragma once

#include "theory/exact/search/scores_of_keys.hpp"

#include <algorithm>
#include <optional>
#include <vector>

namespace tailmass::exact {

/// A search after some cells were opened, in the order of their bounds.
struct OpenedCells {
  std::size_t opened = 0;
  std::vector<Key> scored; ///< by descending exact score
  bool flat = false;       ///< whether every score of the cell opened last is that cell's bound
  bool rest_flat = false;  ///< whether that is so of every cell still closed
};

/// One entry a cell, after it was opened.
[[nodiscard]] std::vector<OpenedCells> opened_cells(const QueryKeys& query_keys, const Cells& cells);

/// The cell that is opened after `opened` others.
[[nodiscard]] inline const Cell& next_cell(const Cells& cells, std::size_t opened) {
  return cells.all()[cells.by_upper()[opened]];
}

/// The key of largest score of a cell.
[[nodiscard]] Key best_of(const QueryKeys& query_keys, const Cell& cell);

/// D = (k-th largest scored) - (the larger one of the next scored and the largest bound of a closed cell).
struct ScoreGap {
  Key kth = 0;
  std::optional<Key> next_key; ///< where a scored key is the larger one
  double next_bound = 0;       ///< otherwise
};
/// Nothing while fewer than k keys are scored; k < n_f, so that something always comes next.
[[nodiscard]] std::optional<ScoreGap> score_gap(const QueryKeys& query_keys, const Cells& cells,
                                                const OpenedCells& state, std::size_t k);
/// D itself; in balls an exact number.
template <class R>
R gap_of(const QueryKeys& query_keys, const ScoreGap& gap) {
  const R next = gap.next_key ? key_score<R>(query_keys, *gap.next_key) : R(gap.next_bound);
  return R(key_score<R>(query_keys, gap.kth) - next);
}

/// e^x of an exact x.
template <class R>
R exponential(const R& x, const Precision<R>& at) {
  using std::exp;
  return R(exp(R(at(0.0) + x)));
}

/// e^{x - s_(1)} of a bound x.
template <class R>
R weight_of_bound(const QueryKeys& query_keys, double x, const Precision<R>& at) {
  const R top = key_score<R>(query_keys, query_keys.derived<QueryKeysScores>().order().front());
  return exponential(R(R(x) - top), at);
}

/// Sum of e^{s - unit} over some keys, unit a double.
template <class R>
R sum_above(const QueryKeys& query_keys, std::span<const Key> keys, double unit, const Precision<R>& at) {
  R total(0);
  for (const Key key : keys)
    total += exponential(R(key_score<R>(query_keys, key) - R(unit)), at);
  return total;
}

/// Sums over the closed cells, entry t after t cells were opened, relative to e^{s_(1)}: of e^s over their
/// keys, and of n_j e^{U_j}.
template <class R>
struct ClosedSums {
  std::vector<R> scores;
  std::vector<R> bounds;
};
template <class R>
ClosedSums<R> closed_sums(const QueryKeys& query_keys, const Cells& cells, const Vector<R>& weights,
                          const Precision<R>& at) {
  const std::size_t count = cells.all().size();
  ClosedSums<R> sums{std::vector<R>(count + 1, at(0.0)), std::vector<R>(count + 1, at(0.0))};
  for (std::size_t t = count; t-- > 0;) {
    const Cell& cell = next_cell(cells, t);
    sums.scores[t] = R(sums.scores[t + 1] + sum(weights, cell.keys));
    sums.bounds[t] =
        R(sums.bounds[t + 1] + at(cell.keys.size()) * weight_of_bound(query_keys, cell.upper, at));
  }
  return sums;
}

/// The sum of all weights.
template <class R>
const R& query_keys_partition(Evaluator<R>& row, const QueryKeys& query_keys) {
  return row.of_row().once({"query_keys_partition"}, [&] {
    return R(sum(query_keys_weights(row, query_keys), query_keys.unmasked()));
  });
}

/// tau_k of the exact scores: all but the first k keys in their order.
template <class R>
R query_keys_tail_mass(Evaluator<R>& row, const QueryKeys& query_keys, std::size_t k) {
  const std::span<const Key> order = query_keys.derived<QueryKeysScores>().order();
  return R(sum(query_keys_weights(row, query_keys), order.subspan(std::min(k, order.size()))) /
           query_keys_partition(row, query_keys));
}

} // namespace tailmass::exact
