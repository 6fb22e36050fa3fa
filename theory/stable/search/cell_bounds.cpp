// Upper bounds of the scores of a cell, before any of them is computed.
#include "theory/stable/search/cell_bounds.hpp"

#include "theory/numbers/assumed_arithmetic.hpp"
#include "theory/stable/search/lengths.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tailmass::stable {

namespace {

double ball_bound(const CellSummary& cell, std::span<const double> query, double scale) {
  KeyScore centre = key_score(query, cell.centre, scale);
  // upper() adds twice the error: the reach of the ball, and twice the error of the centre's score.
  centre.error += product_above(product_above(length_above(query), cell.radius), scale) / 2;
  return centre.upper();
}

double box_bound(const CellSummary& cell, std::span<const double> query, double scale) {
  std::vector<double> corner(query.size());
  for (std::size_t axis = 0; axis < query.size(); ++axis)
    corner[axis] = query[axis] >= 0 ? cell.upper[axis] : cell.lower[axis];
  return key_score(query, corner, scale).upper();
}

} // namespace

CellSummary summarise(const Values& keys, std::span<const Key> cell) {
  const AssumedArithmetic assumed;
  const std::span<const double> first = keys.of(cell.front());
  CellSummary summary{.centre = centre_of(keys, cell),
                      .radius = 0,
                      .lower = {first.begin(), first.end()},
                      .upper = {first.begin(), first.end()}};
  std::vector<double> offset(first.size());
  for (const Key key : cell) {
    for (std::size_t axis = 0; axis < offset.size(); ++axis) {
      const double x = keys.at(key, axis);
      offset[axis] = x - summary.centre[axis];
      summary.lower[axis] = std::min(summary.lower[axis], x);
      summary.upper[axis] = std::max(summary.upper[axis], x);
    }
    summary.radius = std::max(summary.radius, length_above(offset));
  }
  return summary;
}

std::vector<CellSummary> summarise(const Values& keys, const Partition& partition) {
  const AssumedArithmetic assumed;
  std::vector<CellSummary> summaries;
  for (const std::vector<Key>& part : partition)
    summaries.push_back(summarise(keys, part));
  return summaries;
}

double upper_bound(const CellSummary& cell, std::span<const double> query, double scale, CellBound bound) {
  const AssumedArithmetic assumed;
  const double ball = bound == CellBound::box ? infinity : ball_bound(cell, query, scale);
  const double box = bound == CellBound::ball ? infinity : box_bound(cell, query, scale);
  const double least = ball < box ? ball : box; // the box where the ball is not a number
  if (std::isnan(least))
    return infinity;
  return least;
}

Cells bounded_cells(const QueryKeys& query_keys, const Partition& partition,
                    std::span<const CellSummary> summaries, CellBound bound) {
  const AssumedArithmetic assumed;
  std::vector<Cell> cells;
  for (std::size_t i = 0; i < partition.size(); ++i)
    cells.push_back({partition[i], upper_bound(summaries[i], query_keys.query(), query_keys.scale(), bound)});
  return {query_keys, std::move(cells)};
}

Cells bounded_cells(const QueryKeys& query_keys, const Partition& partition, CellBound bound) {
  const AssumedArithmetic assumed;
  return bounded_cells(query_keys, partition, summarise(query_keys.keys(), partition), bound);
}

} // namespace tailmass::stable
